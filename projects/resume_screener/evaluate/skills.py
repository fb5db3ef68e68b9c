"""How well knowledge is found in job ads: spans against those that annotators marked, as in SkillSpan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from projects.resume_screener.skills.finder import SkillFinder
from projects.resume_screener.skills.judge import Judge
from projects.resume_screener.skills.tagger import spans
from projects.resume_screener.skills.vocabulary import Vocabulary
from projects.resume_screener.training.tagger import Sentence
from shared.evaluation import Column, Metric, Row, Table, bootstrap_statistic

WordSpans = Sequence[tuple[int, int]]
System = Callable[[Sequence[str]], WordSpans]
"""Marks words: half-open spans of positions."""
Counts = NDArray[np.int64]
STRICT, LOOSE, PRECISION, RECALL = "strict F1", "loose F1", "strict precision", "strict recall"


def labels(finder: SkillFinder) -> System:
    """Mark the labels of the taxonomy that the finder takes for meant."""

    def mark(words: Sequence[str]) -> WordSpans:
        owner = [at for at, word in enumerate(words) for _ in range(len(word) + 1)]
        matches = finder.matches(" ".join(words))
        return [(owner[match.span[0]], owner[match.span[1] - 1] + 1) for match in matches]

    return mark


def tagged(judge: Judge, vocabulary: Vocabulary) -> System:
    """Mark what the tagger marks."""
    return lambda words: spans(judge.tag([words], vocabulary)[0])


def either(first: System, second: System) -> System:
    """Mark what the first marks, and of the second what does not overlap with it."""

    def mark(words: Sequence[str]) -> WordSpans:
        chosen = list(first(words))
        return sorted([*chosen, *(span for span in second(words) if not _overlaps(span, chosen))])

    return mark


def counts(system: System, sentences: Sequence[Sentence]) -> Counts:
    """Return for each sentence [n, 5]: spans right, marked, true; marked ones and true ones that touch another."""
    return np.array([_count(system(sentence.words), spans(sentence.tags)) for sentence in sentences])


def strict_f1(counted: Counts) -> float:
    """Return the F1 of spans with both ends right; 0 where nothing is right."""
    right, marked, true = counted[:, :3].sum(axis=0)
    return _harmonic(_share(right, marked), _share(right, true))


def loose_f1(counted: Counts) -> float:
    """Return the F1 of spans that overlap with one of the other side."""
    _, marked, true, touching, touched = counted.sum(axis=0)
    return _harmonic(_share(touching, marked), _share(touched, true))


def precision(counted: Counts) -> float:
    """Return the share of marked spans with both ends right."""
    right, marked, _ = counted[:, :3].sum(axis=0)
    return _share(right, marked)


def recall(counted: Counts) -> float:
    """Return the share of true spans that are marked with both ends right."""
    right, _, true = counted[:, :3].sum(axis=0)
    return _share(right, true)


METRICS: Mapping[str, Callable[[Counts], float]] = {
    STRICT: strict_f1,
    LOOSE: loose_f1,
    PRECISION: precision,
    RECALL: recall,
}


def table(systems: Mapping[str, System], sentences: Sequence[Sentence], *, seed: int, n_resamples: int = 1000) -> Table:
    """Compare systems on sentences; intervals are over postings, whose sentences are no independent draws."""
    return Table(
        name="skills",
        title=f"Knowledge in {len(sentences)} sentences of {len({s.posting for s in sentences})} job ads",
        columns=tuple(Column(name=name) for name in METRICS),
        primary_metric=STRICT,
        rows=tuple(
            _row(name, by_posting(counts(system, sentences), sentences), seed, n_resamples)
            for name, system in systems.items()
        ),
    )


def by_posting(counted: Counts, sentences: Sequence[Sentence]) -> Counts:
    """Add the counts of the sentences of each posting: [n_postings, 5]."""
    _, place = np.unique([sentence.posting for sentence in sentences], return_inverse=True)
    summed = np.zeros((place.max() + 1, counted.shape[1]), np.int64)
    np.add.at(summed, place, counted)
    return summed


def _row(name: str, counted: Counts, seed: int, n_resamples: int) -> Row:
    measured = {
        metric: bootstrap_statistic(statistic, counted, n_resamples=n_resamples, seed=seed)
        for metric, statistic in METRICS.items()
    }
    return Row(name=name, metrics={metric: Metric.of(interval) for metric, interval in measured.items()})


def _count(marked: WordSpans, true: WordSpans) -> tuple[int, int, int, int, int]:
    right = len(set(marked) & set(true))
    touching = sum(_overlaps(span, true) for span in marked)
    touched = sum(_overlaps(span, marked) for span in true)
    return right, len(marked), len(true), touching, touched


def _overlaps(span: tuple[int, int], others: WordSpans) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def _share(part: int, whole: int) -> float:
    return float(part / whole) if whole else 0.0


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0
