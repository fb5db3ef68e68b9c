"""The ranker, learnt: weights on some occupations, the calibration on others. The encoder must know neither.

So ``occupations`` are those that chose the encoder's epoch and trained none of its weights: on the ones that it was
fine-tuned with, titles would look better than they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from projects.resume_screener.data.onet import Occupation
from projects.resume_screener.data.titles import SOC_DIGITS
from projects.resume_screener.matching import Candidate, Query, query, reliability
from projects.resume_screener.matching.evidence import evidence
from projects.resume_screener.matching.features import measure, text_cosine, title_cosine
from projects.resume_screener.model.ranker import OCCUPATION_PARTS, Calibration, Ranker, Scale, Weights
from projects.resume_screener.resume import Document
from projects.resume_screener.screening import Screener
from projects.resume_screener.training.pool import RELATED, SAME, Pool, make_pool

Floats = NDArray[np.float64]
TODAY = date(2026, 1, 15)
RELATED_OF_AD, OTHERS_OF_AD = 3, 5
"""Resumes that are set against the two of the ad's occupation."""
LEAST = {"coverage": 0.2, "relevance": 0.05, "titles": 0.05, "text": 0.05}
"""Smallest shares, set before the fit: each part has a job in which it alone speaks, and what an ad requires must be
able to decide, however weakly O*NET's lists of technologies tell occupations apart."""
SET_BY_HAND = {"experience": 0.10, "education": 0.05}
"""Shares of the default weights that O*NET can't teach: an occupation has no minimum of years or degrees."""
SIGMOID = ((None, None), (0.0, None))
"""Bounds of an intercept and a slope: more is never less likely."""
QUANTILES = (0.05, 0.95)
"""Of the cosines of others, which become 0, and of the ad's own occupation, which become 1."""


@dataclass(frozen=True)
class Prepared:
    """A pool, read by the engine."""

    queries: tuple[Query, ...]
    candidates: tuple[Candidate, ...]
    grades: NDArray[np.int64]


@dataclass(frozen=True)
class Pairs:
    """Parts of the score and their reliability [n, 4] in the order of OCCUPATION_PARTS; ``is_same`` [n]."""

    parts: Floats
    trust: Floats
    is_same: NDArray[np.bool_]


def fit_ranker(screener: Screener, occupations: Sequence[Occupation], *, seed: int) -> Ranker:
    """Learn on half of the occupations and calibrate on the other.

    Raises ValueError when they are too few, or the encoder gives all texts one vector.
    """
    learning, calibrating = (
        prepare(screener, make_pool(half, seed=seed + number))
        for number, half in enumerate(halves(occupations, seed=seed))
    )
    scaled = scale(learning, Ranker(), seed=seed)
    weights = fit_weights(pairs(screener, learning, scaled, seed=seed))
    ranker = scaled.model_copy(update={"weights": weights})
    held_out = pairs(screener, calibrating, ranker, seed=seed)
    calibration = fit_calibration(scores(held_out, ranker), held_out.is_same)
    return ranker.model_copy(update={"calibration": calibration, "base_rate": float(held_out.is_same.mean())})


