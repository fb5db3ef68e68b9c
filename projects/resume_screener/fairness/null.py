"""What a fair scorer looks like by chance alone."""

from __future__ import annotations

import numpy as np


def false_alarm(
    *,
    groups: int = 8,
    people: int = 100,
    share: float = 0.5,
    threshold: float = 0.8,
    draws: int = 20_000,
    seed: int = 0,
) -> float:
    """Return P(lowest impact ratio < threshold) of a scorer that knows nothing of the groups.

    ``people`` in each of the ``groups``; ``share`` of all have a score above the cut, drawn at random: a half are above
    the median. A table of ratios without counts, intervals and p-values accuses fair scorers that often.
    """
    rng = np.random.default_rng(seed)
    chosen = round(share * groups * people)
    counts = rng.multivariate_hypergeometric([people] * groups, chosen, size=draws)
    return float(np.mean(counts.min(axis=1) < threshold * counts.max(axis=1)))
