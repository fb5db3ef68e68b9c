"""The words that people of the synthetic resumes are made of: invented employers and schools, fictional numbers.

In a bullet or a summary, square brackets mark a skill as it is written; ``{n}`` and ``{percent}`` are numbers to draw.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from projects.resume_screener.resume import Level, Part, SectionKind

_FOLDER = Path(__file__).parent


class Occupation(Part):
    """What people of one occupation are called, do, know and have learned. ``titles`` by seniority."""

    name: str
    titles: dict[str, tuple[str, ...]]
    summaries: tuple[str, ...]
    bullets: tuple[str, ...]
    skills: dict[str, tuple[str, ...]]
    fields: tuple[str, ...]
    certifications: tuple[str, ...]
    employers: tuple[str, ...]
    topics: tuple[str, ...]


class Place(Part):
    """A country: its cities with a postcode each, the form of an address and of phone numbers (# is a digit), names."""

    country: str
    cities: tuple[tuple[str, str], ...]
    address: str
    streets: tuple[str, ...]
    phones: tuple[str, ...]
    given: tuple[str, ...]
    surnames: tuple[str, ...]


class General(Part):
    """What does not depend on the occupation."""

    stems: tuple[str, ...]
    legal: tuple[str, ...]
    mail: tuple[str, ...]
    schools: dict[str, tuple[str, ...]]
    degrees: dict[Level, tuple[str, ...]]
    languages: tuple[str, ...]
    interests: tuple[str, ...]
    awards: tuple[str, ...]
    volunteering: tuple[str, ...]
    journals: tuple[str, ...]
    projects: tuple[str, ...]


@cache
def occupations() -> tuple[Occupation, ...]:
    """Return all occupations, in the order of their file names."""
    files = sorted((_FOLDER / "occupations").glob("*.json"))
    return tuple(Occupation.model_validate_json(file.read_bytes()) for file in files)


@cache
def places() -> tuple[Place, ...]:
    """Return all countries."""
    return tuple(Place.model_validate(place) for place in _content("places.json"))


@cache
def general() -> General:
    """Return the words of all occupations."""
    return General.model_validate(_content("general.json"))


@cache
def headings() -> dict[SectionKind, tuple[str, ...]]:
    """Return the spellings of every section's heading."""
    return {SectionKind(kind): tuple(spellings) for kind, spellings in _content("headings.json").items()}


def _content(name: str) -> Any:  # noqa: ANN401 - JSON
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))
