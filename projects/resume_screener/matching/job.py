"""A job ad, read: what it asks for, and how much each of it counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from pydantic import Field

from projects.resume_screener.matching.ad import AdSection, Importance, Sentence, importances, sections
from projects.resume_screener.matching.demands import minimum_level, minimum_years
from projects.resume_screener.matching.sentences import sentences
from projects.resume_screener.resume import Level, Part, Skill, Span

MIN_WORDS = 3
MAX_TITLE_WORDS = 8
NO_SKILL = "The ad names no skill that the taxonomy knows: resumes are ranked by titles and text alone."
_WORD = re.compile(r"[^\W\d_]{2,}")
_LABELLED = re.compile(r"(?:job )?(?:title|position|role|vacancy)\s*:\s*", re.IGNORECASE)
_SOUGHT = re.compile(
    r"\b(?:looking for|seeking|seeks|hiring|recruiting|searching for|we need)\s+(?:an?|our(?: next)?)\s+"
    r"(?P<title>[^,.;:\n]{3,80}?)(?=\s+(?:to|who|with|for|in|at|that|on|based)\b|[,.;:\n]|$)",
    re.IGNORECASE,
)


class EmptyJob(ValueError):
    """A text that asks for nothing."""

    def __init__(self) -> None:
        super().__init__(
            f"The job description has fewer than {MIN_WORDS} different words: give a title and what is asked for."
        )


class UnknownRequirement(LookupError):
    """An importance was set for a skill that the job does not ask for."""

    def __init__(self, ids: Sequence[str]) -> None:
        super().__init__(f"the job does not ask for {', '.join(ids)}: take ids from its requirements")


class Finder(Protocol):
    """What finds the skills of a text; safe for threads."""

    def find(self, text: str) -> tuple[Skill, ...]:
        """Return the skills with where they stand in the text."""
        ...


class Requirement(Part):
    """A skill that a job asks for; ``span`` and ``evidence``, the sentence, stand in ``Job.text``."""

    id: str
    label: str
    importance: Importance
    span: Span
    evidence: Span


class Job(Part):
    """A job ad. ``minimum_years`` is None and ``minimum_level`` NONE where the ad asks for none."""

    text: str
    title: str | None = None
    requirements: tuple[Requirement, ...] = ()
    minimum_years: int | None = Field(None, ge=1)
    minimum_level: Level = Level.NONE
    warnings: tuple[str, ...] = ()

    def with_importance(self, changes: Mapping[str, Importance]) -> Job:
        """Return the job with other importances, by id of the requirement. Raises UnknownRequirement."""
        if unknown := sorted(changes.keys() - {requirement.id for requirement in self.requirements}):
            raise UnknownRequirement(unknown)
        changed = tuple(
            requirement.model_copy(update={"importance": changes.get(requirement.id, requirement.importance)})
            for requirement in self.requirements
        )
        return self.model_copy(update={"requirements": changed})


def read_job(text: str, finder: Finder, *, title: str | None = None) -> Job:
    """Return what an ad asks for; without ``title`` it is looked for in the text.

    What stands under "About us" or "Benefits" asks for nothing. Raises EmptyJob.
    """
    if len({word.lower() for word in _WORD.findall(f"{title or ''} {text}")}) < MIN_WORDS:
        raise EmptyJob
    asking = [sentence for sentence in sections(text) if sentence.section is not AdSection.EMPLOYER]
    requirements = _requirements(text, asking, finder)
    firm = [part for part, importance in _stretches(text, asking) if importance is Importance.MUST]
    return Job(
        text=text,
        title=(title or "").strip() or _title(text),
        requirements=requirements,
        minimum_years=minimum_years(firm),
        minimum_level=minimum_level(firm),
        warnings=() if requirements else (NO_SKILL,),
    )


def _requirements(text: str, asking: Sequence[Sentence], finder: Finder) -> tuple[Requirement, ...]:
    """A skill that is asked for twice counts as the stronger of the two; its first mention is the evidence."""
    found: dict[str, Requirement] = {}
    stretches = [stretch for sentence in asking for stretch in importances(text, sentence)]
    for skill in finder.find(text):
        for mention in skill.mentions:
            own = [importance for span, importance in stretches if span[0] <= mention.span[0] < span[1]]
            known = found.get(skill.id)
            if not own or (known and (known.importance is Importance.MUST or own[0] is Importance.NICE)):
                continue
            found[skill.id] = Requirement(
                id=skill.id, label=skill.label, importance=own[0], span=mention.span, evidence=mention.evidence
            )
    return tuple(sorted(found.values(), key=lambda requirement: (requirement.span, requirement.id)))


def _stretches(text: str, asking: Sequence[Sentence]) -> Iterator[tuple[str, Importance]]:
    """Whole sentences, each as its first word on importance has it: "5 years of experience, ideally in banking".

    Duties name what is done with years and degrees of others, so they demand none.
    """
    for sentence in asking:
        parts = [part for part in importances(text, sentence) if part[0][0] < part[0][1]]
        if parts and sentence.section is not AdSection.DUTIES:
            yield text[slice(*sentence.span)], parts[0][1]


def _title(text: str) -> str | None:
    """The first sentence, when it is as short as a title, or what the ad says is looked for."""
    if sought := _SOUGHT.search(text):
        return sought["title"].strip()
    first = next((text[slice(*span)] for span in sentences(text)), "").rstrip(".:")
    title = _LABELLED.sub("", first, count=1).strip()
    opens = not any(sentence.section is AdSection.OPENING for sentence in sections(first))
    return None if (opens and title == first) or not 0 < len(title.split()) <= MAX_TITLE_WORDS else title
