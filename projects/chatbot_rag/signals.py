"""What is watched for drift in the recorded answers."""

from __future__ import annotations

from shared.monitoring import OUTCOME, Category, Number

SIGNALS = (
    OUTCOME,
    Category("writer", lambda answer: answer.payload["writer"]),
    Number("confidence", lambda answer: answer.payload["confidence"]),
    Number("sentences", lambda answer: answer.payload["sentences"]),
)
