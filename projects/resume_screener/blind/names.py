"""Every place where a name stands: the candidate's in all its forms, and those of other people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from projects.resume_screener.blind.lexicon import Word, firms, is_ordinary, roles, words_of
from projects.resume_screener.blind.redacted import Kind, Removal
from projects.resume_screener.blind.stated_names import PARTICLES, stated_names
from projects.resume_screener.resume import Resume, Span

_HONORIFIC = re.compile(r"\b(?:Mr|Mrs|Miss|Ms|Mx|Dr|Prof|Rev|Mme|Herr|Frau|Sir|Madam|Dame)\b\.?[ \t]+")
_SUFFIX = re.compile(r",?[ \t]+(?:Jr|Sr|II|III|IV)\b\.?", re.IGNORECASE)
_VERB = re.compile(
    r"\s+(?:is|has|was|holds?|led|leads|brings|joined|works?|worked|became|earned|managed|graduated|speaks|lives)\b"
)
_POSSESSIVE = re.compile(r".*['’]s?", re.DOTALL)
_FIRM_AFTER = re.compile(
    r"\s*(?:&|and Co\b|(?:inc|llc|llp|ltd|plc|gmbh|"
    r"corp|corporation|company|co|group|associates|partners|bros|brothers|sons|"
    r"university|college|school|high|elementary|middle|academy|institute|library|hospital|medical|clinic|memorial|church|"
    r"center|centre|foundation|fund|bank|street|st|avenue|ave|road|rd|drive|blvd|park|county|airport|hotel|inn|resort|"
    r"restaurant|caf[eé]|stores?|shops?|salon|spa|financial|insurance|technologies|systems|services|solutions|industries|"
    r"international|award|prize|scholarship|method|theory|test|furniture|foods|homes|realty|enterprises|motors|"
    r"communications|consulting|press|media|plaza|mall|island|beach|springs|heights|valley|hills|lake)\b)",
    re.IGNORECASE,
)
_PLACE_BEFORE = re.compile(
    r"(?:\b(?:san|santa|santo|saint|st\.?|fort|ft\.?|mount|mt\.?|lake|port|cape|los|las|el)|&)\s*$", re.IGNORECASE
)
_HANDLE = re.compile(
    r"/(?:in|pub|u|users?|profile)/([\w%-]+)|(?:github|gitlab|twitter|x|medium|behance|dribbble)\.com/@?([\w-]+)",
    re.IGNORECASE,
)
_ADDRESSEE = re.compile(r"([\w.+-]+)@")
MIN_LONE = 4
"""Letters of a given name that is removed wherever it stands: shorter ones are acronyms too often."""


@dataclass(frozen=True)
class Owner:
    """The candidate: where the name is stated, and its parts as plain words."""

    stated: tuple[Span, ...]
    parts: frozenset[str]
    full: tuple[tuple[str, ...], ...]


def find_names(resume: Resume) -> list[Removal]:
    """Return every name in the text. Firms, products and places that share a name stay."""
    text = resume.text
    words = list(words_of(text))
    owner = _owner(resume)
    spans = [
        *(_with_suffix(text, span) for span in owner.stated),
        *_recurrences(text, words, owner),
        *_addressed(text),
        *_pairs(text, words),
    ]
    spans += [span for pattern in _glued(owner) for span in _matches(pattern, text)]
    return [Removal(span, Kind.NAME) for span in spans]


def _with_suffix(text: str, span: Span) -> Span:
    suffix = _SUFFIX.match(text, span[1])
    return span[0], suffix.end() if suffix else span[1]


def _owner(resume: Resume) -> Owner:
    stated = tuple(stated_names(resume))
    full = tuple(_parts_of(resume.text, span) for span in stated)
    handles = {part for handle in _handles(resume.text) for part in handle}
    return Owner(stated, frozenset(part for parts in full for part in parts) | handles, full)


def _parts_of(text: str, span: Span) -> tuple[str, ...]:
    return tuple(part for word in words_of(text, *span) for part in word.parts if len(part) > 1)


def _handles(text: str) -> Iterator[list[str]]:
    """Yield the parts of e-mail addresses and profile links that can be a name."""
    for match in (*_ADDRESSEE.finditer(text), *_HANDLE.finditer(text)):
        handle = next(group for group in match.groups() if group)
        parts = [part.casefold() for part in re.split(r"[\W\d_]+", handle) if len(part) > 1]
        if len(parts) > 1 and not all(is_ordinary(part) for part in parts):
            yield parts


def _recurrences(text: str, words: Sequence[Word], owner: Owner) -> Iterator[Span]:
    """Yield runs of the owner's words, and single ones where they can be nothing else."""
    run: list[Word] = []
    for word in words:
        if run and not _follows(text, run[-1], word, owner):
            yield from _owned(text, run)
            run = []
        if set(word.parts) & owner.parts or (run and word.is_initial):
            run.append(word)
    yield from _owned(text, run)


