"""Where and when somebody studied. Degree and field stay: they are what the job asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from projects.resume_screener.blind.lexicon import Word, vocabulary, words_of
from projects.resume_screener.blind.redacted import Kind, Removal
from projects.resume_screener.resume import Resume, SectionKind, Span

_CAPITAL = r"[^\W\d_a-zà-ÿ][\w.'’&-]*"
_NAME = rf"{_CAPITAL}(?:[ \t]+(?:(?:of|the|and|at|for|de|la|del|di|du|des)[ \t]+)*{_CAPITAL}){{0,4}}"
_CAMPUS = rf"(?:[ \t]*(?:,|–|-|—|at|in)[ \t]*(?:{_CAPITAL})(?:[ \t]{_CAPITAL}){{0,2}}(?=[ \t]*(?:[,|;•\n(]|$)))?"
_ABBREVIATIONS = (
    r"MIT|UCLA|USC|NYU|UC\s+(?:Berkeley|San\s+Diego|Davis|Irvine|Riverside|Merced|Santa\s+\w+)|UT\s+Austin|CUNY|SUNY(?:\s+\w+)?|"
    r"LSU|BYU|UNC|UIUC|RIT|RPI|WPI|LSE|UCL|ETH(?:\s+Z[uü]rich)?|EPFL|IIT[\s-]\w+|IIM[\s-]\w+|NIT[\s-]\w+|BITS(?:[\s-]Pilani)?|"
    r"VTU|JNTU|Caltech|Georgia\s+Tech|Virginia\s+Tech|Texas\s+A\s?&\s?M|Penn\s+State|Ole\s+Miss|Oxford|Cambridge|Harvard|Yale|"
    r"Princeton|Stanford|Cornell|Dartmouth|UPenn|Wharton|INSEAD|HEC\s+Paris|Sciences\s+Po|Morehouse|Spelman|Howard\s+University"
)
_AFTER = (
    "University|Universität|Universiteit|Universidad|Università|College|Polytechnic|Hochschule|Academy|Seminary|Conservatory|Lyceum|"
    r"Institute\s+of\s+(?:Technology|Science|Management|Art|Design)(?:\s+and\s+\w+)?|Institute|(?:Junior|Senior)?\s*High\s+School|"
    r"Secondary\s+School|Grammar\s+School|Preparatory\s+School|School\s+of\s+[A-Z]\w+(?:\s+(?:and|&)\s+[A-Z]\w+)?|Business\s+School|Law\s+School|"
    "Medical\\s+School|School|Gymnasium|Vidyalaya|Tech"
)
_SUFFIXED = re.compile(
    rf"(?P<name>{_CAPITAL}(?:[ \t]+(?:(?:of|the|and|&)[ \t]+)?{_CAPITAL}){{0,4}}?)[ \t]+(?:{_AFTER})\b{_CAMPUS}"
)
_PREFIXED = re.compile(
    rf"\b(?:The\s+)?(?:University|Universidad|Universit[éàä]t?|Universidade|College|Institute|School|[ÉE]cole|Instituto|Academy)\s+"
    rf"(?:of|de|di|du|des|at)\s+(?:the\s+)?{_NAME}{_CAMPUS}"
    rf"|\b(?:Universidad|Universit[éàä]t?|Universidade|Technische\s+Universit[äa]t|TU|FH|[ÉE]cole|Hochschule|Lycée)\s+{_NAME}"
)
_INITIALS = re.compile(rf"\b(?:{_ABBREVIATIONS})\b")
_LEADING = frozenset(
    [
        "a",
        "an",
        "any",
        "associate",
        "associates",
        "attended",
        "bachelor",
        "bachelors",
        "business",
        "certificate",
        "college",
        "completed",
        "degree",
        "diploma",
        "doctor",
        "education",
        "elementary",
        "from",
        "graduate",
        "graduated",
        "high",
        "in",
        "law",
        "local",
        "master",
        "masters",
        "medical",
        "no",
        "of",
        "public",
        "received",
        "school",
        "science",
        "secondary",
        "some",
        "studied",
        "technical",
        "the",
        "trade",
        "university",
        "vocational",
    ]
)
_PART_OF_NAME = frozenset(
    [
        "catholic",
        "central",
        "city",
        "eastern",
        "east",
        "first",
        "good",
        "holy",
        "imperial",
        "international",
        "metropolitan",
        "national",
        "new",
        "north",
        "northern",
        "old",
        "royal",
        "sacred",
        "saint",
        "south",
        "southern",
        "state",
        "technical",
        "western",
        "west",
        "community",
    ]
)
_DEGREE = re.compile(
    r"\b(?:bachelor|master|associate|doctor|diploma|degree|ph\.?\s?d|m\.?b\.?a|b\.?\s?sc?|m\.?\s?sc?|b\.?a|m\.?a|b\.?\s?tech|m\.?\s?tech|b\.?e|"
    r"graduat\w+|ged|g\.?e\.?d|gpa|licen[cs]e|major(?:ed)?|coursework|class)\b",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?,?\s*|(?:spring|summer|fall|autumn|winter)\s+|\d{1,2}\s*/\s*)"
)
_WHEN = rf"(?:{_MONTH})?['’]?(?:19|20)\d{{2}}\b"
_YEARS = re.compile(
    rf"\b{_WHEN}(?:\s*(?:-|–|—|to|until)\s*(?:{_WHEN}|present|current|now|ongoing|\d{{2}}\b))?", re.IGNORECASE
)
_CLASS_OF = re.compile(
    r"\b(?:class\s+of|graduated?(?:\s+in)?|graduation(?:\s+(?:date|year))?:?|batch\s+of)\s+(?:\w+\s+)?(?P<year>(?:19|20)\d{2}|['’]\d{2})\b",
    re.IGNORECASE,
)


def find_schools(resume: Resume) -> list[Removal]:
    """Return universities and schools wherever they stand, and the years of education. The years of work stay."""
    text = resume.text
    schools = [*_stated(resume), *_named(text)]
    years = [*_years_of_study(resume, schools), *(match.span("year") for match in _CLASS_OF.finditer(text))]
    return [Removal(span, Kind.SCHOOL) for span in schools] + [Removal(span, Kind.YEAR) for span in years]


def _stated(resume: Resume) -> Iterator[Span]:
    for institution in {education.institution for education in resume.education if education.institution}:
        if any(word.plain not in vocabulary() for word in words_of(institution)):
            for match in re.finditer(re.escape(institution), resume.text):
                yield match.span()


def _named(text: str) -> Iterator[Span]:
    for pattern in (_PREFIXED, _INITIALS):
        yield from (match.span() for match in pattern.finditer(text))
    for match in _SUFFIXED.finditer(text):
        if (start := _begins(list(words_of(text, *match.span("name"))))) is not None:
            yield start, match.end()


def _begins(words: list[Word]) -> int | None:
    """Return where the school's name begins: "Marketing Ohio State University" is no school of marketing."""
    kept = list(words)
    while kept and (kept[0].plain in _LEADING or (_is_subject(kept[0]) and len(kept) > 1)):
        kept.pop(0)
    if not kept or (len(kept) == len(words) == 1 and _is_subject(kept[0]) and not kept[0].is_name):
        return None
    return kept[0].span[0]


def _is_subject(word: Word) -> bool:
    return word.plain in vocabulary() and word.plain not in _PART_OF_NAME


def _years_of_study(resume: Resume, schools: list[Span]) -> Iterator[Span]:
    """Yield the years in the sections on education, and in other lines that name a degree and a school."""
    text = resume.text
    places = [section.span for section in resume.sections if section.kind is SectionKind.EDUCATION]
    places += [education.span for education in resume.education]
    places += [line for school in schools if _DEGREE.search(text, *(line := _line(text, school)))]
    for place in places:
        yield from (match.span() for match in _YEARS.finditer(text, *place))


def _line(text: str, span: Span) -> Span:
    end = text.find("\n", span[1])
    return text.rfind("\n", 0, span[0]) + 1, len(text) if end < 0 else end
