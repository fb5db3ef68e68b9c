"""The process that ``Child`` talks to: a line of JSON and a file come in, a line of JSON goes out, until stdin ends."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, is_dataclass
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO

from shared.documents.limits import Limits
from shared.documents.unreadable import OutOfMemory, Unreadable

if TYPE_CHECKING:
    from _typeshed import DataclassInstance
    from pydantic import BaseModel

_SPARE_SECONDS = 2.0
"""The parent is the first to end a file that hangs; a child without a parent ends so much later."""


def main(target: str, limits: Limits) -> None:
    """Serve ``target`` ("package.module:function") until the parent closes stdin or is gone."""
    replies = _own_stdout()
    _limit_memory(limits.memory_bytes)
    module, _, function = target.partition(":")
    read = partial(getattr(import_module(module), function), limits=limits)
    while head := sys.stdin.buffer.readline():
        request = json.loads(head)
        data = sys.stdin.buffer.read(request["bytes"])
        _die_after(limits.seconds + _SPARE_SECONDS)
        reply = _reply(read, data, request["name"])
        _die_after(0)
        replies.write(reply + b"\n")
        replies.flush()


def _own_stdout() -> BinaryIO:
    """The pipe to the parent, out of reach of a parser that prints."""
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return pipe


def _reply(read: Callable[[bytes, str], Any], data: bytes, name: str) -> bytes:
    try:
        return json.dumps({"document": _fields(read(data, name))}).encode()
    except Unreadable as exc:
        refusal = exc
    except MemoryError:
        refusal = OutOfMemory("Reading the file takes too much memory. Split it into several files.")
    return json.dumps({"unreadable": {"code": refusal.code, "message": str(refusal)}}).encode()


def _fields(document: DataclassInstance | BaseModel) -> dict[str, Any]:
    return asdict(document) if is_dataclass(document) else document.model_dump(mode="json")


def _die_after(seconds: float) -> None:
    """Let the system end this process after some time, even in the midst of C code; 0 calls that off."""
    if hasattr(signal, "setitimer"):  # not on Windows
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _limit_memory(memory_bytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    # macOS refuses; where the limit is lower already, it stays.
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


if __name__ == "__main__":
    main(sys.argv[1], Limits(**json.loads(sys.argv[2])))
