"""Readers as bad files make them: what a child process is asked to run."""

from __future__ import annotations

import ctypes
import os
import signal
import threading
from dataclasses import dataclass
from pathlib import Path

from shared.documents.limits import Limits
from shared.documents.unreadable import Encrypted


@dataclass(frozen=True)
class Echo:
    """What went into the process, and which it was."""

    text: str
    name: str
    process: int


def read(data: bytes, name: str, limits: Limits) -> Echo:
    """Do what the text says, else give it back."""
    text = data.decode()
    match text:
        case "hang":
            Path(name).write_text(str(os.getpid()))
            threading.Event().wait()
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "segfault":
            ctypes.string_at(0)
        case "abort":
            os.abort()
        case "exit":
            raise SystemExit(1)
        case "bug":
            raise RuntimeError("SECRET")
        case "fill":
            bytearray(limits.memory_bytes)
        case "encrypted":
            raise Encrypted("The file has a password. Save it without one.")
        case "print":
            print("what a parser complains of")
            os.write(1, b"and its C code, too")
            os.write(2, b"SECRET")
    return Echo(text, name, os.getpid())
