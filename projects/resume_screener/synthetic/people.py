"""Invented people: who they are, where they worked, what they learned."""

from __future__ import annotations

from dataclasses import dataclass

from projects.resume_screener.resume import Level
from projects.resume_screener.synthetic.periods import DateStyle, Period


@dataclass(frozen=True)
class Sentence:
    """Words, and the skills that they name as written."""

    text: str
    skills: tuple[str, ...] = ()


@dataclass(frozen=True)
class Address:
    """``full`` holds the street; ``city`` is the city and what belongs to it."""

    full: str
    city: str


@dataclass(frozen=True)
class Position:
    """A job; bullets say what was done."""

    title: str
    organisation: str
    place: str
    period: Period
    bullets: tuple[Sentence, ...]


@dataclass(frozen=True)
class Degree:
    """A completed degree; ``year`` is the year of graduation."""

    level: Level
    degree: str
    field: str
    institution: str
    year: int


@dataclass(frozen=True)
class Person:
    """Everything that a layout can show. Positions and degrees: the latest first."""

    name: str
    headline: str
    occupation: str
    email: str
    phone: str
    links: tuple[str, ...]
    address: Address
    summary: Sentence
    positions: tuple[Position, ...]
    degrees: tuple[Degree, ...]
    skills: dict[str, tuple[str, ...]]
    certifications: tuple[str, ...]
    languages: tuple[str, ...]
    projects: tuple[str, ...]
    publications: tuple[str, ...]
    awards: tuple[str, ...]
    volunteering: tuple[str, ...]
    interests: tuple[str, ...]
    references: tuple[str, ...]
    dates: DateStyle
