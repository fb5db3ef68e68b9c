"""What is watched for drift in the recorded answers."""

from __future__ import annotations

from shared.monitoring import OUTCOME, Category, Number

SIGNALS = (
    OUTCOME,
    Category("label", lambda answer: answer.payload["label"]),
    Number("confidence", lambda answer: answer.payload["confidence"]),
)
