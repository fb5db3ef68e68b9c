from __future__ import annotations

import pytest

from projects.resume_screener.parsing.dates import periods
from projects.resume_screener.parsing.sections import kind_of, sections
from projects.resume_screener.resume import SectionKind


def kinds(text: str) -> list[SectionKind]:
    return [section.kind for section in sections(text, periods(text))]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Work Experience", SectionKind.EXPERIENCE),
        ("EMPLOYMENT HISTORY:", SectionKind.EXPERIENCE),
        ("E X P E R I E N C E", SectionKind.EXPERIENCE),
        ("II. PROFESSIONAL EXPERIENCE", SectionKind.EXPERIENCE),
        ("Relevant Work Experience", SectionKind.EXPERIENCE),
        ("Education & Training", SectionKind.EDUCATION),
        ("Skills and Interests", SectionKind.SKILLS),
        ("Licenses & Certifications", SectionKind.CERTIFICATIONS),
        ("Berufserfahrung", SectionKind.EXPERIENCE),
        ("Contact", SectionKind.HEADER),
        ("Gardening", None),
        ("", None),
    ],
)
def test_a_heading_is_known_in_any_spelling(heading: str, kind: SectionKind | None) -> None:
    assert kind_of(heading) == kind


def test_sections_together_are_the_whole_text(ordinary: str) -> None:
    found = sections(ordinary, periods(ordinary))

    assert found[0].kind is SectionKind.HEADER
    assert "".join(ordinary[slice(*section.span)] for section in found) == ordinary
    assert all(ordinary[section.span[0] :].startswith(section.heading) for section in found)


def test_without_a_heading_all_is_header() -> None:
    assert kinds("Jane Doe\nGardener") == [SectionKind.HEADER]
    assert kinds(" \n ") == []


@pytest.mark.parametrize(
    "heading", ["Skills: Python, SQL", "SKILLS\nPython", "Skills\n------\nPython", "## Skills\nPython"]
)
def test_the_form_of_a_heading_does_not_matter(heading: str) -> None:
    assert kinds(f"Jane Doe\n{heading}") == [SectionKind.HEADER, SectionKind.SKILLS]


def test_items_of_a_list_are_no_headings() -> None:
    assert kinds("Skills\nTraining\nPresentations\nDatabases\n• Education") == [SectionKind.SKILLS]


def test_headings_within_a_position_do_not_end_the_experience() -> None:
    text = (
        "Experience\nEngineer, Acme, 2018 - 2020\nAchievements\n• x\nTools: Python\n"
        "Analyst, Globex, 2015 - 2018\nKey Achievements:\n• y\nEducation\nMIT"
    )

    assert kinds(text)[:2] == [SectionKind.EXPERIENCE, SectionKind.AWARDS]
    assert text.index("Analyst") < sections(text, periods(text))[0].span[1]
