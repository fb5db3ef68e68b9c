from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projects.resume_screener.parsing import parse
from projects.resume_screener.resume import Document, Resume, Span
from tests.resume_screener.parsing.conftest import HEADER, SECTIONS, TODAY, Parse


def read(text: str) -> Resume:
    return parse(Document(text=text, media_type="text/plain", pages=1), today=TODAY)


def facts(resume: Resume) -> tuple[object, ...]:
    """What a resume says, wherever it says it."""
    contact = resume.contact
    values = [contact.name, *contact.emails, *contact.phones, *contact.links, contact.address]
    degrees = {(degree.level, degree.field, degree.institution, degree.year) for degree in resume.education}
    jobs = {(job.title, job.organisation, job.start, job.end, job.months) for job in resume.experience}
    return resume.months, resume.level, degrees, jobs, [found and " ".join(found.value.split()) for found in values]


def claims(resume: Resume) -> Iterator[tuple[str, Span]]:
    """Every value with its span."""
    contact = resume.contact
    for found in (contact.name, contact.address, *contact.emails, *contact.phones, *contact.links):
        if found is not None:
            yield found.value, found.span
    for job in resume.experience:
        yield job.title or "", job.span
    for degree in resume.education:
        yield degree.degree or "", degree.span


@pytest.mark.parametrize("order", list(permutations(SECTIONS))[::5])
def test_the_order_of_sections_does_not_matter(parsed: Parse, ordinary: str, order: tuple[str, ...]) -> None:
    assert facts(parsed("\n\n".join([HEADER, *(SECTIONS[name] for name in order)]))) == facts(parsed(ordinary))


def test_line_ends_and_blank_lines_do_not_matter(parsed: Parse, ordinary: str) -> None:
    expected = facts(parsed(ordinary))

    assert facts(parsed(ordinary.replace("\n", "\r\n"))) == expected
    assert facts(parsed(ordinary.replace("\n\n", "\n"))) == expected
    assert facts(parsed(ordinary.replace("\n", "\n\n"))) == expected


@pytest.mark.parametrize("case", [str.upper, str.title, str.capitalize])
def test_the_case_of_headings_does_not_matter(parsed: Parse, ordinary: str, case: object) -> None:
    changed = ordinary
    for heading in ("Summary", "Work Experience", "Education", "Technical Skills"):
        changed = changed.replace(heading, case(heading))  # type: ignore[operator]

    assert facts(parsed(changed)) == facts(parsed(ordinary))


def test_every_claim_stands_in_the_text(parsed: Parse, ordinary: str) -> None:
    for value, span in claims(parsed(ordinary)):
        assert value in ordinary[slice(*span)]


def test_a_resume_in_another_language_gives_what_is_neutral(parsed: Parse) -> None:
    resume = parsed(
        "Анна Иванова\nanna@example.org\n+49 151 23456789\n\nОпыт работы\nООО Ромашка\n01/2015 - 12/2018\n• Писала код"
    )

    assert resume.contact.emails[0].value == "anna@example.org"
    assert resume.contact.phones
    assert resume.months == 48


_WORDS = st.sampled_from(
    [
        "Experience",
        "Education",
        "2015 - 2018",
        "Engineer",
        "\n",
        "\r\n",
        "• ",
        "MBA",
        "Jan",
        "'18",
        "@",
        ", ",
        "مرحبا",
        "🙂",
        "12/",
    ]
)
_TEXTS = st.text(max_size=300) | st.lists(_WORDS | st.text(max_size=8), max_size=60).map("".join)


@given(_TEXTS)
@settings(deadline=None)
def test_any_text_makes_a_resume_whose_spans_lie_in_it(text: str) -> None:
    resume = read(text)

    assert resume.text == text
    for value, (start, end) in claims(resume):
        assert 0 <= start <= end <= len(text)
        assert not value or text[start:end].strip()
    assert "".join(text[slice(*section.span)] for section in resume.sections).strip() in text


@pytest.mark.parametrize(
    "piece",
    ["a", " ", "\n", "1", "-", "(", "2015 ", "A ", "a.", "x@", "Jan ", "1/", "\u0301", "•", "https://", "Master of "],
)
def test_hostile_texts_are_read_in_linear_time(piece: str) -> None:
    assert read(piece * (200_000 // len(piece))).contact.name is None
