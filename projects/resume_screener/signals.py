"""What is watched for drift in the recorded rankings: numbers of the job and of all candidates together."""

from __future__ import annotations

from statistics import median

from shared.monitoring import Number
from shared.store import Prediction


def _unread_share(ranking: Prediction) -> float:
    unread = sum(ranking.payload["failed"].values())
    return float(unread / (unread + ranking.payload["candidates"]))


SIGNALS = (
    Number("requirements", lambda ranking: ranking.payload["requirements"]),
    Number("candidates", lambda ranking: ranking.payload["candidates"]),
    Number("unread_share", _unread_share),
    Number("best_score", lambda ranking: max(ranking.payload["scores"])),
    Number("median_score", lambda ranking: median(ranking.payload["scores"])),
)
