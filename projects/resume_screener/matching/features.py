"""The parts of a score, each in [0, 1], and how far each can be trusted for a job.

None of them falls when a required skill is added to a list of skills: ``coverage`` and ``relevance`` can only rise
(a share a/b rises to (a + 1)/(b + 1)), and the others do not read lists.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from projects.resume_screener.matching.ad import Importance
from projects.resume_screener.matching.candidate import Candidate, Query
from projects.resume_screener.matching.evidence import IMPLIED_CREDIT, MONTHS, Evidence, Implications
from projects.resume_screener.matching.job import Job
from projects.resume_screener.model.ranker import Parts, Ranker
from projects.resume_screener.resume import Level
from shared.encoder.protocol import Vectors

IMPORTANCE = {Importance.MUST: 1.0, Importance.NICE: 1 / 3}
"""What a requirement adds to the whole that ``coverage`` is a share of."""
FEW_REQUIREMENTS = 2.0
"""A job that asks for so many musts lets its skills count half of what they would count in a long list."""
FEW_SKILLS = 5.0
"""Skills that are added to a resume's before the relevant ones are counted: two of two are no proof of focus."""
TINY = 1e-12
DECAY = 0.9
"""What a title counts, compared with that of the position after it."""


def reliability(job: Job) -> Parts:
    """Return how far each part can be trusted: 0 for what the job does not ask for; the same for every resume.

    The skills' part grows with what is asked for, n/(n + FEW_REQUIREMENTS) for n musts: one keyword is no verdict.
    """
    asked = math.fsum(IMPORTANCE[requirement.importance] for requirement in job.requirements)
    skills = asked / (asked + FEW_REQUIREMENTS)
    return Parts(
        coverage=skills,
        relevance=skills,
        titles=float(job.title is not None),
        text=1.0,
        experience=float(job.minimum_years is not None),
        education=float(job.minimum_level is not Level.NONE),
    )


def measure(
    query: Query, candidate: Candidate, shown: Sequence[Evidence], ranker: Ranker, implications: Implications
) -> Parts:
    """Return the parts of a candidate's score; ``shown`` is what ``evidence`` gave for the two."""
    job = query.job
    return Parts(
        coverage=coverage(shown),
        relevance=relevance(job, candidate, implications),
        titles=ranker.titles(title_cosine(query.title, candidate.title_vectors)),
        text=ranker.text(text_cosine(query.passages, candidate.passage_vectors)),
        experience=min(1.0, candidate.months / (MONTHS * job.minimum_years)) if job.minimum_years else 0.0,
        education=float(candidate.level >= job.minimum_level),
    )


def coverage(shown: Sequence[Evidence]) -> float:
    """Return the share of the requirements that is shown; a must counts three times a nice-to-have."""
    asked = math.fsum(IMPORTANCE[each.requirement.importance] for each in shown)
    met = math.fsum(IMPORTANCE[each.requirement.importance] * each.credit for each in shown)
    return min(1.0, met / asked) if asked else 0.0


def relevance(job: Job, candidate: Candidate, implications: Implications) -> float:
    """Return the share of the resume's skills that the job requires, or that imply one that it requires."""
    required = {requirement.id for requirement in job.requirements}
    earned = [
        1.0 if skill.id in required else IMPLIED_CREDIT * bool(required & implications.get(skill.id, frozenset()))
        for skill in candidate.skills
    ]
    return math.fsum(earned) / (len(earned) + FEW_SKILLS)


def title_cosine(title: Vectors, titles: Vectors) -> float:
    """Return the cosine of the nearest title, each later one discounted: [1 or 0, dimension] and [n, dimension].

    -1 without a title on either side.
    """
    if not len(title) or not len(titles):
        return -1.0
    cosines = titles @ title[0]
    return float((cosines.clip(min=0) * DECAY ** np.arange(len(cosines))).max())


def text_cosine(asked: Vectors, told: Vectors) -> float:
    """Return the cosine of the mean passage of the ad and that of the resume; -1 when one has no passage.

    On the occupations that the ranker learns from, means order resumes better (nDCG@10 .74 and .76) than the mean
    over the ad's passages of the nearest in the resume does (.69 and .70).
    """
    if not len(asked) or not len(told):
        return -1.0
    ours, theirs = asked.sum(axis=0), told.sum(axis=0)
    return float(ours @ theirs / max(float(np.linalg.norm(ours) * np.linalg.norm(theirs)), TINY))


def keyword_bound(job: Job, shares: Parts, implications: Implications) -> float:
    """Return the most that one more skill in a list can move the score of any resume, up or down.

    In coverage it can meet what asks for it and half meet what it implies; in relevance it moves a share of at least
    FEW_SKILLS by at most 1/(FEW_SKILLS + 1).
    """
    asked = {requirement.id: IMPORTANCE[requirement.importance] for requirement in job.requirements}
    gains = [
        math.fsum([asked.get(id_, 0.0), *(IMPLIED_CREDIT * asked.get(other, 0.0) for other in implied if other != id_)])
        for id_, implied in {**{id_: frozenset[str]() for id_ in asked}, **implications}.items()
    ]
    total = math.fsum(asked.values())
    rise = max(gains, default=0.0) / total if total else 0.0
    return shares.coverage * min(1.0, rise) + shares.relevance / (FEW_SKILLS + 1)
