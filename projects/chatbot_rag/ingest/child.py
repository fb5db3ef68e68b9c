"""The child process of ``read_in_child``: a line of JSON and the file come in, a line of JSON goes out."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from projects.chatbot_rag.ingest.limits import Limits
from projects.chatbot_rag.ingest.read import read
from projects.chatbot_rag.ingest.unreadable import OutOfMemory, Unreadable


def main() -> None:
    """Read one file from stdin and write what it holds, or why it can't be read, to stdout."""
    head = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**head["limits"])
    _limit_memory(limits.memory_bytes)
    json.dump(_answer(sys.stdin.buffer.read(), head["name"], limits), sys.stdout)


def _answer(data: bytes, name: str, limits: Limits) -> dict[str, Any]:
    try:
        return {"parsed": asdict(read(data, name, limits))}
    except Unreadable as exc:
        return {"unreadable": {"code": exc.code, "message": str(exc)}}
    except MemoryError:
        refusal = OutOfMemory("Reading the file takes too much memory. Split it into several files.")
        return {"unreadable": {"code": refusal.code, "message": str(refusal)}}


def _limit_memory(memory_bytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    # macOS refuses; where the limit is lower already, it stays.
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


if __name__ == "__main__":
    main()
