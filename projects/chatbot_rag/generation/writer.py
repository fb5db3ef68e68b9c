"""What every writer of answers has in common."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Protocol

from projects.chatbot_rag import answer
from projects.chatbot_rag.answer import Written
from projects.chatbot_rag.documents import Hit


@dataclass(frozen=True)
class Outcome:
    """The last item that a writer yields: who wrote in the end, and how many sentences were not let through."""

    writer: answer.Writer
    dropped: int = 0


class Writer(Protocol):
    """Writes an answer out of passages."""

    def write(self, question: str, hits: Sequence[Hit]) -> AsyncGenerator[Written | Outcome]:
        """Yield the sentences as they are ready, then one Outcome. Closing the generator stops all work for it.

        No sentence at all means that the passages hold none that answers. A writer raises nothing that it can foresee:
        what fails on the way is made up for with sentences taken verbatim.
        """
        ...
