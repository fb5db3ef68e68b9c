"""What is watched for drift in the recorded answers."""

from __future__ import annotations

from shared.monitoring import OUTCOME, Category, Number

SIGNALS = (
    OUTCOME,
    Category("first_item", lambda answer: answer.payload["items"][0]),
    Number("items", lambda answer: len(answer.payload["items"])),
)
