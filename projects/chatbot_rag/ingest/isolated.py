"""Reading in a process of its own, which a file may hang, crash or fill without harm to the service."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from projects.chatbot_rag.documents import Parsed, Section
from projects.chatbot_rag.ingest.limits import Limits
from projects.chatbot_rag.ingest.unreadable import BY_CODE, ReaderCrashed, TookTooLong, Unreadable, too_large

ROOT = Path(__file__).resolve().parents[3]
COMMAND = (sys.executable, "-m", "projects.chatbot_rag.ingest.child")


def read_in_child(data: bytes, name: str, limits: Limits) -> Parsed:
    """Return what ``read`` returns, from a child process that is killed after ``limits.seconds``.

    Blocks the calling thread; several may call at once. What the child writes to stderr is thrown away, since a
    parser's complaints may quote the document.

    Raises:
        Unreadable: as ``read``; also TookTooLong, OutOfMemory, and ReaderCrashed where the child died.
    """
    if len(data) > limits.max_bytes:
        raise too_large(limits.max_bytes)
    head = json.dumps({"name": name, "limits": asdict(limits)})
    try:
        child = subprocess.run(  # noqa: S603
            COMMAND,
            input=head.encode() + b"\n" + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise TookTooLong(
            f"Reading it took longer than {limits.seconds:g} seconds. Split it, or send its text in a simpler format."
        ) from None
    try:
        reply = _reply(json.loads(child.stdout))
    except (AttributeError, KeyError, TypeError, ValueError):
        raise ReaderCrashed(
            "The file made its reader crash. Open it in the program that wrote it, save it again, and send that."
        ) from None
    if isinstance(reply, Unreadable):
        raise reply
    return reply


def _reply(reply: dict[str, Any]) -> Parsed | Unreadable:
    if (refusal := reply.get("unreadable")) is not None:
        return BY_CODE[refusal["code"]](refusal["message"])
    parsed = reply["parsed"]
    parts = tuple(Section(tuple(part["headings"]), part["start"], part["end"]) for part in parsed.pop("sections"))
    return Parsed(**parsed, sections=parts)
