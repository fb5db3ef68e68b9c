from __future__ import annotations

import pytest

from projects.resume_screener.resume import Month
from tests.resume_screener.parsing.conftest import Parse


def positions(parsed: Parse, lines: str) -> list[tuple[str | None, str | None]]:
    return [(found.title, found.organisation) for found in parsed(f"Experience\n{lines}").experience]


@pytest.mark.parametrize(
    "lines",
    [
        "Software Engineer\nGlobex\n2015 - 2018\n• x",
        "Globex\nSoftware Engineer\n2015 - 2018\n• x",
        "2015 - 2018\nSoftware Engineer\nGlobex, Leeds\n• x",
        "Software Engineer | Globex | Austin, TX | 2015 - 2018\n• x",
        "Globex, New York, NY — Software Engineer\n2015 - 2018\n• x",
        "Software Engineer, Globex (2015 - 2018)\n• x",
        "2015 - 2018 Software Engineer at Globex\n• x",
        "Software Engineer @ Globex, 2015 to 2018\n• x",
        "**Software Engineer** - *Globex, Mountain View, CA* - 2015 - 2018\n- x",
        "1. Software Engineer\n   Company: Globex, Paris\n   Dates: 2015 - 2018\n- x",
        "Position: Software Engineer\nEmployer: Globex\n2015 - 2018",
    ],
)
def test_title_and_organisation_are_told_apart_in_every_order(parsed: Parse, lines: str) -> None:
    assert positions(parsed, lines) == [("Software Engineer", "Globex")]


def test_positions_keep_their_dates_and_their_lines(parsed: Parse, ordinary: str) -> None:
    resume = parsed(ordinary)
    first, second = resume.experience

    assert (first.title, first.organisation) == ("Senior Software Engineer", "Acme Inc.")
    assert (first.start, first.end, first.is_current, first.months) == (Month(year=2019, month=1), None, True, 66)
    assert (second.start, second.end, second.months) == (Month(year=2015, month=3), Month(year=2018, month=12), 46)
    assert resume.months == 66 + 46
    assert ordinary[slice(*first.span)].endswith("2020-2021")
    assert ordinary[slice(*second.span)].startswith("Software Engineer\nGlobex")


def test_positions_at_one_organisation_share_it(parsed: Parse) -> None:
    lines = (
        "Acme Corporation\n5 years 3 months\nSenior Engineer\nJanuary 2019 - Present (5 years 3 months)\n"
        "London, United Kingdom\nEngineer\nJune 2016 - December 2018 (2 years 7 months)\nLondon, United Kingdom"
    )

    assert positions(parsed, lines) == [("Senior Engineer", "Acme Corporation"), ("Engineer", "Acme Corporation")]


def test_dates_in_running_text_and_bullets_are_no_positions(parsed: Parse) -> None:
    lines = (
        "Engineer, Acme, 2015 - 2018\n• Manager of the year 2016 - 2017 in my team\n"
        "Led the team from 2015 to 2016 and hired ten.\nSales grew 2015-2017 by half."
    )

    assert positions(parsed, lines) == [("Engineer", "Acme")]


def test_an_anonymous_organisation_is_told_from_the_title(parsed: Parse) -> None:
    lines = (
        "Crew Member 01/2013 to 07/2015 Company Name City , State Served guests.\nCook 01/2012 to 12/2012 Company Name"
    )

    assert positions(parsed, lines) == [("Crew Member", "Company Name"), ("Cook", "Company Name")]


def test_education_volunteering_and_projects_add_no_months(parsed: Parse) -> None:
    text = (
        "Experience\nEngineer, Acme, 01/2020 - 12/2020\nEducation\nBSc Physics, University of Leeds, 2010 - 2014\n"
        "Volunteering\nTeacher, Shelter, 2000 - 2010\nProjects\nLead developer, Compiler, 2005 - 2009"
    )

    assert parsed(text).months == 12


def test_positions_are_found_without_a_heading(parsed: Parse) -> None:
    assert parsed("Jane Doe\nData Engineer, Acme, 2018 - 2020\nBuilt pipelines.").months == 24


def test_an_end_in_the_future_goes_on(parsed: Parse) -> None:
    (found,) = parsed("Experience\nEngineer, Acme, 01/2024 - 01/2030").experience

    assert (found.is_current, found.end, found.months) == (True, None, 6)


def test_an_empty_section_has_no_positions(parsed: Parse) -> None:
    assert parsed("Experience\n\nEducation").experience == ()
