"""How to reach somebody: e-mail addresses, telephone numbers, links."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

import phonenumbers

from projects.resume_screener.parsing.dates import Period
from projects.resume_screener.parsing.lines import Line
from projects.resume_screener.resume import Found, Span

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?(?:[\w-]{1,63}\.){1,4}[^\W\d_]{2,24}(?![\w@])", re.IGNORECASE
)
_PATH = r"(?:/[\w\-./?%&=+#~@:]*[\w/])?"
_LINK = re.compile(
    rf"(?<![\w@.])(?:https?://|www\.)(?:[\w-]{{1,63}}\.)*[\w-]{{1,63}}(?::\d+)?{_PATH}/?"
    rf"|(?<![\w@.])(?:[\w-]{{1,63}}\.){{0,3}}(?:linkedin|github|gitlab|bitbucket|stackoverflow|kaggle|medium"
    rf"|behance|dribbble|twitter"
    rf"|facebook|instagram|xing|researchgate|scholar\.google|orcid|youtube|angel|x|t|bit)\.(?:com|io|org|net|co|me"
    rf"|ly|edu){_PATH}/?(?![\w@])"
    rf"|(?<![\w@./])in/(?!out)[\w-]{{4,100}}(?!\w)",
    re.IGNORECASE,
)
_SITE = re.compile(
    rf"(?<![\w@.-])(?!(?:asp|vb|ado|node|socket)\.)(?:[\w-]{{1,63}}\.){{1,3}}(?:com|org|net|io|dev|me|info|co|ai"
    rf"|app|tech|design|eu|uk|de|fr|ca|in|us|es|it|nl"
    rf"|ch|pl|be|se|page|site|blog|xyz)(?![\w@.-]){_PATH}",
    re.IGNORECASE,
)
_HANDLE_LABEL = re.compile(
    r"(?:linkedin|github|gitlab|twitter|skype|telegram|xing|kaggle|medium|instagram"
    r"|orcid)\s?:\s*(?P<handle>@?[\w.\-/]{3,60})",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"(?P<mail>[^@\s]+)\s?@|\[at\]|(?:linkedin\.com/(?:in|pub)|github\.com|gitlab\.com|^in)/(?P<profile>[\w.-]+)|^(?:https?://)?(?:www\.)?(?P<site>[\w-]+)\.\w+/?$"
)
_DIGITS = re.compile(r"(?<![\w@/])[+(]?\d[\d \xa0()./\-–‑]{5,22}\d(?![\w@])")
_PHONE_LABEL = re.compile(
    r"(?:phone|mobile|cell|tel(?:ephone|efon)?|mob|ph|handy|móvil|whatsapp|fax|home|[TMPCH]|[☎✆📞📱☏])\.?\s?(?:no\.?|number|#)?\s?[:.)]?\s*$",
    re.IGNORECASE,
)
_REGIONS = ("US", "GB", "IN", "DE")
"""Whose national numbers are known without a country code; their lengths cover most others."""
_LEAST_DIGITS, _MOST_DIGITS = 7, 15
_LABEL_BEFORE = 16


def emails(text: str) -> tuple[Found, ...]:
    """Return the e-mail addresses, also those with "(at)"."""
    return _all(text, (match.span() for match in _EMAIL.finditer(text)))


def links(text: str, header: Sequence[Line]) -> tuple[Found, ...]:
    """Return the links: of any form with a scheme, of known sites without one, of every site in the header."""
    spans = [match.span() for match in _LINK.finditer(text)]
    for line in header:
        spans += [match.span() for match in _SITE.finditer(text, line.start, line.end)]
        spans += [match.span("handle") for match in _HANDLE_LABEL.finditer(text, line.start, line.end)]
    mails = [match.span() for match in _EMAIL.finditer(text)]
    return _all(text, _free(spans, mails))


def phones(text: str, header: Sequence[Line], periods: Sequence[Period]) -> tuple[Found, ...]:
    """Return the telephone numbers: possible ones by their form, in the header also short ones.

    Dates are none, and neither is what stands in an address of a site.
    """
    first, last = (header[0].start, header[-1].end) if header else (0, 0)
    taken = [period.span for period in periods] + [match.span() for match in _LINK.finditer(text)]
    spans = [match.span() for match in _DIGITS.finditer(text)]
    return _all(
        text, (span for span in _free(spans, taken) if _is_phone(text, span, in_header=first <= span[0] < last))
    )


def handles(found: Iterable[Found]) -> tuple[str, ...]:
    """Return what addresses and profiles call somebody, in lower case: "jane.doe@..." is "jane.doe"."""
    named = (_HANDLE.search(one.value.lower()) for one in found)
    return tuple(match[match.lastgroup] for match in named if match is not None and match.lastgroup)


def _is_phone(text: str, span: Span, *, in_header: bool) -> bool:
    candidate = text[slice(*span)]
    digits = sum(character.isdigit() for character in candidate)
    if not _LEAST_DIGITS <= digits <= _MOST_DIGITS or candidate.count("(") != candidate.count(")"):
        return False
    if _PHONE_LABEL.search(text, max(0, span[0] - _LABEL_BEFORE), span[0]):
        return True
    is_grouped = bool(re.search(r"[ \xa0().\-–‑]", candidate)) or candidate[0] == "+"
    if not in_header and not (is_grouped and digits > _LEAST_DIGITS + 2):
        return False
    return any(_matches(candidate, region) for region in _REGIONS)


def _matches(candidate: str, region: str) -> bool:
    found = phonenumbers.PhoneNumberMatcher(candidate, region, leniency=phonenumbers.Leniency.POSSIBLE, max_tries=3)
    return bool(found.has_next())


def _free(spans: Iterable[Span], taken: Iterable[Span]) -> Iterator[Span]:
    """The spans that overlap none of those taken."""
    known = sorted(taken)
    starts = [start for start, _ in known]
    reach = list(accumulate((end for _, end in known), max))
    for start, end in spans:
        before = bisect_left(starts, end)
        if not before or reach[before - 1] <= start:
            yield start, end


def _all(text: str, spans: Iterable[Span]) -> tuple[Found, ...]:
    return tuple(_disjoint(text, sorted(spans, key=lambda span: (span[0], -span[1]))))


def _disjoint(text: str, spans: Iterable[Span]) -> Iterator[Found]:
    end = 0
    for span in spans:
        if span[0] >= end:
            yield Found(value=text[slice(*span)], span=span)
            end = span[1]
