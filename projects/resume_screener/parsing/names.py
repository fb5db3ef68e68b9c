"""Whose resume it is: found, or None. Never invented."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from unicodedata import combining, normalize

from projects.resume_screener.parsing.lines import Line
from projects.resume_screener.parsing.sections import kind_of
from projects.resume_screener.parsing.vocabulary.headings import QUALIFIERS
from projects.resume_screener.parsing.vocabulary.organisations import COMPANY, SCHOOL
from projects.resume_screener.parsing.vocabulary.places import is_place
from projects.resume_screener.parsing.vocabulary.roles import has_role
from projects.resume_screener.parsing.vocabulary.unnamed import SURNAMES, UNNAMED
from projects.resume_screener.resume import Found

_LABEL = re.compile(
    r"(?:(?:full |first |candidate(?:'s)? |applicant )?name|nom|nombre|nome|naam)\s?[:–-]\s*(?=\S)", re.IGNORECASE
)
_TITLE = re.compile(
    r"(?:(?:resume|résumé|curriculum vitae|cv|lebenslauf)(?:\s+(?:of|for|von|de))?\s?[:–-]?\s+|(?:mr|mrs|ms|miss|mx"
    r"|dr|prof|sir|herr|frau|dr\.-ing|m|mme)\.?\s+)+(?=\S)",
    re.IGNORECASE,
)
_SUFFIX = re.compile(
    r"(?:[\s,]+(?:\(?(?:he|she|they)\s?/\s?(?:him|her|them)[^)]*\)?|ph\.?d\.?|m\.?d\.?|mba|m\.?sc\.?|m\.?s\.?"
    r"|b\.?sc\.?|m\.?a\.?|b\.?a\.?|rn|bsn|msn|np|lpn"
    r"|cpa|cfa|acca|aca|cma|pmp|phr|sphr|shrm-\w+|esq\.?|j\.?d\.?|p\.?e\.?|pharm\.?d\.?|ed\.?d\.?|d\.?d\.?s\.?|aia"
    r"|leed ap|csm|cissp))+\s*$",
    re.IGNORECASE,
)
_REST = re.compile(r"\s*(?:[|•·/\t–—:;(<]|\s-\s|\s{3,}|,\s(?!(?:jr|sr|ii|iii|iv)\b)).*", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(
    r"(?:[^\W\d_][\u0300-\u036f]?){1,20}(?:['’`´ʻ‘-](?:[^\W\d_][\u0300-\u036f]?){1,20}){0,3}|[^\W\d_]{1,3}\."
)
_PARTICLES = frozenset(
    [
        "de",
        "da",
        "do",
        "dos",
        "das",
        "del",
        "della",
        "di",
        "du",
        "la",
        "le",
        "les",
        "van",
        "von",
        "der",
        "den",
        "ten",
        "ter",
        "zu",
        "zur",
        "bin",
        "binti",
        "ibn",
        "al",
        "el",
        "abu",
        "san",
        "st",
        "y",
        "e",
        "af",
        "av",
        "mc",
        "mac",
        "o'",
        "ap",
        "ben",
        "bint",
        "ud",
        "ur",
        "ul",
    ]
)
_GENERATION = frozenset(("jr", "sr", "ii", "iii", "iv", "jr.", "sr."))
_MOST_LINES = 8
_MOST_WORDS = 5
_LONGEST = 80
_LEAST_SHARED = 3
"""Letters of a word that make its recurrence in an e-mail address more than chance."""
_LETTER_SPACED = re.compile(r"\S(?: \S)+(?: {2,}\S(?: \S)*)*")


def find_name(text: str, header: Sequence[Line], lines: Sequence[Line], handles: Sequence[str]) -> Found | None:
    """Return the name: behind "Name:", else what an address or a link confirms, else what looks like one at the top.

    Args:
        text: of the resume.
        header: the lines above the first heading and of the sections about contact.
        lines: all lines, where a name may stand that an address confirms (two columns, a page's header).
        handles: of e-mail addresses and links, such as "jane.doe" and "jane-doe-4a1b".
    """
    labelled = (_labelled(text, line) for line in header)
    confirmed = (_confirmed(text, line, handles) for line in [*header, *lines])
    return next(
        (found for source in (labelled, confirmed, _at_the_top(text, header)) for found in source if found), None
    )


def _labelled(text: str, line: Line) -> Found | None:
    label = _LABEL.match(line.text)
    if label is None:
        return None
    candidate = _candidate(line.text, label.end())
    if candidate is None or not _is_shaped(line.text[slice(*candidate)].title(), least=1):
        return None
    return _found(text, line, candidate)


def _confirmed(text: str, line: Line, handles: Sequence[str]) -> Found | None:
    if not handles or len(line.text) > 120 or line.is_bullet:
        return None
    candidate = _candidate(line.text, 0)
    name = line.text[slice(*candidate)] if candidate else ""
    if not candidate or not _is_shaped(name, least=1) or kind_of(name) is not None:
        return None
    parts = [part for part in _plain(name).split() if len(part) >= _LEAST_SHARED]
    shared = [part for part in parts if any(part in handle for handle in handles)]
    enough = len(shared) >= min(2, len(parts)) if has_role(name) or not _is_unmarked(name) else bool(shared)
    return _found(text, line, candidate) if shared and enough else None


def _at_the_top(text: str, header: Sequence[Line]) -> Iterator[Found]:
    for line in header[:_MOST_LINES]:
        candidate = _candidate(line.text, 0)
        if candidate and not line.is_bullet:
            name = line.text[slice(*candidate)]
            if _is_shaped(name, least=2) and _is_unmarked(name) and not is_place(line.text):
                yield _found(text, line, candidate)


def _candidate(line: str, start: int) -> tuple[int, int] | None:
    """Where in the line a name may stand: without titles before it, degrees and everything else behind it."""
    if (title := _TITLE.match(line, start)) is not None:
        start = title.end()
    end = len(line)
    if (rest := _REST.search(line, start + 1)) is not None:
        end = rest.start()
    if (suffix := _SUFFIX.search(line[:end], start + 1)) is not None:
        end = suffix.start()
    name = (
        line[start:end].rstrip(" ,.-–")
        if not line[start:end].rstrip().lower().endswith(("jr.", "sr."))
        else line[start:end].rstrip()
    )
    return (start, start + len(name)) if name else None


def _is_shaped(name: str, *, least: int) -> bool:
    """Whether all words are ones that names are made of, in the case that names have."""
    if len(name) > _LONGEST:
        return False
    if _LETTER_SPACED.fullmatch(name):
        return len(name) >= 2 * _LEAST_SHARED
    words = name.replace(",", " ").split()
    if not least <= len(words) <= _MOST_WORDS or not all(_WORD.fullmatch(word) for word in words):
        return False
    proper = [word for word in words if word.lower() not in _PARTICLES | _GENERATION]
    return len(proper) >= least and all(word[0].isupper() or not word[0].islower() for word in proper)


def _is_unmarked(name: str) -> bool:
    """Whether no word says that it is something else: a title, a heading, a school, a skill."""
    if kind_of(name) is not None:
        return False
    words = {word.lower().strip(".") for word in re.split(r"[\s,-]+", name)}
    telling = words - SURNAMES
    return bool(telling) and not has_role(" ".join(telling)) and not telling & (UNNAMED | QUALIFIERS | COMPANY | SCHOOL)


def _plain(name: str) -> str:
    """The name in the letters that addresses have."""
    decomposed = normalize("NFKD", name.replace("ß", "ss").replace("ø", "o").replace("ł", "l"))
    letters = "".join(letter for letter in decomposed if not combining(letter))
    return re.sub(r"['’`´.]", "", letters).replace("-", " ").lower()


def _found(text: str, line: Line, candidate: tuple[int, int]) -> Found:
    span = (line.start + candidate[0], line.start + candidate[1])
    return Found(value=text[slice(*span)], span=span)
