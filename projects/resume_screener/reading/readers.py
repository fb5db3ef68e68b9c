"""Reading in processes of their own, which a file may hang, crash or fill without harm to the service."""

from __future__ import annotations

from projects.resume_screener.resume import Document
from shared.documents.limits import Limits
from shared.documents.pool import Pool

TARGET = "projects.resume_screener.reading.read:read"


class Readers(Pool[Document]):
    """``read(data, name)`` as ``reading.read`` does it, in one of so many child processes."""

    def __init__(self, limits: Limits, processes: int) -> None:
        super().__init__(TARGET, Document, limits, processes)
