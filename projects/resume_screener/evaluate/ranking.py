"""How well the score orders resumes, what its probability is worth, and how far little things move it.

On occupations of O*NET that trained nothing and chose nothing, as ads and resumes of ``training.pool``: a construction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from projects.resume_screener.matching import Candidate, keyword_bound, rank, reliability
from projects.resume_screener.resume import Document, Mention, Resume, SectionKind, Skill
from projects.resume_screener.screening import Screener
from projects.resume_screener.training.pool import SAME, Pool
from projects.resume_screener.training.ranker import TODAY, Prepared, draw
from shared.evaluation import Column, Comparison, Interval, Metric, Row, Table, bootstrap_mean, bootstrap_statistic
from shared.evaluation import paired_bootstrap as paired
from shared.evaluation.calibration import expected_calibration_error
from shared.evaluation.classification import auroc

K = 10
PRIMARY = f"nDCG@{K}"
OURS, SKILLS, TEXT, TFIDF = "score as served", "skills overlap alone", "MiniLM of whole texts", "TF-IDF of whole texts"
Scores = NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """What each system says of each resume for each ad, [n_ads, n_resumes], and our probability."""

    scores: Mapping[str, Scores]
    probabilities: Scores
    grades: NDArray[np.int64]


def judge(screener: Screener, pool: Pool, prepared: Prepared) -> Judged:
    """Rank all resumes of a pool for each of its ads, with the score and with its baselines."""
    shape = prepared.grades.shape
    ours, coverage, probabilities = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    for ad, asked in enumerate(prepared.queries):
        for match in rank(asked, prepared.candidates, screener.ranker, screener.model.implications):
            ours[ad, match.index] = match.score
            coverage[ad, match.index] = match.parts.coverage
            probabilities[ad, match.index] = match.probability
    scores = {OURS: ours, SKILLS: coverage, TEXT: _encoded(screener, pool), TFIDF: _tfidf(pool)}
    return Judged(scores, probabilities, prepared.grades)


def table(judged: Judged, *, seed: int) -> Table:
    """Return each system's nDCG (2 for the ad's occupation, 1 for a related one), MRR and AUROC, over ads."""
    rows = []
    for name, scores in judged.scores.items():
        found = {PRIMARY: ndcg(judged.grades, scores), "MRR": _mrr(judged, scores), "AUROC": _auroc(judged, scores)}
        metrics = {metric: Metric.of(bootstrap_mean(values, seed=seed)) for metric, values in found.items()}
        rows.append(Row(name=name, metrics=metrics))
    return Table(
        name="ranking",
        title=f"{len(judged.grades)} ads made of held-out occupations, {judged.grades.shape[1]} resumes each",
        columns=(Column(name=PRIMARY), Column(name="MRR"), Column(name="AUROC")),
        primary_metric=PRIMARY,
        rows=tuple(rows),
    )


def comparisons(judged: Judged, *, seed: int) -> tuple[Comparison, ...]:
    """Return the paired differences in nDCG of the score as served over each baseline."""
    ours = ndcg(judged.grades, judged.scores[OURS])
    return tuple(
        Comparison.of(OURS, name, PRIMARY, paired(ours, ndcg(judged.grades, scores), seed=seed))
        for name, scores in judged.scores.items()
        if name != OURS
    )


def calibration_table(judged: Judged, *, seed: int) -> Table:
    """Return the calibration error on pairs drawn as the calibration's were, beside always saying the base rate."""
    drawn = tuple(draw(judged.grades, seed=seed).T)
    stated, is_same = judged.probabilities[drawn], judged.grades[drawn] == SAME
    rows = [
        Row(name=name, metrics={"ECE": Metric.of(_ece(values, is_same, seed)), "Brier": _brier(values, is_same, seed)})
        for name, values in (("probability", stated), ("base rate", np.full(len(stated), is_same.mean())))
    ]
    title = f"Whether the probability means what it says: {len(stated)} pairs, {is_same.mean():.0%} of one occupation"
    columns = (Column(name="ECE", better="lower"), Column(name="Brier", better="lower"))
    return Table(name="calibration", title=title, columns=columns, primary_metric="Brier", rows=tuple(rows))


