"""Where a resume says whose it is: its headline, a label, a running line, a signature."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from projects.resume_screener.blind.lexicon import Word, roles, words_of
from projects.resume_screener.resume import Resume, Span

HEAD_LINES = 5
MAX_WORDS = 5
PARTICLES = frozenset(
    [
        "al",
        "ap",
        "bin",
        "bint",
        "da",
        "das",
        "de",
        "del",
        "della",
        "den",
        "der",
        "di",
        "do",
        "dos",
        "du",
        "e",
        "el",
        "ibn",
        "la",
        "las",
        "le",
        "los",
        "ten",
        "ter",
        "van",
        "von",
        "y",
    ]
)

LINKING = frozenset(("and", "at", "for", "in", "of", "on", "the", "to", "with"))

_NAME = r"(?P<name>[^\W\d_][^\n|•·–—:;,\t]{1,48}?)"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        rf"^\W*{_NAME}\s*(?:[|•·–—,-]\s*)?(?:page|pg\.?|p\.)\s*\d+\b",
        rf"^\W*{_NAME}(?:['’]s)?\s*(?:[|•·–—,-]\s*)?(?:resume|résumé|cv|curriculum vitae)\b\W*\d*\W*$",
        rf"^\W*(?:resume|résumé|cv|curriculum vitae)\s*(?:of|for|[|•·–—:-])\s*{_NAME}\s*$",
        rf"^\W*page\s*\d+(?:\s*(?:of|/)\s*\d+)?\s*[|•·–—,-]?\s*{_NAME}\s*$",
        rf"^\W*(?:yours\s+)?(?:sincerely|faithfully|truly|respectfully(?: submitted)?)\s*[,:.]?\s*\n\s*{_NAME}\s*$",
        rf"^\W*(?:best|kind|warm)?\s*regards\s*[,:.]?\s*\n\s*{_NAME}\s*$",
        rf"\bI,\s*{_NAME}\s*,?\s*(?:hereby|declare|solemnly|do hereby)\b",
    )
)
_LABELLED = re.compile(
    r"^[^\w\n]*(?:(?:full|candidate|applicant|first|last|middle|given|family|maiden|preferred|legal)\s+)?"
    r"(?:names?|surname|forenames?|signature|signed(?: by)?)[*_]*\s*[:–—-][^\w\n]*(?P<name>[^\n|•·;]{2,60}?)"
    r"(?=\s{2}|\s*[\n|•·;,]|\s*$)",
    re.IGNORECASE | re.MULTILINE,
)
_SEGMENT_END = re.compile(r"\s*[|•·,;:/–—\t]|\s+-\s|$")
_INVERTED = re.compile(r"[^\w\n]*([^\W\d_][\w'’-]+),\s*([^\W\d_][\w'’-]+(?:\s+[^\W\d_][\w'’-]*\.?)?)\W*")


def stated_names(resume: Resume) -> list[Span]:
    """Return where the candidate's name is stated as such, most certain first."""
    text = resume.text
    spans = [resume.contact.name.span] if resume.contact.name and _could_be(text, resume.contact.name.span) else []
    spans += [match.span("name") for match in _LABELLED.finditer(text) if _is_short(text, match.span("name"))]
    for pattern in _PATTERNS:
        spans += [name for match in pattern.finditer(text) if (name := _whole_name(text, match.span("name")))]
    if headline := _headline(text):
        spans.append(headline)
    return spans


def _headline(text: str) -> Span | None:
    """Return the first name among the first lines; below the very first one of its words has to be a known name."""
    for position, line in enumerate(_first_lines(text)):
        if name := _name_of_line(text, line):
            words = list(words_of(text, *name))
            if position == 0 or any(word.is_name and not word.is_ordinary for word in words):
                return name
    return None


def _name_of_line(text: str, line: Span) -> Span | None:
    if match := _INVERTED.fullmatch(text, *line):
        last, first = (next(words_of(text, *match.span(group))) for group in (1, 2))
        if _is_full_name((first, last)):
            return match.start(1), match.end(2)
    end = _SEGMENT_END.search(text, line[0], line[1])
    words = list(words_of(text, line[0], end.start() if end else line[1]))
    if len(words) == 1 and words[0].is_name and not words[0].is_ordinary and len(words[0].plain) > 2:
        return words[0].span
    count = _leading(words)
    return (words[0].span[0], words[count - 1].span[1]) if count else None


def _whole_name(text: str, span: Span) -> Span | None:
    """Return the span when all of its words are a name."""
    words = list(words_of(text, *span))
    return span if len(words) > 1 and _leading(words) == len(words) else None


def _could_be(text: str, span: Span) -> bool:
    """Whether a name that a parser found has a word that can be one: "Staff Accountant" has none."""
    return any(word.is_name or not word.is_ordinary for word in words_of(text, *span))


def _is_short(text: str, span: Span) -> bool:
    return 0 < sum(1 for _ in words_of(text, *span)) <= MAX_WORDS and _could_be(text, span)


def _leading(words: Sequence[Word]) -> int:
    """Return how many of the first words are a full name: at least two, or 0."""
    run = list(takewhile(lambda word: word.is_capitalised or word.plain in PARTICLES, words[:MAX_WORDS]))
    if run and not run[0].is_shouted:
        run = list(takewhile(lambda word: not word.is_shouted or word.is_initial, run))
    return next((count for count in range(len(run), 1, -1) if _is_full_name(run[:count])), 0)


def _is_full_name(words: Sequence[Word]) -> bool:
    """Whether two words or more are a person, given that they stand where a name is to be expected."""
    first, last = words[0], words[-1]
    if any(word.plain in roles() for word in words if not word.is_name) or (last.is_initial and not first.is_name):
        return False
    strange = [word for word in words if not word.is_ordinary and not word.is_initial]
    if len(words) == 2 and first in strange:
        return last.plain not in LINKING
    if any(word.is_ordinary and not (word.is_name or word.is_initial or word.plain in PARTICLES) for word in words[1:]):
        return False
    if first.is_ordinary and not first.is_given_name:
        return last in strange and last.is_name
    return bool(strange) or (first.is_given_name and last.is_surname)


def _first_lines(text: str) -> Iterator[Span]:
    lines = (match.span() for match in re.finditer(r"[^\n]*\S[^\n]*", text))
    return (line for line, _ in zip(lines, range(HEAD_LINES), strict=False))
