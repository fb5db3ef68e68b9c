"""What an ad asks for, how much it counts, and what is no ad."""

from __future__ import annotations

import pytest

from projects.resume_screener.matching import EmptyJob, Importance, Job, UnknownRequirement, read_job
from projects.resume_screener.resume import Level
from projects.resume_screener.skills import Kind, SkillFinder, Taxonomy
from projects.resume_screener.skills.taxonomy import Concept

NAMES = ("Python", "SQL", "Apache Airflow", "dbt", "PostgreSQL", "Kubernetes", "Kafka", "yoga")
FINDER = SkillFinder(Taxonomy(tuple(Concept(f"tech:{name.lower()}", (name,), Kind.TECHNOLOGY) for name in NAMES)))
AD = """Senior Data Engineer

About us
We like yoga and have been here for 20 years.

What you will do
- Build pipelines with Kafka

Requirements
- 5+ years of experience
- Python and SQL required, dbt is a plus
- Bachelor's or Master's degree in computer science

Nice to have
- Kubernetes
- PhD
"""


def asked(job: Job) -> dict[str, str]:
    return {requirement.label: requirement.importance.value for requirement in job.requirements}


def test_sections_and_words_tell_musts_from_nices() -> None:
    expected = {"Kafka": "nice", "Python": "must", "SQL": "must", "dbt": "nice", "Kubernetes": "nice"}
    assert asked(read_job(AD, FINDER)) == expected


def test_title_years_and_level_are_read_and_the_employer_asks_for_nothing() -> None:
    job = read_job(AD, FINDER)
    assert (job.title, job.minimum_years, job.minimum_level) == ("Senior Data Engineer", 5, Level.BACHELOR)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Data engineer. Must have: Python, SQL.", {"Python": "must", "SQL": "must"}),
        ("Engineer wanted. Ideally Kubernetes and Kafka.", {"Kubernetes": "nice", "Kafka": "nice"}),
        ("Engineer wanted. Python, SQL and dbt are a plus.", {"Python": "nice", "SQL": "nice", "dbt": "nice"}),
        ("Engineer wanted: Python, SQL is a plus.", {"Python": "must", "SQL": "nice"}),
        ("Engineer wanted. Kafka is a plus. Kafka is required.", {"Kafka": "must"}),
        ("Must have: Python. Nice to have: dbt.", {"Python": "must", "dbt": "nice"}),
    ],
)
def test_importance_of_one_line_ads(text: str, expected: dict[str, str]) -> None:
    assert asked(read_job(text, FINDER)) == expected


@pytest.mark.parametrize(
    ("sentence", "years"),
    [
        ("5+ years of experience", 5),
        ("at least three years in a similar role", 3),
        ("3-5 years of experience", 3),
        ("minimum of 2 years", 2),
        ("Ten years on the market", None),
        ("99 years of experience", None),
    ],
)
def test_minimum_years(sentence: str, years: int | None) -> None:
    assert read_job(f"Data engineer.\nRequirements\n{sentence}\n", FINDER).minimum_years == years


@pytest.mark.parametrize(
    ("sentence", "level"),
    [
        ("PhD in physics", Level.DOCTORATE),
        ("Master's degree", Level.MASTER),
        ("BSc or MSc", Level.BACHELOR),
        ("Bachelor's degree or equivalent practical experience", Level.NONE),
        ("Master's degree preferred", Level.NONE),
        ("High school diploma", Level.SECONDARY),
    ],
)
def test_minimum_level(sentence: str, level: Level) -> None:
    assert read_job(f"Data engineer.\nRequirements\n{sentence}\n", FINDER).minimum_level == level


@pytest.mark.parametrize("text", ["", " \n\t", "...", "12345 67 89", "job job job", "a b c d"])
def test_what_says_nothing_is_an_error_that_says_what_to_do(text: str) -> None:
    with pytest.raises(EmptyJob, match="give a title"):
        read_job(text, FINDER)


def test_a_job_without_known_skills_says_so() -> None:
    assert "titles and text alone" in read_job("We need a friendly lighthouse keeper.", FINDER).warnings[0]


def test_a_given_title_wins() -> None:
    assert read_job(AD, FINDER, title="Plumber").title == "Plumber"


def test_a_recruiter_may_change_importance() -> None:
    job = read_job(AD, FINDER).with_importance({"tech:dbt": Importance.MUST})
    assert asked(job)["dbt"] == "must"
    with pytest.raises(UnknownRequirement, match="tech:cobol"):
        job.with_importance({"tech:cobol": Importance.MUST})


def test_spans_hold_the_words() -> None:
    for requirement in read_job(AD, FINDER).requirements:
        assert AD[slice(*requirement.span)] == requirement.label
        assert requirement.label in AD[slice(*requirement.evidence)]


def test_demands_after_a_wish_on_the_same_line_are_demands() -> None:
    job = read_job("Data engineer. Must have: Python. Nice to have: Kafka. 3+ years of work. Bachelor degree.", FINDER)
    assert (job.minimum_years, job.minimum_level) == (3, Level.BACHELOR)
    assert asked(job) == {"Python": "must", "Kafka": "nice"}
