"""Documents, the queue of jobs and the index versions, in SQLite or PostgreSQL: the truth that the indexes follow."""

from projects.chatbot_rag.store.catalogue import Catalogue
from projects.chatbot_rag.store.database import Database
from projects.chatbot_rag.store.documents import Document, Documents, Source, document_id
from projects.chatbot_rag.store.errors import JobLost, NothingToRestore, UnknownDocument, UnknownJob, VersionConflict
from projects.chatbot_rag.store.jobs import Job, Jobs
from projects.chatbot_rag.store.versions import Entry, Manifest, Recipe, Version, Versions

__all__ = [
    "Catalogue",
    "Database",
    "Document",
    "Documents",
    "Entry",
    "Job",
    "JobLost",
    "Jobs",
    "Manifest",
    "NothingToRestore",
    "Recipe",
    "Source",
    "UnknownDocument",
    "UnknownJob",
    "Version",
    "VersionConflict",
    "Versions",
    "document_id",
]
