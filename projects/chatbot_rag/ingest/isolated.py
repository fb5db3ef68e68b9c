"""Reading in a process of its own, which a file may hang, crash or fill without harm to the service."""

from __future__ import annotations

from contextlib import closing

from projects.chatbot_rag.documents import Parsed
from shared.documents.isolated import Child
from shared.documents.limits import Limits
from shared.documents.unreadable import too_large

TARGET = "projects.chatbot_rag.ingest.read:read"


def read_in_child(data: bytes, name: str, limits: Limits) -> Parsed:
    """Return what ``read`` returns, from a child process that is killed after ``limits.seconds``.

    Blocks the calling thread; several may call at once.

    Raises:
        Unreadable: as ``read``; also TookTooLong, OutOfMemory, and ReaderCrashed where the child died.
    """
    if len(data) > limits.max_bytes:
        raise too_large(limits.max_bytes)
    with closing(Child(TARGET, Parsed, limits)) as child:
        return child.read(data, name)
