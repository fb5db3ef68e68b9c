"""From occupations to a ranker and its tables, on the real engine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from projects.resume_screener.data.onet import Occupation
from projects.resume_screener.evaluate.ranking import OURS, judge
from projects.resume_screener.matching import PARTS
from projects.resume_screener.screening import Screener
from projects.resume_screener.training.pool import make_pool
from projects.resume_screener.training.ranker import SET_BY_HAND, fit_ranker, prepare
from tests.resume_screener.matching.texts import words
from tests.resume_screener.training.test_ranker import occupation

WORDS = sorted(word for word in words() if word.isalpha())


def told(number: int) -> Occupation:
    """An occupation in words that the encoder knows."""
    rng = np.random.default_rng(number)

    def phrases(length: int) -> tuple[str, ...]:
        return tuple(" ".join(rng.choice(WORDS, length)) for _ in range(10))

    titles = tuple(f"{phrase.title()} Engineer" for phrase in phrases(1))
    return replace(occupation(number), alternate_titles=titles, tasks=phrases(6))


OCCUPATIONS = [told(number) for number in range(12)]


def test_a_ranker_is_learnt_calibrated_and_judged(screener: Screener) -> None:
    ranker = fit_ranker(screener, OCCUPATIONS, seed=1)
    assert {name: getattr(ranker.weights, name) for name in SET_BY_HAND} == SET_BY_HAND
    assert 0 < ranker.base_rate < 1
    description = screener.model.description.model_copy(update={"ranker": ranker})
    learnt = Screener(replace(screener.model, description=description))
    pool = make_pool(OCCUPATIONS[:3], seed=2)
    judged = judge(learnt, pool, prepare(learnt, pool))
    assert judged.scores[OURS].shape == judged.probabilities.shape == pool.grades.shape
    assert set(ranker.weights.model_dump()) == set(PARTS)
