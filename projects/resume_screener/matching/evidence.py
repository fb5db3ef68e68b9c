"""What in a resume shows that a requirement is met, and what it does not show. The score counts nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import Field

from projects.resume_screener.matching.ad import Importance
from projects.resume_screener.matching.candidate import Candidate
from projects.resume_screener.matching.job import Job, Requirement
from projects.resume_screener.resume import Level, Part, Share, Skill, Span

Implications = Mapping[str, frozenset[str]]
"""Which skills a skill implies, by id: who knows Django knows Python."""
IMPLIED_CREDIT = 0.5
MAX_PROOFS = 3
MONTHS = 12
_LEVELS = {
    Level.NONE: "no degree",
    Level.SECONDARY: "a secondary school diploma",
    Level.SHORT_CYCLE: "a degree of two years",
    Level.BACHELOR: "a bachelor's degree",
    Level.MASTER: "a master's degree",
    Level.DOCTORATE: "a doctorate",
}


class Proof(Part):
    """A sentence of the text that was scored (``span``), and where the skill stands in the sentence."""

    sentence: str
    span: Span
    highlights: tuple[Span, ...]


class Evidence(Part):
    """What shows a requirement. ``credit``: 1 when it is named, less when ``shown_by``, another skill, implies it."""

    requirement: Requirement
    credit: Share
    shown_by: str | None = Field(None, description="label of the skill that the proofs name")
    proofs: tuple[Proof, ...] = ()


class Gaps(Part):
    """What the ad asks for and the resume does not show; ``advice`` says the same in words, most important first."""

    missing_musts: tuple[Requirement, ...] = ()
    missing_nices: tuple[Requirement, ...] = ()
    months_short: int = Field(0, ge=0)
    level_short: Level | None = Field(None, description="the level that is asked for, when it is not reached")
    advice: tuple[str, ...] = ()


def evidence(job: Job, candidate: Candidate, implications: Implications) -> tuple[Evidence, ...]:
    """Return one Evidence for each requirement, in their order."""
    by_id = {skill.id: skill for skill in candidate.skills}
    implied = {other: skill for skill in candidate.skills for other in implications.get(skill.id, ())}
    return tuple(_evidence(requirement, candidate.text, by_id, implied) for requirement in job.requirements)


def gaps(job: Job, candidate: Candidate, shown: tuple[Evidence, ...]) -> Gaps:
    """Return what is missing."""
    missing = [each.requirement for each in shown if not each.credit]
    months = max(0, MONTHS * (job.minimum_years or 0) - candidate.months)
    level = job.minimum_level if candidate.level < job.minimum_level else None
    return Gaps(
        missing_musts=tuple(each for each in missing if each.importance is Importance.MUST),
        missing_nices=tuple(each for each in missing if each.importance is Importance.NICE),
        months_short=months,
        level_short=level,
        advice=tuple(_advice(job, candidate, shown)),
    )


def _evidence(
    requirement: Requirement, text: str, by_id: Mapping[str, Skill], implied: Mapping[str, Skill]
) -> Evidence:
    named = by_id.get(requirement.id)
    skill = named or implied.get(requirement.id)
    if skill is None:
        return Evidence(requirement=requirement, credit=0.0)
    return Evidence(
        requirement=requirement,
        credit=1.0 if named else IMPLIED_CREDIT,
        shown_by=skill.label,
        proofs=tuple(_proofs(text, skill)),
    )


def _proofs(text: str, skill: Skill) -> Iterator[Proof]:
    """Yield the first sentences that name the skill."""
    sentences: dict[Span, list[Span]] = {}
    for mention in skill.mentions:
        start = mention.evidence[0]
        sentences.setdefault(mention.evidence, []).append((mention.span[0] - start, mention.span[1] - start))
    for span, highlights in list(sentences.items())[:MAX_PROOFS]:
        yield Proof(sentence=text[slice(*span)], span=span, highlights=tuple(highlights))


def _advice(job: Job, candidate: Candidate, shown: tuple[Evidence, ...]) -> Iterator[str]:
    for importance, words in ((Importance.MUST, "a must"), (Importance.NICE, "nice to have")):
        for each in shown:
            if each.requirement.importance is importance and each.credit < 1:
                yield _missing(each, words)
    if candidate.months < MONTHS * (job.minimum_years or 0):
        found = f"{candidate.months // MONTHS} years and {candidate.months % MONTHS} months"
        yield f"The ad asks for {job.minimum_years} years of experience; the dated positions make {found}."
    if candidate.level < job.minimum_level:
        yield f"The ad asks for {_LEVELS[job.minimum_level]}; {_LEVELS[candidate.level]} was found."


def _missing(each: Evidence, importance: str) -> str:
    label = each.requirement.label
    if each.credit:
        return f"{label} is {importance}: {each.shown_by} implies it, but it is not named. Name it where it was used."
    return f"{label} is {importance} and not named: if it was used, say where."
