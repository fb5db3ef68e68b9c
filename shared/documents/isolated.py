"""A reader in a process of its own, which a file may hang, crash or fill without harm to the service."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from threading import Event, Timer
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter

from shared.documents.limits import Limits
from shared.documents.unreadable import BY_CODE, OutOfMemory, ReaderCrashed, TookTooLong, Unreadable, too_large

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "shared.documents.child")

T = TypeVar("T")


class Child(Generic[T]):
    """One process that reads file after file. Not for several threads at once; what goes wrong ends it.

    What it writes to stderr is thrown away, since a parser's complaints may quote the document. It ends when its
    parent does.

    Args:
        target: the function that reads, as "package.module:function": ``(data, name, limits) -> document``.
        document: the type it returns: a dataclass or a model of pydantic.
        limits: what one file may cost.
    """

    def __init__(self, target: str, document: type[T], limits: Limits) -> None:
        self._adapter = TypeAdapter(document)
        self._limits = limits
        self._process = subprocess.Popen(  # noqa: S603
            (*COMMAND, target, json.dumps(asdict(limits))),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
        )
        self.files = 0
        """How many it was asked to read."""

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def read(self, data: bytes, name: str) -> T:
        """Return what the target returns, or raise what it raises.

        Raises:
            Unreadable: one of its subclasses; TooLarge before the child is asked, TookTooLong where it had to be
                killed after ``limits.seconds``, OutOfMemory, and ReaderCrashed where it died or talked nonsense.
        """
        if len(data) > self._limits.max_bytes:
            raise too_large(self._limits.max_bytes)
        self.files += 1
        overdue = Event()
        timer = Timer(self._limits.seconds, self._kill, (overdue,))
        timer.start()
        try:
            reply = self._exchanged(data, name)
        finally:
            timer.cancel()
            timer.join()
        if isinstance(reply, ReaderCrashed) and overdue.is_set():
            raise TookTooLong(
                f"Reading it took longer than {self._limits.seconds:g} seconds. "
                "Split it, or send its text in a simpler format."
            )
        if isinstance(reply, OutOfMemory):
            self.close()
        if isinstance(reply, Unreadable):
            raise reply
        return reply

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()

    def _kill(self, overdue: Event) -> None:
        overdue.set()
        self._process.kill()

    def _exchanged(self, data: bytes, name: str) -> T | Unreadable:
        """Send a file and return the answer; a child that gives no proper one is ended."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None  # noqa: PT018, S101  both are pipes
        try:
            stdin.write(json.dumps({"name": name, "bytes": len(data)}).encode() + b"\n")
            stdin.write(data)
            stdin.flush()
            return self._answer(json.loads(stdout.readline()))
        except (AttributeError, KeyError, OSError, TypeError, ValueError):
            self.close()
            return ReaderCrashed(
                "The file made its reader crash. Open it in the program that wrote it, save it again, and send that."
            )

    def _answer(self, reply: dict[str, Any]) -> T | Unreadable:
        if (refusal := reply.get("unreadable")) is not None:
            return BY_CODE[refusal["code"]](refusal["message"])
        return self._adapter.validate_python(reply["document"])
