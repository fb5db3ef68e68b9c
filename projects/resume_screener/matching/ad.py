"""How job ads are written: their sections, and the words that make a skill a must or nice to have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from projects.resume_screener.matching.sentences import sentences, trim
from projects.resume_screener.resume import Span


class Importance(StrEnum):
    """How much a requirement counts."""

    MUST = "must"
    NICE = "nice"


class AdSection(StrEnum):
    """What a part of an ad is about; what an ad says of the employer asks for nothing."""

    OPENING = "opening"
    REQUIRED = "required"
    WISHED = "wished"
    DUTIES = "duties"
    EMPLOYER = "employer"


@dataclass(frozen=True)
class Sentence:
    """A sentence of an ad and the section it stands in."""

    span: Span
    section: AdSection


_KIND = "qualifications?|skills?|criteria|experience|requirements?|competenc(?:y|ies)"
_HEADINGS = {
    AdSection.WISHED: (
        r"(?:nice|good)[ -]to[ -]haves?",
        r"bonus(?: points| skills)?(?: if you have| for)?",
        rf"(?:preferred|desired|desirable|additional|optional)(?: (?:{_KIND}))?",
        r"pluses|advantages",
        r"it(?:'s| is| would be) (?:a plus|great|nice) if(?: you have)?",
        r"what would be (?:nice|a plus)",
    ),
    AdSection.REQUIRED: (
        rf"(?:(?:job|key|basic|minimum|technical|required|essential|core) )*(?:{_KIND})(?: required| needed)?",
        r"must[ -]haves?|required|essential|mandatory",
        r"(?:skills|education|requirements|experience) (?:and|&) (?:experience|qualifications|skills|requirements)",
        r"(?:your|candidate) profile|you have|who you are|about you",
        r"what (?:you(?:'ll| will)? (?:need|bring|have)|we(?:'re| are) looking for|we (?:expect|need|require))",
        r"we (?:expect|require|need)",
    ),
    AdSection.DUTIES: (
        r"(?:(?:key|main|core|primary|job|your) )*(?:responsibilities|duties|tasks|role|mission|accountabilities)",
        r"duties (?:and|&) responsibilities|responsibilities (?:and|&) duties",
        r"what you(?:'ll| will)? (?:do|be doing|work on)|in this role(?: you will)?|day[ -]to[ -]day",
        r"(?:about )?the (?:role|job|position)|(?:job )?(?:description|summary|purpose|overview)",
    ),
    AdSection.EMPLOYER: (
        r"about (?:us|the (?:company|team|employer))|who we are|our (?:company|story|values|culture|benefits)",
        r"(?:company )?(?:benefits?|perks)(?: (?:and|&) (?:perks|benefits))?|what we offer|we offer",
        r"why (?:us|join us|work with us)|equal (?:employment )?opportunit(?:y|ies)(?: employer| statement)?",
        r"how to apply|application process|compensation|salary|location",
    ),
}
_OPENERS = {
    section: re.compile(rf"[#*_ ]*(?:{'|'.join(words)})[*_ ]*(?::[*_ ]*|$)", re.IGNORECASE)
    for section, words in _HEADINGS.items()
}

_NICE_BEFORE = (
    r"ideally|preferably|optionally|nice to have|good to have|bonus(?: points)?(?: for| if)?|would love|desirable:"
)
_MUST_BEFORE = r"must(?: have| know| be)?|you (?:will )?need|required:|essential:|mandatory:"
_NICE_WORDS = (
    r"(?:(?:big|strong|definite) )?plus|bonus|advantage(?:ous)?|asset|preferred|desirable|desired|nice to have|"
    r"beneficial|optional|helpful|welcome"
)
_NICE_AFTER = rf"(?:is |are |would be |be )?(?:a |an |considered a |strongly |highly )?(?:{_NICE_WORDS})"
_MUST_AFTER = (
    r"(?:is |are |being )?(?:a |an |strictly |absolutely )?"
    r"(?:must(?:[ -]have)?|required|mandatory|essential|necessary|needed)"
)
_CUES = re.compile(
    rf"\b(?:(?P<nice_before>{_NICE_BEFORE})|(?P<must_before>{_MUST_BEFORE})|(?P<nice_after>{_NICE_AFTER})"
    rf"|(?P<must_after>{_MUST_AFTER}))\b",
    re.IGNORECASE,
)
_WITH_REQUIREMENTS = {AdSection.OPENING: AdSection.DUTIES}
_BREAK = re.compile(r";|\bbut\b", re.IGNORECASE)


def sections(text: str) -> list[Sentence]:
    """Return the sentences of an ad without its headings; a heading may stand on the line of what it opens.

    Where a section says what is required, the opening tells of the duties.
    """
    found = list(_opened_sections(text))
    if all(sentence.section is not AdSection.REQUIRED for sentence in found):
        return found
    return [replace(one, section=_WITH_REQUIREMENTS.get(one.section, one.section)) for one in found]


def importances(text: str, sentence: Sentence) -> Iterator[tuple[Span, Importance]]:
    """Yield the stretches of a sentence, which cover it, each with how much what it asks for counts.

    Words come first ("Kafka is a plus", "ideally dbt"), then the section; in the opening a skill is a must.
    """
    start, end = sentence.span
    default = Importance.NICE if sentence.section in {AdSection.WISHED, AdSection.DUTIES} else Importance.MUST
    for cue in _CUES.finditer(text, start, end):
        kind, _, place = (cue.lastgroup or "").partition("_")
        importance = Importance(kind)
        if place == "before":
            yield (start, cue.start()), default
            default = importance
        else:
            border = _reach(text, start, cue)
            yield (start, border), default
            yield (border, cue.end()), importance
        start = cue.end()
    yield (start, end), default


def _opened_sections(text: str) -> Iterator[Sentence]:
    """A wish that goes on behind its heading, "Nice to have: Kafka.", ends with its sentence."""
    section = AdSection.OPENING
    for span in sentences(text):
        own = section
        opened = _opened(text[slice(*span)])
        if opened is not None:
            own, length = opened
            span = trim(text, (span[0] + length, span[1]))
        if own is not AdSection.WISHED or span[0] == span[1]:
            section = own
        if span[0] < span[1]:
            yield Sentence(span, own)


def _opened(sentence: str) -> tuple[AdSection, int] | None:
    """Return the section that a sentence opens, and the length of the heading."""
    for section, opener in _OPENERS.items():
        if heading := opener.match(sentence):
            return section, heading.end()
    return None


def _reach(text: str, start: int, cue: re.Match[str]) -> int:
    """Return where that begins which the cue behind it is about.

    That is the whole enumeration in "X, Y and Z are a plus", and the last part in "X, Y is a plus" or "X, Y preferred".
    """
    border = max(start, *(match.end() for match in _BREAK.finditer(text, start, cue.start())), start)
    comma = text.rfind(",", border, cue.start())
    is_enumeration = re.search(r"\b(?:and|or)\b", text[max(comma, border) : cue.start()], re.IGNORECASE)
    is_single = cue.group().lower().startswith(("is ", "would be "))
    return border if comma < 0 or (is_enumeration and not is_single) else comma + 1
