"""Who did what for whom: title and organisation out of the lines around a position's dates."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from projects.resume_screener.parsing.vocabulary.organisations import has_company_word
from projects.resume_screener.parsing.vocabulary.places import CITY_REGION, is_place
from projects.resume_screener.parsing.vocabulary.roles import has_role, is_headed_by_role, last_role

_SEPARATOR = re.compile(r"\s*(?:\s[|•·]\s|[|•·]|\s[-–—]+\s|\t+|\s{3,}|\s@\s|\s(?i:at)\s(?=[A-Z])|;|:\s|ï¼)\s*")
_PLACEHOLDER = re.compile(r"\s*[,(-]?\s*(Company Name)\b[\s,-]*(?:City\b)?(?:\s?,\s?State\b)?[\s,-]*")
"""What stands for the organisation in resumes that were made anonymous."""
_LABEL = re.compile(
    r"(?P<title>job title|title|position|role|designation|post)"
    r"|(?P<organisation>company(?: name)?|employer|organi[sz]ation|client|firm)"
    r"|(?P<nothing>location|dates?(?: employed)?|duration|period|time ?frame|from|city|address)",
    re.IGNORECASE,
)
_LABELLED = re.compile(rf"(?:{_LABEL.pattern})\s?:\s+(?=\S)", re.IGNORECASE)
_NUMBERING = re.compile(r"(?:\d{1,2}|[IVX]{1,4})[.)]\s+")
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")
_LASTED = re.compile(
    r"\(?\b\d{1,2}\s?\+?\s?(?:years?|yrs?|months?|mos?)\b[\s,.]*(?:\d{1,2}\s?(?:months?|mos?)\b)?\)?", re.IGNORECASE
)
_LETTER = re.compile(r"[^\W\d_]")
_COMPANY_BEHIND = re.compile(r"\s+(?:the\s)?[A-Z](?![IVX]{0,3}\b)[^,|()]*$")
_TRIMMED = " \t\xa0,;:|-–—•·*_#()[]/\\\u200b\r\n"
_LONGEST = 100
_SUFFIXES = frozenset(("inc", "llc", "ltd", "co", "corp", "lp", "llp"))
_ABBREVIATED = re.compile(r"(?:(?<!\w)[^\W\d_]{1,4}|\.[^\W\d_])\.$")


class Head(NamedTuple):
    """What the lines say; None where they don't."""

    title: str | None
    organisation: str | None


class _Piece(NamedTuple):
    text: str
    label: str | None


def read_head(lines: Iterable[str], *, title_first: bool = True) -> Head:
    """Return title and organisation.

    Args:
        lines: the lines of the head, in order, without the dates.
        title_first: which comes first where no word tells.
    """
    pieces = [piece for line in lines for piece in _pieces(line)]
    labelled = {piece.label: piece.text for piece in pieces if piece.label}
    plain = [piece.text for piece in pieces if not piece.label]
    if labelled:
        return Head(labelled.get("title") or next(iter(plain), None), _bare(labelled.get("organisation")))
    titles = [text for text in plain if _is_title(text)]
    if not titles:
        return _unmarked(plain, title_first=title_first)
    title = next((text for text in titles if not has_company_word(text)), titles[0])
    others = [text for text in plain if text != title]
    if others:
        return _with_other(title, others)
    return _split(title)


def _pieces(line: str) -> Iterable[_Piece]:
    line = _NUMBERING.sub("", _EMPTY.sub(" ", line).strip(_TRIMMED), count=1)
    if (label := _LABELLED.match(line)) is not None:
        text = _clean(line[label.end() :])
        if text and label.lastgroup != "nothing":
            yield _Piece(text, label.lastgroup)
        return
    for part in _SEPARATOR.split(_parted(line)):
        text = _clean(part)
        if text and not _is_only_place(text):
            yield _Piece(text, None)


def _parted(line: str) -> str:
    """The line with a separator where title and organisation meet without one."""
    line = _PLACEHOLDER.sub(r" | \1 | ", line)
    place = CITY_REGION.search(line)
    if place is not None and has_role(line[place.end() :]):
        line = line[: place.end()] + " | " + line[place.end() :]
    end = last_role(line)
    behind = line[end:]
    return f"{line[:end]} | {behind}" if end and _COMPANY_BEHIND.match(behind) and has_company_word(behind) else line


def _clean(part: str) -> str:
    part = _LASTED.sub("", part).strip(_TRIMMED)[:_LONGEST]
    if not _ABBREVIATED.search(part):
        part = part.strip(".")
    if part.count("(") > part.count(")"):
        part += ")"
    return part if len(part) > 1 and _LETTER.search(part) else ""


def _is_only_place(text: str) -> bool:
    return is_place(text) and not has_company_word(text) and not has_role(text)


def _is_title(text: str) -> bool:
    return any(_names_role(part) for part in text.split(","))


def _names_role(part: str) -> bool:
    return is_headed_by_role(part) or (has_role(part) and not has_company_word(part))


def _unmarked(plain: list[str], *, title_first: bool) -> Head:
    if not plain:
        return Head(None, None)
    if len(plain) == 1:
        return Head(None, _bare(plain[0])) if has_company_word(plain[0]) or not title_first else Head(plain[0], None)
    title, organisation = plain[:2] if title_first != has_company_word(plain[0]) else (plain[1], plain[0])
    return Head(title, _bare(organisation))


def _with_other(title: str, others: list[str]) -> Head:
    organisation = next((text for text in others if has_company_word(text)), others[0])
    before, _, behind = title.partition(",")
    if has_role(before) and behind and has_company_word(behind):
        return _split(title)
    return Head(_without_place(title), _bare(organisation))


def _split(title: str) -> Head:
    """Title and organisation that only commas part: "Engineer, Acme", "Acme, Engineer", "Director, Sales, Acme"."""
    parts = [part.strip() for part in _without_place(title).split(",") if part.strip()]
    role = next((number for number, part in enumerate(parts) if _names_role(part)), 0)
    if not parts or len(parts) == 1:
        return Head(_without_place(title) or None, None)
    if role > 0:
        return Head(", ".join(parts[role:]), ", ".join(parts[:role]))
    suffixed = [part for part in parts[1:] if not is_place(part)]
    if len(suffixed) > 1 and suffixed[-1].lower().rstrip(".") in _SUFFIXES:
        return Head(parts[0], ", ".join(suffixed))
    company = next((number for number, part in enumerate(suffixed) if has_company_word(part)), None)
    if company is not None:
        return Head(", ".join([parts[0], *suffixed[:company]]), suffixed[company])
    if len(suffixed) > 1:
        return Head(", ".join([parts[0], *suffixed[:-1]]), suffixed[-1])
    return Head(parts[0], suffixed[0] if suffixed else None)


def _bare(organisation: str | None) -> str | None:
    return (_without_place(organisation) or organisation) if organisation else None


def _without_place(text: str) -> str:
    """The text without the place at its end."""
    parts = text.split(",")
    behind = next((number for number in range(1, len(parts)) if is_place(",".join(parts[number:]))), len(parts))
    return ",".join(parts[:behind]).strip(_TRIMMED)
