"""What is audited: a function from a job and equal resumes to scores. And one that is unfair on purpose."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from projects.resume_screener.blind import redact
from projects.resume_screener.resume import Resume
from projects.resume_screener.screening import Screener
from shared.encoder.protocol import Encoder

Scores = NDArray[np.float64]
Scorer = Callable[[str, Sequence[str]], Scores]
"""Takes the text of a job and those of resumes, gives a score for each resume; higher is better."""


def cosine_scorer(encoder: Encoder) -> Scorer:
    """Return the baseline of every resume matcher: the cosine of two vectors of whole texts. It remembers vectors."""
    known: dict[str, Scores] = {}

    def score(job: str, resumes: Sequence[str]) -> Scores:
        fresh = [text for text in dict.fromkeys((job, *resumes)) if text not in known]
        if fresh:
            known.update(zip(fresh, encoder.encode(fresh).astype(np.float64), strict=True))
        return np.array([known[text] @ known[job] for text in resumes])

    return score


def blinded(scorer: Scorer, parse: Callable[[str], Resume] = lambda text: Resume(text=text)) -> Scorer:
    """Return the scorer behind blind mode: it sees what ``redact`` leaves."""
    return lambda job, resumes: scorer(job, [redact(parse(text)).text for text in resumes])


def screening(screener: Screener, parse: Callable[[str], Resume], *, blind: bool) -> Scorer:
    """Return the scorer that is served, with blind mode or without."""

    def score(job: str, resumes: Sequence[str]) -> Scores:
        matches = screener.rank(
            screener.job(job), [_with_skills(screener, parse(text)) for text in resumes], blind=blind
        )
        scores = np.empty(len(resumes))
        for match in matches:
            scores[match.index] = match.score
        return scores

    return score


def _with_skills(screener: Screener, resume: Resume) -> Resume:
    return resume.model_copy(update={"skills": screener.model.finder.find(resume.text)})


def favouring(words: frozenset[str], scorer: Scorer, *, bonus: float = 0.05) -> Scorer:
    """Return the known-bad scorer: it adds ``bonus`` where one of the words stands. Every measure has to fire on it."""

    def score(job: str, resumes: Sequence[str]) -> Scores:
        liked = np.array([bool(words & set(text.lower().split())) for text in resumes])
        return scorer(job, resumes) + bonus * liked

    return score