def stability_table(screener: Screener, pool: Pool, prepared: Prepared, resumes: Sequence[Resume]) -> Table:
    """Return how far one more keyword and another order of the sections move scores.

    Keywords: each requirement that a candidate lacks, added alone. ``resumes`` are the pool's, parsed.
    """
    moves, bounds, falls = [], [], 0
    ranker, implications = screener.ranker, screener.model.implications
    for ad, asked in enumerate(prepared.queries):
        candidate = prepared.candidates[ad]
        before = rank(asked, [candidate], ranker, implications)[0]
        shares = ranker.weights.shares(reliability(asked.job))
        bounds.append(keyword_bound(asked.job, shares, implications))
        more = [with_skill(candidate, one.requirement.id) for one in before.evidence if one.credit < 1]
        after = rank(asked, more, ranker, implications)
        moves += [match.score - before.score for match in after]
        falls += sum(match.score < before.score or match.probability < before.probability for match in after)
    texts = [turned_around(resume) for resume in resumes]
    turned = [screener.resume(Document(text=text, media_type="text/plain", pages=1), TODAY) for text in texts]
    shuffled = [screener.candidate(resume) for resume in turned]
    same = [rank_correlation(screener, prepared, shuffled, ad) for ad in range(len(prepared.queries))]
    values = {
        "keywords added": len(moves),
        "largest move by one keyword": max(moves),
        "largest bound stated for a job": max(bounds),
        "scores that fell": falls,
        "lowest rank correlation, sections turned around": min(same),
    }
    rows = tuple(Row(name=name, metrics={"value": Metric(value=value)}) for name, value in values.items())
    title = f"Stability over {len(pool.ads)} ads"
    columns = (Column(name="value", better="neither"),)
    return Table(name="stability", title=title, columns=columns, primary_metric="value", rows=rows)


def with_skill(candidate: Candidate, skill: str) -> Candidate:
    """Return the candidate as if a list of skills had one more."""
    mention = Mention(span=(0, 0), evidence=(0, 0))
    more = (*candidate.skills, Skill(id=skill, label=skill, mentions=(mention,)))
    return candidate.model_copy(update={"skills": more})


def turned_around(resume: Resume) -> str:
    """Return the text with its sections in reverse order below the header."""
    starts = [section.span[0] for section in resume.sections]
    ends = [*starts[1:], len(resume.text)]
    parts = [resume.text[start:end].strip("\n") for start, end in zip(starts, ends, strict=True)]
    headers = [part for part, one in zip(parts, resume.sections, strict=True) if one.kind is SectionKind.HEADER]
    others = [part for part, one in zip(parts, resume.sections, strict=True) if one.kind is not SectionKind.HEADER]
    return "\n\n".join([*headers, *reversed(others)]) + "\n"


def rank_correlation(screener: Screener, prepared: Prepared, others: Sequence[Candidate], ad: int) -> float:
    """Return Spearman's correlation of the scores of the candidates and of ``others``, in the same order."""
    from scipy.stats import spearmanr

    def scores(candidates: Sequence[Candidate]) -> list[float]:
        matches = rank(prepared.queries[ad], candidates, screener.ranker, screener.model.implications)
        return [match.score for match in sorted(matches, key=lambda match: match.index)]

    return float(spearmanr(scores(prepared.candidates), scores(others)).statistic)


def ndcg(grades: NDArray[np.int64], scores: Scores) -> Scores:
    """Return nDCG@10 of each ad [n_ads] with graded gains; of equal scores the mean of all orders counts."""
    from sklearn.metrics import ndcg_score

    return np.array([ndcg_score([own], [said], k=K) for own, said in zip(grades, scores, strict=True)])


def _mrr(judged: Judged, scores: Scores) -> Scores:
    order = np.argsort(-scores, axis=1, kind="stable")
    first = (np.take_along_axis(judged.grades, order, axis=1) == SAME).argmax(axis=1)
    return np.asarray(1 / (first + 1))


def _auroc(judged: Judged, scores: Scores) -> Scores:
    return np.array([auroc(own == SAME, said) for own, said in zip(judged.grades, scores, strict=True)])


def _encoded(screener: Screener, pool: Pool) -> Scores:
    encoder = screener.model.encoder
    return np.asarray(encoder.encode(pool.ads) @ encoder.encode(pool.resumes).T, np.float64)


def _tfidf(pool: Pool) -> Scores:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english").fit(pool.resumes)
    return np.asarray((vectorizer.transform(pool.ads) @ vectorizer.transform(pool.resumes).T).toarray())


def _ece(stated: Scores, is_same: NDArray[np.bool_], seed: int) -> Interval:
    return bootstrap_statistic(lambda p, y: expected_calibration_error(p, y, n_bins=K), stated, is_same, seed=seed)


def _brier(stated: Scores, is_same: NDArray[np.bool_], seed: int) -> Metric:
    return Metric.of(bootstrap_mean(np.square(stated - is_same), seed=seed))
