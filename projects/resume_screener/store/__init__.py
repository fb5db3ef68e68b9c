"""Jobs, encrypted resumes and the log of decisions, in SQLite or PostgreSQL."""

from projects.resume_screener.store.archive import Archive
from projects.resume_screener.store.decisions import Decision, Decisions, Shown
from projects.resume_screener.store.encryption import Cipher
from projects.resume_screener.store.errors import JobIsDecided, UnknownJob, UnknownResume, WrongStorageKey
from projects.resume_screener.store.jobs import Jobs, StoredJob
from projects.resume_screener.store.resumes import Resumes, StoredResume

__all__ = [
    "Archive",
    "Cipher",
    "Decision",
    "Decisions",
    "JobIsDecided",
    "Jobs",
    "Resumes",
    "Shown",
    "StoredJob",
    "StoredResume",
    "UnknownJob",
    "UnknownResume",
    "WrongStorageKey",
]
