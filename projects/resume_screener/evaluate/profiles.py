"""Occupation → resumes: whether a profile of O*NET ranks the resumes of its category first, though none is labelled.

Queries are the occupations of ``data/categories.json``; relevant are the resumes of the same category.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from projects.resume_screener.data.categories import occupations_of_categories
from projects.resume_screener.data.onet import Occupation, Onet
from projects.resume_screener.data.resumes import Labelled
from projects.resume_screener.evaluate.vectors import mean_vectors, passage_vectors
from shared.encoder.protocol import Encoder
from shared.evaluation import Column, Comparison, Metric, Row, Table, bootstrap_mean, paired_bootstrap
from shared.evaluation.classification import average_precision

Scores = NDArray[np.float64]
"""[n_queries, n_resumes]; higher is better."""
Scorer = Callable[[Sequence[Occupation], Sequence[str]], Scores]
Measured = Mapping[str, NDArray[np.float64]]
"""Average precision of each query, by system."""
MAP = "MAP"
BM25, TFIDF = "BM25", "TF-IDF"
K1, B = 1.2, 0.75


def measure(onet: Onet, resumes: Labelled, scorers: Mapping[str, Scorer]) -> Measured:
    """Return the average precision of each scorer on each query, [n_queries]."""
    categories = occupations_of_categories()
    by_code = {occupation.code: occupation for occupation in onet.occupations}
    queries = [by_code[code] for code in categories.values()]
    labels = np.array(resumes.labels)
    relevant = [labels == category for category in categories]
    return {name: _average_precisions(scorer(queries, resumes.texts), relevant) for name, scorer in scorers.items()}


def profile(occupation: Occupation) -> str:
    """Return title and description, the query of the baselines."""
    return occupation.profile


def whole(occupation: Occupation) -> str:
    """Return all that is said of an occupation: its profile, other titles and tasks."""
    return "\n".join([occupation.profile, *occupation.alternate_titles, *occupation.tasks])


def tfidf(text: Callable[[Occupation], str]) -> Scorer:
    """Cosine of words weighted by rarity; ``text`` makes a query of an occupation."""

    def score(queries: Sequence[Occupation], resumes: Sequence[str]) -> Scores:
        from sklearn.feature_extraction.text import TfidfVectorizer

        words = TfidfVectorizer(sublinear_tf=True, stop_words="english")
        documents = words.fit_transform(resumes)
        return np.asarray((words.transform([text(query) for query in queries]) @ documents.T).todense())

    return score


def bm25(text: Callable[[Occupation], str]) -> Scorer:
    """Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009."""

    def score(queries: Sequence[Occupation], resumes: Sequence[str]) -> Scores:
        from sklearn.feature_extraction.text import CountVectorizer

        words = CountVectorizer(stop_words="english")
        counts = words.fit_transform(resumes).tocsc().astype(np.float64)
        n = counts.shape[0]
        lengths = np.asarray(counts.sum(axis=1)).ravel()
        known_in = np.diff(counts.indptr)
        counts.data *= (K1 + 1) / (counts.data + K1 * (1 - B + B * lengths[counts.indices] / lengths.mean()))
        counts.data *= np.repeat(np.log1p((n - known_in + 0.5) / (known_in + 0.5)), known_in)
        asked = words.transform([text(query) for query in queries]) > 0
        return np.asarray((asked.astype(np.float64) @ counts.T).todense())

    return score


def dense(encoder: Encoder, *, folder: Path) -> Scorer:
    """Cosine of an occupation's profile with the mean of a resume's passages. ``folder`` keeps their vectors."""

    def score(queries: Sequence[Occupation], resumes: Sequence[str]) -> Scores:
        asked = encoder.encode([query.profile for query in queries])
        return np.asarray(asked @ mean_vectors(passage_vectors(encoder, resumes, folder=folder)).T, np.float64)

    return score


def fused(*scorers: Scorer) -> Scorer:
    """The mean of several, each in standard deviations from its mean for the query: no weight is chosen."""

    def score(queries: Sequence[Occupation], resumes: Sequence[str]) -> Scores:
        return np.asarray(np.mean([_standardised(scorer(queries, resumes)) for scorer in scorers], axis=0))

    return score


def table(measured: Measured, *, seed: int) -> Table:
    """Return the means over the queries; the intervals are wide, for they are few."""
    n = len(next(iter(measured.values())))
    return Table(
        name="profiles",
        title=f"{n} occupation profiles against all resumes",
        columns=(Column(name=MAP),),
        primary_metric=MAP,
        rows=tuple(
            Row(name=name, metrics={MAP: Metric.of(bootstrap_mean(values, seed=seed))})
            for name, values in measured.items()
        ),
    )


def comparisons(measured: Measured, candidate: str, *, seed: int) -> tuple[Comparison, ...]:
    """Return the candidate's paired differences to all others, over the queries."""
    ours = measured[candidate]
    return tuple(
        Comparison.of(candidate, name, MAP, paired_bootstrap(ours, theirs, seed=seed))
        for name, theirs in measured.items()
        if name != candidate
    )


def _standardised(scores: Scores) -> Scores:
    spread = scores.std(axis=1, keepdims=True)
    return np.asarray((scores - scores.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1))


def _average_precisions(scores: Scores, relevant: Sequence[NDArray[np.bool_]]) -> NDArray[np.float64]:
    return np.array([average_precision(own, row) for own, row in zip(relevant, scores, strict=True)])
