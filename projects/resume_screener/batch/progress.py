"""What a batch has finished, kept beside its output until that is complete.

Each file's outcome is a line that is only ever appended: sealed, because it holds a redacted resume, and thereby
checked when it is read again. A line that a kill has torn, or that another key sealed, counts as not written.
"""

from __future__ import annotations

import os
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Self

from filelock import FileLock, Timeout

from projects.resume_screener.matching import Candidate
from projects.resume_screener.resume import Part, Quality
from projects.resume_screener.store import Cipher, WrongStorageKey


class AlreadyRunning(RuntimeError):
    """Another batch writes the same output."""


class Outcome(Part):
    """What became of a file: somebody to rank, or the ``error`` that says why not and what to do.

    ``key`` is the SHA-256 of the file's bytes, or its name when it has none that can be read.
    """

    key: str
    candidate: Candidate | None = None
    quality: Quality | None = None
    error: str = ""


class Progress:
    """The outcomes so far, by their keys."""

    def __init__(self, stream: BinaryIO, cipher: Cipher, context: str, done: dict[str, Outcome]) -> None:
        self._stream, self._cipher, self._context = stream, cipher, context
        self.done = done

    @classmethod
    @contextmanager
    def open(cls, out: Path, cipher: Cipher, model: str) -> Iterator[Self]:
        """Go on where the last batch to ``out`` stopped, if the ``model`` is the same; else begin.

        The files are removed when the block ends well. Raises AlreadyRunning.
        """
        file, lock = out.with_name(f".{out.name}.progress"), FileLock(out.with_name(f".{out.name}.lock"), timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise AlreadyRunning(f"another batch writes {out}: wait for it, or name another file") from None
        with lock, file.open("a+b") as stream:
            yield cls(stream, cipher, model, _read(stream, cipher, model))
            file.unlink()
            Path(lock.lock_file).unlink()

    def add(self, outcome: Outcome) -> None:
        """Keep an outcome; when this returns, a kill doesn't lose it."""
        self._stream.write(_line(outcome, self._cipher, self._context))
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self.done[outcome.key] = outcome


def _line(outcome: Outcome, cipher: Cipher, context: str) -> bytes:
    return b64encode(cipher.seal(outcome.model_dump_json().encode(), context)) + b"\n"


def _read(stream: BinaryIO, cipher: Cipher, context: str) -> dict[str, Outcome]:
    """Return what can be read, and cut off what follows the last whole line, so that the next one begins at its own."""
    stream.seek(0)
    outcomes = {}
    end = 0
    for line in stream:
        if line.endswith(b"\n"):
            end += len(line)
            if outcome := _opened(line, cipher, context):
                outcomes[outcome.key] = outcome
    stream.truncate(end)
    return outcomes


def _opened(line: bytes, cipher: Cipher, context: str) -> Outcome | None:
    try:
        return Outcome.model_validate_json(cipher.open(b64decode(line, validate=False), context))
    except (NotBase64, WrongStorageKey):
        return None