def halves(occupations: Sequence[Occupation], *, seed: int) -> tuple[list[Occupation], list[Occupation]]:
    """Draw two halves; the variants of one occupation are in one of them."""
    groups = sorted({one.code[:SOC_DIGITS] for one in occupations})
    first = set(np.random.default_rng(seed).permutation(groups)[: len(groups) // 2].tolist())
    in_first = [one for one in occupations if one.code[:SOC_DIGITS] in first]
    return in_first, [one for one in occupations if one.code[:SOC_DIGITS] not in first]


def prepare(screener: Screener, pool: Pool) -> Prepared:
    """Read and encode all ads and resumes: minutes for some hundred."""
    from tqdm import tqdm

    model = screener.model
    jobs = [screener.job(ad) for ad in pool.ads]
    documents = [Document(text=text, media_type="text/plain", pages=1) for text in pool.resumes]
    resumes = [screener.resume(document, TODAY) for document in documents]
    return Prepared(
        queries=tuple(query(job, model.ads.find(job.text), model.encoder) for job in jobs),
        candidates=tuple(
            screener.candidate(one) for one in tqdm(resumes, desc="encoding", unit="resume", disable=None)
        ),
        grades=pool.grades,
    )


def scale(prepared: Prepared, ranker: Ranker, *, seed: int) -> Ranker:
    """Return the ranker with scales that spread the cosines of the drawn pairs over [0, 1]."""
    drawn = draw(prepared.grades, seed=seed)
    grades = prepared.grades[tuple(drawn.T)]
    couples = [(prepared.queries[ad], prepared.candidates[resume]) for ad, resume in drawn.tolist()]
    titles = np.array([title_cosine(asked.title, one.title_vectors) for asked, one in couples])
    text = np.array([text_cosine(asked.passages, one.passage_vectors) for asked, one in couples])
    return ranker.model_copy(update={"titles": _spread(titles, grades), "text": _spread(text, grades)})


def draw(grades: NDArray[np.int64], *, seed: int) -> NDArray[np.int64]:
    """Return pairs of ad and resume [n, 2]: each ad with all of its own, some of related occupations, some others."""
    rng = np.random.default_rng(seed)
    drawn = []
    for ad, own in enumerate(grades):
        for grade, number in ((SAME, None), (RELATED, RELATED_OF_AD), (0, OTHERS_OF_AD)):
            resumes = rng.permutation(np.flatnonzero(own == grade))[:number]
            drawn += [(ad, resume) for resume in resumes.tolist()]
    return np.array(drawn)


def pairs(screener: Screener, prepared: Prepared, ranker: Ranker, *, seed: int) -> Pairs:
    """Measure the pairs that ``draw`` takes."""
    implications = screener.model.implications
    drawn = draw(prepared.grades, seed=seed)
    parts, trust = [], []
    for ad, resume in drawn.tolist():
        asked, candidate = prepared.queries[ad], prepared.candidates[resume]
        shown = evidence(asked.job, candidate, implications)
        parts.append(measure(asked, candidate, shown, ranker, implications).values())
        trust.append(reliability(asked.job).values())
    learnt = len(OCCUPATION_PARTS)
    is_same = prepared.grades[tuple(drawn.T)] == SAME
    return Pairs(np.array(parts)[:, :learnt], np.array(trust)[:, :learnt], is_same)


def fit_weights(known: Pairs) -> Weights:
    """Return the non-negative weights whose weighted mean, through a sigmoid, makes the labels likeliest.

    It is the formula that is served, with its reliabilities, that is fitted; LEAST and SET_BY_HAND have their shares.
    """
    from scipy.optimize import minimize

    def loss(parameters: Floats) -> float:
        *heights, intercept, slope = parameters
        return _log_loss(intercept + slope * _means(_shares(np.array(heights)), known), known.is_same)

    start = np.array([*np.zeros(len(OCCUPATION_PARTS)), -4.0, 8.0])
    fitted = minimize(loss, start, method="L-BFGS-B", bounds=[*[(-9.0, 9.0)] * len(OCCUPATION_PARTS), *SIGMOID]).x
    learnt = (1 - sum(SET_BY_HAND.values())) * _shares(fitted[:-2])
    return Weights(**dict(zip(OCCUPATION_PARTS, learnt.tolist(), strict=True)), **SET_BY_HAND)


def fit_calibration(values: Floats, is_same: NDArray[np.bool_]) -> Calibration:
    """Return Platt's sigmoid for scores [n] of held-out pairs. Raises ValueError when all are of one kind."""
    from scipy.optimize import minimize

    positive = int(is_same.sum())
    if positive in {0, len(is_same)}:
        raise ValueError("a calibration needs pairs of both kinds")
    # Platt's targets: as if one more of each kind had been seen.
    targets = np.where(is_same, (positive + 1) / (positive + 2), 1 / (len(is_same) - positive + 2))

    def loss(parameters: Floats) -> float:
        return _log_loss(parameters[0] + parameters[1] * values, targets)

    intercept, slope = minimize(loss, [-4.0, 8.0], method="L-BFGS-B", bounds=SIGMOID).x.tolist()
    return Calibration(intercept=intercept, slope=slope)


def scores(known: Pairs, ranker: Ranker) -> Floats:
    """Return the score [n] that the probability is made of."""
    return _means(np.array([getattr(ranker.weights, name) for name in OCCUPATION_PARTS]), known)


def _shares(heights: Floats) -> Floats:
    """Return a softmax above LEAST: numbers that sum to 1."""
    least = np.array([LEAST[name] for name in OCCUPATION_PARTS])
    raised = np.exp(heights - heights.max())
    return np.asarray(least + (1 - least.sum()) * raised / raised.sum())


def _means(weights: Floats, known: Pairs) -> Floats:
    """Return the weighted means [n]."""
    return np.asarray((known.trust * known.parts) @ weights / (known.trust @ weights))


def _log_loss(logits: Floats, targets: Floats | NDArray[np.bool_]) -> float:
    return float(np.mean(np.logaddexp(0.0, logits) - targets * logits))


def _spread(cosines: Floats, grades: NDArray[np.int64]) -> Scale:
    low, high = np.quantile(cosines[grades == 0], QUANTILES[0]), np.quantile(cosines[grades == SAME], QUANTILES[1])
    return Scale(low=max(0.0, float(low)), high=float(high))
