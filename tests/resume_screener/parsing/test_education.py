from __future__ import annotations

import pytest

from projects.resume_screener.parsing import level_of
from projects.resume_screener.resume import Education, Level
from tests.resume_screener.parsing.conftest import Parse


def degrees(parsed: Parse, lines: str) -> tuple[Education, ...]:
    return parsed(f"Education\n{lines}").education


@pytest.mark.parametrize(
    ("line", "level", "field", "institution", "year"),
    [
        ("PhD in Physics, University of Oxford, 2015", Level.DOCTORATE, "Physics", "University of Oxford", 2015),
        ("MBA, Harvard Business School, Boston, MA, 2012", Level.MASTER, None, "Harvard Business School", 2012),
        (
            "Doctor of Medicine, Johns Hopkins University, MD, 2010",
            Level.MASTER,
            "Medicine",
            "Johns Hopkins University",
            2010,
        ),
        (
            "B.Sc. (Hons) Chemistry, University of Leeds, 2010 - 2013",
            Level.BACHELOR,
            "Chemistry",
            "University of Leeds",
            2013,
        ),
        ("Computer Science, BSc, MIT 2010", Level.BACHELOR, "Computer Science", "MIT", 2010),
        ("B.Tech in Electronics, IIT Bombay, 2014", Level.BACHELOR, "Electronics", "IIT Bombay", 2014),
        ("BS Biology, Ohio State University", Level.BACHELOR, "Biology", "Ohio State University", None),
        (
            "Associate of Applied Science: Nursing\nMiami Dade College",
            Level.SHORT_CYCLE,
            "Nursing",
            "Miami Dade College",
            None,
        ),
        ("HND in Business, Leeds City College", Level.SHORT_CYCLE, "Business", "Leeds City College", None),
        ("High School Diploma, Lincoln High School, Jackson, MS", Level.SECONDARY, None, "Lincoln High School", None),
        ("GED 1999", Level.SECONDARY, None, None, 1999),
    ],
)
def test_a_degree_is_taken_apart(
    parsed: Parse, line: str, level: Level, field: str | None, institution: str | None, year: int | None
) -> None:
    (found,) = degrees(parsed, line)

    assert (found.level, found.field, found.institution, found.year) == (level, field, institution, year)
    assert found.is_completed


@pytest.mark.parametrize(
    "line",
    [
        "MBA candidate, INSEAD",
        "BA (in progress), Open University",
        "MSc Physics, expected 2030",
        "BSc Law, 2023 - Present",
    ],
)
def test_a_degree_that_is_not_finished_gives_no_level(parsed: Parse, line: str) -> None:
    resume = parsed(f"Education\n{line}")

    assert [found.is_completed for found in resume.education] == [False]
    assert resume.level is Level.NONE


@pytest.mark.parametrize(
    "line",
    [
        "Certificate in Project Management, 2019",
        "Skilled in MS Office",
        "Boston, MA",
        "Baltimore, MD 21201",
        "Licensed driver",
    ],
)
def test_states_products_and_certificates_are_no_degrees(parsed: Parse, line: str) -> None:
    assert degrees(parsed, line) == ()


@pytest.mark.parametrize(
    "lines",
    [
        "M.S. in Chemistry, 2018\nRice University\nB.A., History, 2016\nBoston College",
        "Rice University\nM.S. in Chemistry, 2018\nBoston College\nB.A., History, 2016",
        "• M.S. in Chemistry, Rice University, 2018\n• B.A., History, Boston College, 2016",
    ],
)
def test_degrees_keep_their_schools_in_either_order(parsed: Parse, lines: str) -> None:
    found = [(degree.level, degree.institution, degree.year) for degree in degrees(parsed, lines)]

    assert found == [(Level.MASTER, "Rice University", 2018), (Level.BACHELOR, "Boston College", 2016)]


def test_the_highest_completed_level_counts(parsed: Parse, ordinary: str) -> None:
    resume = parsed(ordinary)

    assert [degree.level for degree in resume.education] == [Level.MASTER, Level.BACHELOR]
    assert resume.level is Level.MASTER


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Bachelor's degree or higher", Level.BACHELOR),
        ("PhD or Master's degree in statistics", Level.DOCTORATE),
        ("You love MS Excel.", Level.NONE),
        ("", Level.NONE),
    ],
)
def test_a_requirement_has_a_level(text: str, level: Level) -> None:
    assert level_of(text) is level
