"""A pool of processes that read files, as many at a time as there are processes."""

from __future__ import annotations

from queue import LifoQueue
from typing import Generic, TypeVar

from shared.documents.isolated import Child
from shared.documents.limits import Limits

FILES_PER_CHILD = 200
"""After so many a process makes room for a fresh one: whatever a parser leaks is bounded."""

T = TypeVar("T")


class Pool(Generic[T]):
    """Reads files in long-lived processes; a file that hangs, crashes or fills memory costs only its own.

    Starting Python takes many times as long as reading a page, so a process reads file after file. It is started when
    it is first needed, and replaced after a fault or ``FILES_PER_CHILD`` files. Threads may share the pool.

    Args:
        target: the function that reads, as "package.module:function": ``(data, name, limits) -> document``.
        document: the type it returns: a dataclass or a model of pydantic.
        limits: what one file may cost.
        processes: how many there are at most.
    """

    def __init__(self, target: str, document: type[T], limits: Limits, processes: int) -> None:
        self._target = target
        self._document = document
        self._limits = limits
        self._processes = processes
        self._idle: LifoQueue[Child[T] | None] = LifoQueue()
        for _ in range(processes):
            self._idle.put(None)

    def read(self, data: bytes, name: str) -> T:
        """Return what the target makes of a file; blocks until a process is free and has read it.

        Raises:
            Unreadable: what the target raises; also TookTooLong, OutOfMemory and ReaderCrashed.
        """
        child = _usable(self._idle.get())
        try:
            child = child or Child(self._target, self._document, self._limits)
            return child.read(data, name)
        finally:
            self._idle.put(_usable(child))

    def close(self) -> None:
        """End the processes, after the files that they are reading. The pool can be used again."""
        for child in [self._idle.get() for _ in range(self._processes)]:
            if child is not None:
                child.close()
            self._idle.put(None)


def _usable(child: Child[T] | None) -> Child[T] | None:
    """The child if it can take one more file; else it is ended."""
    if child is None or (child.is_alive and child.files < FILES_PER_CHILD):
        return child
    child.close()
    return None
