"""What is measured of the assistant: the search, the answers, the refusals, and what hostile documents achieve."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from projects.chatbot_rag.settings import Settings
    from shared.evaluation import Report


def evaluate(settings: Settings) -> Report:
    """Measure everything; see ``projects.chatbot_rag.evaluate.report``."""
    from projects.chatbot_rag.evaluate.report import evaluate as run

    return run(settings)
