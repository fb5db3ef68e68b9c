"""Prompts: versioned text files, named by their hash, with the passages behind fences that no document can forge."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import cast

from projects.chatbot_rag.documents import Chunk, Hit
from projects.chatbot_rag.generation.llm import Message, Role
from projects.chatbot_rag.generation.plain import visible

FOLDER = Path(__file__).resolve().parents[1] / "prompts"
ANSWER = "answer.v1"
_PART = re.compile(r"^=== (system|user|assistant) ===\n", re.MULTILINE)


class PromptMissing(ValueError):
    """No file has the prompt's name, or the file is no prompt."""


@dataclass(frozen=True)
class Prompt:
    """A chat. Its last message is a template with ``$question`` and ``$passages``; the others may have ``$nonce``."""

    name: str
    sha256: str
    messages: tuple[Message, ...]

    def render(self, question: str, hits: Sequence[Hit]) -> list[Message]:
        """Return the chat for one question. Nothing goes in but the question and the passages.

        The fences around the passages carry a number that is drawn for each request: a document that imitates a fence
        does not know it.
        """
        nonce = secrets.token_hex(4)
        passages = "\n".join(fenced(hit.chunk, number, nonce) for number, hit in enumerate(hits, start=1))
        values = {"nonce": nonce, "question": " ".join(visible(question).split()), "passages": passages}
        return [Message(message.role, Template(message.content).substitute(values)) for message in self.messages]


def fenced(chunk: Chunk, number: int, nonce: str) -> str:
    """Return a passage between its fences, under the headings that it stands under."""
    path = " › ".join(dict.fromkeys((chunk.title, *chunk.headings)))
    return f"<passage {number} {nonce}>\n{visible(path)}\n{visible(chunk.text)}\n</passage {number} {nonce}>"


@cache
def load_prompt(name: str) -> Prompt:
    """Read ``prompts/<name>.txt``: parts that begin with ``=== system ===``, ``=== user ===`` or ``=== assistant ===``.

    Raises:
        PromptMissing: there is no such file, or it does not end with a part of the user.
    """
    path = FOLDER / f"{name}.txt"
    try:
        source = path.read_text("utf-8")
    except OSError:
        raise PromptMissing(
            f"There is no prompt {path}: name one of {sorted(p.stem for p in FOLDER.glob('*.txt'))}."
        ) from None
    _, *parts = _PART.split(source)
    roles = cast("list[Role]", parts[::2])
    if not roles or roles[-1] != "user":
        raise PromptMissing(f"{path} must end with a part '=== user ==='.")
    messages = tuple(Message(role, text.strip()) for role, text in zip(roles, parts[1::2], strict=True))
    return Prompt(name, hashlib.sha256(source.encode()).hexdigest(), messages)
