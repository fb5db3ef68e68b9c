"""Job title → occupation: which of O*NET's occupations a title belongs to, for titles of occupations never learnt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from projects.resume_screener.data.onet import Occupation
from projects.resume_screener.data.titles import Titles
from shared.encoder.protocol import Encoder
from shared.evaluation import (
    Column,
    Comparison,
    Metric,
    Row,
    Table,
    bootstrap_mean,
    bootstrap_statistic,
    paired_bootstrap,
)

Scores = NDArray[np.float32]
"""[n_titles, n_occupations]; higher is better."""
Measured = Mapping[str, NDArray[np.float64]]
"""One over the rank of the first right occupation of each title, by system."""
TESTED = 3000
MRR, CLUSTERED, HIT = "MRR", "MRR, occupations drawn", "first is right"
LETTERS = "letters alone"
LETTERS_WEIGHT = 0.4
"""Of what letters say beside a cosine of 1: the best of 0.2, 0.4 and 0.6 on titles of validation occupations."""


def score(encoder: Encoder, titles: Titles, occupations: Sequence[Occupation]) -> Scores:
    """Return the cosine of each title with the profile of each occupation."""
    return encoder.encode(titles.texts) @ encoder.encode([occupation.profile for occupation in occupations]).T


def score_letters(titles: Titles, occupations: Sequence[Occupation]) -> Scores:
    """Return the mean cosine of parts of words with the profile and with the title alone of each occupation."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    legs = []
    for texts in ([o.profile for o in occupations], [o.title for o in occupations]):
        parts = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
        documents = parts.fit_transform(texts)
        legs.append(np.asarray((parts.transform(titles.texts) @ documents.T).todense(), np.float32))
    return np.asarray(np.mean(legs, axis=0))


def with_letters(name: str) -> str:
    """What an encoder is called where letters help it."""
    return f"{name} and letters"


def measure(encoders: Mapping[str, Encoder], titles: Titles, occupations: Sequence[Occupation]) -> Measured:
    """Judge letters alone, and each encoder without and with them."""
    letters = score_letters(titles, occupations)
    scores = {LETTERS: letters}
    for name, encoder in encoders.items():
        scores[name] = score(encoder, titles, occupations)
        scores[with_letters(name)] = scores[name] + LETTERS_WEIGHT * letters
    return {name: reciprocal_ranks(own, titles) for name, own in scores.items()}


def reciprocal_ranks(scores: Scores, titles: Titles) -> NDArray[np.float64]:
    """Return one over the rank of the first right occupation for each title, [n_titles]; ties count against it."""
    best = np.array([row[sorted(own)].max() for row, own in zip(scores, titles.relevant, strict=True)])
    wrong = scores >= best[:, None]
    for row, own in zip(wrong, titles.relevant, strict=True):
        row[sorted(own)] = False
    return np.asarray(1.0 / (1 + wrong.sum(axis=1)))


def table(measured: Measured, titles: Titles, *, seed: int) -> Table:
    """Return the means with intervals over titles, and over occupations, whose titles are alike."""
    return Table(
        name="titles",
        title=f"{len(titles)} titles of occupations that nothing was learnt of",
        columns=(Column(name=MRR), Column(name=CLUSTERED), Column(name=HIT)),
        primary_metric=MRR,
        rows=tuple(Row(name=name, metrics=_metrics(ranks, titles, seed)) for name, ranks in measured.items()),
    )


def comparisons(measured: Measured, candidate: str, *, seed: int) -> tuple[Comparison, ...]:
    """Return the candidate's paired differences to all others, over titles."""
    ours = measured[candidate]
    return tuple(
        Comparison.of(candidate, name, MRR, paired_bootstrap(ours, theirs, seed=seed))
        for name, theirs in measured.items()
        if name != candidate
    )


def _metrics(ranks: NDArray[np.float64], titles: Titles, seed: int) -> dict[str, Metric]:
    _, cluster = np.unique([min(own) for own in titles.relevant], return_inverse=True)
    sums, counts = np.bincount(cluster, weights=ranks), np.bincount(cluster)
    clustered = bootstrap_statistic(lambda s, n: float(s.sum() / n.sum()), sums, counts, seed=seed)
    return {
        MRR: Metric.of(bootstrap_mean(ranks, seed=seed)),
        CLUSTERED: Metric.of(clustered),
        HIT: Metric.of(bootstrap_mean(ranks == 1, seed=seed)),
    }
