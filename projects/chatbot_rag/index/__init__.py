"""The search: vectors in Chroma and BM25 over the same chunks, fused. All of it can be made anew from the catalogue."""

from projects.chatbot_rag.index.chroma import EmbeddedVectors, ServerVectors
from projects.chatbot_rag.index.errors import IndexMismatch, NoPreviousVersion, VectorsUnavailable
from projects.chatbot_rag.index.handle import Index
from projects.chatbot_rag.index.rebuild import rebuild, rollback
from projects.chatbot_rag.index.search import Rerank, SearchResult
from projects.chatbot_rag.index.snapshot import Snapshot
from projects.chatbot_rag.index.sync import Progress, Synced
from projects.chatbot_rag.index.vectors import Vectors

__all__ = [
    "EmbeddedVectors",
    "Index",
    "IndexMismatch",
    "NoPreviousVersion",
    "Progress",
    "Rerank",
    "SearchResult",
    "ServerVectors",
    "Snapshot",
    "Synced",
    "Vectors",
    "VectorsUnavailable",
    "rebuild",
    "rollback",
]
