"""How much of a synthetic file a reader and a parser have got right: pure functions of the truth and the result."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median
from unicodedata import normalize

from projects.resume_screener.resume import Month, Resume, SectionKind
from projects.resume_screener.synthetic.truth import Expected, ExpectedPosition, ExpectedRegion

_EDGES = re.compile(r"^[^\w]+|[^\w]+$")
_UNTOLD = frozenset({SectionKind.HEADER, SectionKind.OTHER})


def words(text: str) -> list[str]:
    """Split at white space; signs at the edges of a word (bullets, commas, brackets) don't belong to it."""
    return [word for part in normalize("NFC", text).split() if (word := _EDGES.sub("", part))]


def words_recovered(expected: Expected, text: str) -> float:
    """Return the share of the file's words that are in the text, each as often as it was written."""
    wanted = Counter(_said(expected.regions))
    return (wanted & Counter(words(text))).total() / wanted.total()


def words_invented(expected: Expected, text: str) -> float:
    """Return the share of the text's words that the file doesn't say: glued, torn or doubled ones."""
    told = Counter(_said(expected.regions)) + Counter(words(" ".join(expected.running)))
    found = Counter(words(text))
    return (found - told).total() / max(1, found.total())


def order_kept(expected: Expected, text: str) -> float:
    """Return the share of recovered words that stand in the order of reading.

    It is the longest common subsequence of the words, over the words that both sides have. Columns may be read page by
    page or each to its end, and those with the same rank in either order, as the text has them.
    """
    found = words(text)
    wanted = Counter(_said(expected.regions))
    both = (wanted & Counter(found)).total()
    orders = (_said(regions) for regions in _orders(expected.regions, found))
    return max(longest_common_subsequence(order, found) for order in orders) / both if both else 0.0


def longest_common_subsequence(left: Sequence[str], right: Sequence[str]) -> int:
    """Return its length, by the bit-parallel algorithm of Hyyrö (2004): a row of the table is one integer."""
    positions: dict[str, int] = {}
    for position, word in enumerate(left):
        positions[word] = positions.get(word, 0) | 1 << position
    full = unmatched = (1 << len(left)) - 1
    for word in right:
        matching = unmatched & positions.get(word, 0)
        unmatched = (unmatched + matching | unmatched - matching) & full
    return len(left) - unmatched.bit_count()


def checks(expected: Expected, resume: Resume) -> dict[str, bool]:
    """Return what a parser got right of a file; the keys are always the same."""
    contact = resume.contact
    return {
        "name": contact.name is not None and contact.name.value == expected.name,
        "email": [found.value for found in contact.emails] == [expected.email],
        "phone": [_digits(found.value) for found in contact.phones] == [_digits(expected.phone)],
        "links": all(any(link in found.value for found in contact.links) for link in expected.links),
        "address": contact.address is not None and set(words(expected.address)) <= set(words(contact.address.value)),
        "sections": {section.kind for section in resume.sections} - _UNTOLD == set(expected.sections),
        "titles": [found.title for found in resume.experience] == [job.title for job in expected.positions],
        "organisations": _organisations(expected, resume),
        "dates": _dates(expected, resume),
        "months": expected.months[0] <= resume.months <= expected.months[1],
        "levels": [found.level for found in resume.education] == [degree.level for degree in expected.education],
        "graduations": [found.year for found in resume.education] == [degree.year for degree in expected.education],
    }


def _said(regions: Sequence[ExpectedRegion]) -> list[str]:
    return [word for region in regions for block in region.blocks for word in words(block)]


def _orders(regions: Sequence[ExpectedRegion], found: Sequence[str]) -> Iterator[list[ExpectedRegion]]:
    """Yield the regions page by page, then column by column; what is left open is decided by where the text has it."""
    place = _places(regions, found)
    yield sorted(regions, key=lambda region: (region.page, region.rank, place[region.column]))
    yield sorted(regions, key=lambda region: (region.rank, place[region.column], region.page))


def _places(regions: Sequence[ExpectedRegion], found: Sequence[str]) -> dict[int, float]:
    """Return where each column begins to be read: the median place of those words of its first page that occur once."""
    counts = Counter(found)
    once = {word: position for position, word in enumerate(found) if counts[word] == 1}
    places: dict[int, float] = {}
    for region in sorted(regions, key=lambda region: region.page):
        own = [once[word] for word in _said([region]) if word in once]
        places.setdefault(region.column, median(own) if own else 0.0)
    return places


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", phone)


def _organisations(expected: Expected, resume: Resume) -> bool:
    found = [job.organisation or "" for job in resume.experience]
    return len(found) == len(expected.positions) and all(
        job.organisation in organisation for job, organisation in zip(expected.positions, found, strict=True)
    )


def _dates(expected: Expected, resume: Resume) -> bool:
    return len(resume.experience) == len(expected.positions) and all(
        _agree(job.start, found.start) and job.is_current == found.is_current and _ends(job, found.end)
        for job, found in zip(expected.positions, resume.experience, strict=True)
    )


def _ends(job: ExpectedPosition, found: Month | None) -> bool:
    """The end of a job that goes on is whatever the parser makes of it."""
    return job.is_current or _agree(job.end, found)


def _agree(told: Month | None, found: Month | None) -> bool:
    """A month that isn't told may be any."""
    if told is None or found is None:
        return told is found
    return told.year == found.year and told.month in (None, found.month)
