"""Whether an everyday word means a skill where it stands: "Excel" in a list of programs, not "we excel at service"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from projects.resume_screener.skills.taxonomy import Kind
from projects.resume_screener.skills.vocabulary import Candidate
from projects.resume_screener.skills.words import Word, is_version

_SEPARATORS = ", / | • · ; and or ( ) : * – — ▪ ● ◦ \\ +"
SEPARATORS = frozenset(_SEPARATORS.split())
REACH = 2
"""Words between two items of a list: a separator and an "and"."""
_BEFORE = """language programming framework library scripting using microsoft ms adobe apache google amazon aws
    autodesk proficient proficiency skilled certified fluent software tool platform technology stack database expertise
    atlassian oracle salesforce skill"""
BEFORE = frozenset(_BEFORE.split())
CUES = frozenset(
    (
        *("experience in", "experience with", "experienced in", "experienced with", "knowledge of", "knowledge in"),
        *("proficient in", "proficient with", "proficiency in", "proficiency with", "skilled in", "fluent in"),
        *("expertise in", "familiar with", "familiarity with", "expert in", "written in", "developed in", "coding in"),
        *("programming in", "developing in", "code in", "background in", "skill in", "worked with", "working with"),
        *("trained in", "certified in", "understanding of", "command of", "user of", "programmed in", "implemented in"),
    )
)
_AFTER = """programming language developer development framework scripting script certification certified database
    library spreadsheet macro programmer engineer software api sdk code package app application administrator"""
AFTER = frozenset(_AFTER.split())
EARLIEST_YEAR, LATEST_YEAR = 1900, 2100


def meant(text: str, words: Sequence[Word], candidates: Sequence[Candidate]) -> list[bool]:
    """Say for each candidate whether it is a skill.

    Everyday words are one in a list with a technology, or when they are written like a name and either listed with
    others of that kind or used with a word such as "programming".
    """
    certain: list[bool] = []
    for run in _lists(words, candidates):
        among_technologies = any(_is_technology(candidate) for candidate in run)
        named = [_is_written_like(text, words, candidate) for candidate in run]
        certain += [
            not candidate.entry.is_common
            or among_technologies
            or (is_named and (sum(named) > 1 or _has_cue(text, words, candidate)))
            for candidate, is_named in zip(run, named, strict=True)
        ]
    return certain


def _lists(words: Sequence[Word], candidates: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """Yield runs of candidates with nothing but signs of a list between them."""
    run: list[Candidate] = []
    for candidate in candidates:
        if run and not _is_listed(words[run[-1].last : candidate.first]):
            yield run
            run = []
        run.append(candidate)
    if run:
        yield run


def _is_technology(candidate: Candidate) -> bool:
    return not candidate.entry.is_common and candidate.entry.concept.kind is Kind.TECHNOLOGY


def _is_listed(between: Sequence[Word]) -> bool:
    """Whether only signs of a list, and perhaps a version, stand between two items."""
    signs = [word for word in between if not is_version(word.form)]
    return 0 < len(signs) <= REACH and all(word.form in SEPARATORS for word in signs)


def _is_written_like(text: str, words: Sequence[Word], candidate: Candidate) -> bool:
    written = text[words[candidate.first].start : words[candidate.last - 1].end]
    label = candidate.entry.label
    return written == label or written == label.upper() or (label.islower() and written.lower() == label)


def _has_cue(text: str, words: Sequence[Word], candidate: Candidate) -> bool:
    before = [word.form for word in words[max(0, candidate.first - 2) : candidate.first]]
    after = words[candidate.last].form if candidate.last < len(words) else ""
    if _is_year(after):
        return False
    if is_version(after) and not text[words[candidate.last - 1].end : words[candidate.last].start].strip():
        return True
    return after in AFTER or (before[-1:] != [] and before[-1] in BEFORE) or " ".join(before) in CUES


def _is_year(word: str) -> bool:
    return word.isdecimal() and EARLIEST_YEAR <= int(word) <= LATEST_YEAR
