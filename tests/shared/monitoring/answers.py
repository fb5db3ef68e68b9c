"""Recorded answers of a toy: an outcome and a number."""

from __future__ import annotations

from collections.abc import Iterable

from shared.monitoring import OUTCOME, Number
from shared.store import Prediction

SIGNALS = (OUTCOME, Number("answer", lambda prediction: prediction.payload["answer"]))


def answers(numbers: Iterable[object], *, outcome: str = "answered", version: str = "1") -> list[Prediction]:
    return [
        Prediction(request_id=f"r{position}", model_version=version, outcome=outcome, payload={"answer": number})
        for position, number in enumerate(numbers)
    ]
