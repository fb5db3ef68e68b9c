"""Where somebody lives: the street, or at least the city."""

from __future__ import annotations

import re
from collections.abc import Sequence

from projects.resume_screener.parsing.lines import Line
from projects.resume_screener.parsing.vocabulary.places import CITY_REGION, STATE_CODES, is_place
from projects.resume_screener.parsing.vocabulary.roles import has_role
from projects.resume_screener.resume import Found, Span

_LABEL = re.compile(
    r"(?:(?:(?:home|current|permanent|mailing|postal) )?address|adresse|dirección|location|residence"
    r"|based in|lives? in)\s?:?\s+(?=\S)",
    re.IGNORECASE,
)
_STREET = re.compile(
    r"(?<![\w.])\d{1,5}(?:[-/]\d{1,4})?[a-z]?,?\s(?:[\w.'’-]+\s){0,4}(?:street|st|avenue|ave|road|rd|drive|dr|lane"
    r"|ln|boulevard|blvd|court|ct|way"
    r"|place|pl|terrace|ter|circle|cir|square|sq|highway|hwy|parkway|pkwy|close|crescent|gardens|grove|row|mews"
    r"|hill|trail|loop|alley)\b\.?"
    r"|(?<!\w)(?:\w+(?:stra(?:ß|ss)e|str\.|weg|allee|platz|gasse|straat|gatan|vej)|(?:rue|avenue|calle|via|ulica"
    r"|ul\.|rua|avenida|boulevard|plaza|piazza)(?:\s[\w.'’-]+){1,4}),?\s\d{1,4}[a-z]?"
    r"|(?<!\w)\d{1,4}(?:\s?(?:bis|ter))?,?\s(?:rue|avenue|boulevard|place|chemin|allée|quai)(?:\s[\w.'’-]+){1,5}"
    r"|(?<!\w)p\.?\s?o\.?\sbox\s\d+|(?<!\w)(?:apt|apartment|flat|unit|suite|house no)\.?\s#?\d+\w?",
    re.IGNORECASE,
)
_CODE = "|".join(sorted(code for code in STATE_CODES if code.isalpha() and len(code) == 2))
_POSTCODE = re.compile(
    rf"(?<!\w)(?:{_CODE})\.?,?\s\d{{5}}(?:-\d{{4}})?(?!\w)"  # US
    r"|(?<!\w)[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}(?!\w)"  # UK
    r"|(?<!\w)[A-Z]\d[A-Z]\s\d[A-Z]\d(?!\w)"  # Canada
    r"|(?<![\w.])(?:[A-Z]{1,2}-)?\d{4,5}\s[A-ZÄÖÜÉ][^\W\d_]{2,}(?:[ -][A-ZÄÖÜÉ(][\w/)]+){0,2}"  # Europe
    r"|(?<!\w)[A-ZÄÖÜÉ][^\W\d_]{2,}(?:\s[A-ZÄÖÜÉ][^\W\d_]+)?\s?[-–]\s?\d{3}\s?\d{3}(?!\d)"  # India
)
_EDGE = re.compile(r"\s*(?:[|•·✉☎📍⌂]|\t|\s{3,})\s*")
_MOST_LINES = 14
_LONGEST_STREET = 100
_LONGEST_LABELLED = 120


def find_address(text: str, header: Sequence[Line], taken: Sequence[Span]) -> Found | None:
    """Return the address in the header: with its street and the line below, else a postcode's part, else the city.

    Args:
        text: of the resume.
        header: the lines above the first heading and of the sections about contact.
        taken: what is something else already (the name, numbers, links).
    """
    parts = [part for line in header[:_MOST_LINES] for part in _parts(text, line, taken)]
    for is_part in (_is_labelled, _is_street, _is_postcode, _is_city):
        for number, part in enumerate(parts):
            if is_part(text[slice(*part)]):
                span = _bare(text, _with_following(text, part, parts[number + 1 :]))
                return Found(value=text[slice(*span)], span=span)
    return None


def _parts(text: str, line: Line, taken: Sequence[Span]) -> list[Span]:
    """What stands between the separators of a line, without what is something else."""
    cuts = [match.span() for match in _EDGE.finditer(text, line.start, line.end)]
    cuts += [span for span in taken if line.start <= span[0] < line.end]
    parts, start = [], line.start
    for cut in [*sorted(cuts), (line.end, line.end)]:
        part = text[start : cut[0]]
        trimmed = part.strip(" \t\xa0,;|-–—•·")
        if trimmed:
            first = start + part.index(trimmed)
            parts.append((first, first + len(trimmed)))
        start = max(start, cut[1])
    return parts


def _is_labelled(part: str) -> bool:
    label = _LABEL.match(part)
    return label is not None and 2 < len(part) - label.end() < _LONGEST_LABELLED and not has_role(part)


def _is_street(part: str) -> bool:
    return len(part) <= _LONGEST_STREET and _STREET.search(part) is not None


def _is_postcode(part: str) -> bool:
    return len(part) <= _LONGEST_STREET and _POSTCODE.search(part) is not None


def _is_city(part: str) -> bool:
    return (is_place(part) or bool(CITY_REGION.fullmatch(part))) and not has_role(part)


def _with_following(text: str, part: Span, following: Sequence[Span]) -> Span:
    """The part and those behind it that go on with it: a flat, the city, the country."""
    end = part[1]
    for after in following[:3]:
        piece = text[slice(*after)]
        if not (_is_city(piece) or _is_postcode(piece) or _is_street(piece)):
            break
        end = after[1]
    return part[0], end


def _bare(text: str, span: Span) -> Span:
    label = _LABEL.match(text, *span)
    return (label.end(), span[1]) if label else span
