"""Many resumes against one job: best first, each with its parts, its evidence and its gaps."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from projects.resume_screener.matching.ad import Importance
from projects.resume_screener.matching.candidate import Candidate, Query
from projects.resume_screener.matching.evidence import Evidence, Gaps, Implications, evidence, gaps
from projects.resume_screener.matching.features import measure, reliability
from projects.resume_screener.model.ranker import Parts, Ranker, Weights, score
from projects.resume_screener.resume import Part, Share


class Match(Part):
    """How well a resume fits a job, and why.

    ``index`` is its place in what was given. Equal scores share a ``rank``, 1 the best; among them the order follows
    ``id``, the hash of what was scored, and never the order of upload. ``score`` is the sum of ``parts`` × ``shares``.
    ``probability``: see ``model.ranker.Ranker``; it does not change with the weights.
    """

    index: int = Field(ge=0)
    id: str
    rank: int = Field(ge=1)
    score: Share
    probability: Share
    parts: Parts
    shares: Parts
    must_coverage: Share | None = Field(description="share of the musts that is shown; None when there are none")
    evidence: tuple[Evidence, ...]
    gaps: Gaps


def rank(
    query: Query,
    candidates: Sequence[Candidate],
    ranker: Ranker,
    implications: Implications,
    *,
    weights: Weights | None = None,
) -> list[Match]:
    """Return one Match for each candidate, best first; ``weights`` None: the learnt ones. Raises Unweighable."""
    trust = reliability(query.job)
    shares = (weights or ranker.weights).shares(trust)
    matches = []
    for index, candidate in enumerate(candidates):
        shown = evidence(query.job, candidate, implications)
        parts = measure(query, candidate, shown, ranker, implications)
        matches.append(
            Match(
                index=index,
                id=candidate.id,
                rank=1,
                score=score(parts, shares),
                probability=ranker.probability(parts, trust),
                parts=parts,
                shares=shares,
                must_coverage=_must_coverage(shown),
                evidence=shown,
                gaps=gaps(query.job, candidate, shown),
            )
        )
    return _ordered(matches)


def _ordered(matches: Sequence[Match]) -> list[Match]:
    ordered = sorted(matches, key=lambda match: (-match.score, match.id, match.index))
    ranked: list[Match] = []
    for place, match in enumerate(ordered, start=1):
        ties = ranked and ranked[-1].score == match.score
        ranked.append(match.model_copy(update={"rank": ranked[-1].rank if ties else place}))
    return ranked


def _must_coverage(shown: Sequence[Evidence]) -> float | None:
    earned = [each.credit for each in shown if each.requirement.importance is Importance.MUST]
    return sum(earned) / len(earned) if earned else None