def _follows(text: str, before: Word, word: Word, owner: Owner) -> bool:
    joint = text[before.span[1] : word.span[0]]
    return (
        not joint.strip(" \t\n,.")
        and joint.count("\n") < 2
        and (word.is_initial or bool(set(word.parts) & owner.parts))
    )


def _owned(text: str, run: Sequence[Word]) -> Iterator[Span]:
    named = [word for word in run if not word.is_initial]
    if len({word.plain for word in named}) > 1 and any(word.is_capitalised for word in named):
        yield run[0].span[0], run[-1].span[1]
        return
    yield from (word.span for word in named if _is_lone_name(text, word))


def _is_lone_name(text: str, word: Word) -> bool:
    """Whether one of the owner's words, alone, is the owner: not a firm, place or thing of that name."""
    if word.plain in PARTICLES:
        return False
    if word.is_capitalised and (_VERB.match(text, word.span[1]) or _POSSESSIVE.fullmatch(word.text)):
        return True
    if word.is_ordinary or (len(word.plain) < MIN_LONE and not word.is_capitalised):
        return False
    return not _is_firm(text, word.span)


def _addressed(text: str) -> Iterator[Span]:
    """Yield "Mr Smith" with the honorific, since that tells the gender."""
    for match in _HONORIFIC.finditer(text):
        end = 0
        for word in words_of(text, match.end(), min(len(text), match.end() + 60)):
            apart = text[end or match.end() : word.span[0]].strip(" \t")
            if apart or not word.is_capitalised or not _is_addressed(match.group(), word, first=not end):
                break
            end = word.span[1]
        if end:
            yield match.start(), end


def _is_addressed(honorific: str, word: Word, *, first: bool) -> bool:
    """Whether it can be a name after the honorific: anything after "Mr", but "MS Access" is no woman."""
    if not word.is_ordinary:
        return True
    return first and (word.is_name or (word.plain not in roles() and honorific[:2] in ("Mr", "Dr")))


def _pairs(text: str, words: Sequence[Word]) -> Iterator[Span]:
    """Yield the full names of other people, and given names that are nothing else."""
    for position, word in enumerate(words):
        if not word.is_given_name or not word.is_capitalised:
            continue
        last = _surname_after(text, words, position)
        span = (word.span[0], last.span[1] if last else word.span[1])
        if not (last or _is_plain_given(text, word)) or _is_firm(text, span) or _is_in_known_firm(words, position):
            continue
        yield span


def _surname_after(text: str, words: Sequence[Word], position: int) -> Word | None:
    first = words[position]
    for word in words[position + 1 : position + 3]:
        joint = text[first.span[1] : word.span[0]]
        if "\n" in joint or len(joint.split()) > 1 or joint.strip(" \t.") not in ("", *_initials(joint)):
            return None
        if word.is_initial:
            continue
        same_case = word.is_shouted == first.is_shouted
        certain = not (first.is_ordinary and word.is_ordinary)
        return word if word.is_capitalised and word.is_surname and same_case and certain else None
    return None


def _initials(joint: str) -> tuple[str, ...]:
    letters = joint.strip(" \t.")
    return (letters,) if len(letters) == 1 and letters.isalpha() else ()


def _is_plain_given(text: str, word: Word) -> bool:
    if word.is_ordinary or word.is_shouted or word.is_surname or len(word.plain) < MIN_LONE:
        return False
    following = text[word.span[1] : word.span[1] + 2]
    return not (len(following) == 2 and following[0] == " " and following[1].isupper())


def _is_firm(text: str, span: Span) -> bool:
    return bool(_FIRM_AFTER.match(text, span[1]) or _PLACE_BEFORE.search(text, max(0, span[0] - 8), span[0]))


def _is_in_known_firm(words: Sequence[Word], position: int) -> bool:
    """Whether the word is the first or the second of a firm's name."""
    return any(_begins_firm(words[start : start + 5]) for start in (position, position - 1) if start >= 0)


def _begins_firm(words: Sequence[Word]) -> bool:
    following = tuple(word.plain for word in words if word.plain != "and")
    return any(following[:length] in firms() for length in range(2, 5))


def _glued(owner: Owner) -> Iterator[re.Pattern[str]]:
    """Yield what finds handles such as janedoe, j.doe, doe_jane and the files and sites that are called so."""
    joint = "[._-]?"
    for parts in {parts for parts in owner.full if len(parts) > 1}:
        first, *middle, last = map(re.escape, parts)
        orders = [(first, *middle, last), (first, last), (last, first), (last, first, *middle)]
        forms = "|".join(joint.join(order) for order in orders)
        short = rf"(?<![a-z]){first[0]}{joint}{last}(?![a-z])"
        yield re.compile(
            rf"@?\b[\w-]*?(?:{forms}|{short})[\w-]*(?:\.(?:com|net|org|io|me|dev|pdf|docx?))?", re.IGNORECASE
        )


def _matches(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    return (match.span() for match in pattern.finditer(text))
