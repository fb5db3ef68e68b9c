"""Name, e-mail addresses, telephone numbers, links and address."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from projects.resume_screener.parsing.address import find_address
from projects.resume_screener.parsing.dates import Period
from projects.resume_screener.parsing.lines import Line, lines_of
from projects.resume_screener.parsing.names import find_name
from projects.resume_screener.parsing.reach import emails, handles, links, phones
from projects.resume_screener.parsing.sections import body
from projects.resume_screener.resume import Contact, Found, Section, SectionKind

_NEAR = 3
"""Lines above and below."""


def contact(text: str, sections: Sequence[Section], periods: Sequence[Period]) -> Contact:
    """Return who it is and how to reach them. What is not found is None or empty; nothing is guessed.

    Addresses, numbers and links are looked for everywhere, since blind mode has to know those of references, too.
    """
    header = [
        line for section in sections if section.kind is SectionKind.HEADER for line in lines_of(text, *body(section))
    ]
    lines = lines_of(text, 0, len(text))
    mails, sites = emails(text), links(text, header)
    numbers = phones(text, header, periods)
    name = find_name(text, header, lines, handles((*mails, *sites)))
    taken = [found.span for found in (*mails, *sites, *numbers, *((name,) if name else ()))]
    address = find_address(text, header, taken) or find_address(text, _around(lines, mails or numbers), taken)
    return Contact(name=name, emails=mails, phones=numbers, links=sites, address=address)


def _around(lines: Sequence[Line], found: Sequence[Found]) -> Sequence[Line]:
    """The lines next to what was found first, among which an address stands in a column of its own."""
    if not found:
        return ()
    place = bisect_right(lines, found[0].span[0], key=lambda line: line.start) - 1
    return lines[max(0, place - _NEAR) : place + _NEAR + 1]
