"""What stands in a resume, before any layout: headings and entries in words, in the order of the author."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TypeAlias

from projects.resume_screener.resume import SectionKind
from projects.resume_screener.synthetic import vocabulary
from projects.resume_screener.synthetic.people import Degree, Person, Position
from projects.resume_screener.synthetic.periods import Written, months, write


@dataclass(frozen=True)
class Entry:
    """A position or a degree: ``first`` is the title, ``second`` the organisation. ``lasted``: "2 years 3 months"."""

    first: str
    second: str
    place: str
    dates: str
    lasted: str = ""
    bullets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """Rows with a name and its values."""

    rows: tuple[tuple[str, tuple[str, ...]], ...]


Content: TypeAlias = str | tuple[Entry, ...] | tuple[str, ...] | Table


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it: a paragraph, entries, a list or a table."""

    kind: SectionKind
    heading: str
    content: Content


@dataclass(frozen=True)
class Outline:
    """A resume in words."""

    person: Person
    contact: tuple[str, ...]
    sections: tuple[Section, ...]
    periods: tuple[Written, ...]

    def section(self, kind: SectionKind) -> Section | None:
        """Return the section of a kind, if the person has one."""
        return next((section for section in self.sections if section.kind == kind), None)


def outline(person: Person, seed: int) -> Outline:
    """Write a person down; the seed chooses spellings of headings and the order of sections."""
    random = Random(seed)
    periods = tuple(write(position.period, person.dates) for position in person.positions)
    contents: dict[SectionKind, Content] = {
        SectionKind.SUMMARY: person.summary.text,
        SectionKind.EXPERIENCE: tuple(
            _entry(position, period) for position, period in zip(person.positions, periods, strict=True)
        ),
        SectionKind.EDUCATION: tuple(_degree(degree) for degree in person.degrees),
        SectionKind.SKILLS: Table(tuple(person.skills.items())),
        SectionKind.CERTIFICATIONS: person.certifications,
        SectionKind.LANGUAGES: person.languages,
        SectionKind.PROJECTS: person.projects,
        SectionKind.PUBLICATIONS: person.publications,
        SectionKind.AWARDS: person.awards,
        SectionKind.VOLUNTEERING: person.volunteering,
        SectionKind.INTERESTS: (", ".join(person.interests),),
        SectionKind.REFERENCES: person.references,
    }
    sections = tuple(
        Section(kind, random.choice(vocabulary.headings()[kind]), contents[kind])
        for kind in _order(random)
        if contents[kind]
    )
    street = random.random() < 0.5
    place = person.address.full if street else person.address.city
    return Outline(person, (place, person.phone, person.email, *person.links), sections, periods)


def _order(random: Random) -> tuple[SectionKind, ...]:
    """Summary first; then experience, education and skills in the order of the author; then the rest."""
    main = [SectionKind.EXPERIENCE, SectionKind.EDUCATION, SectionKind.SKILLS]
    if random.random() < 0.5:
        random.shuffle(main)
    rest = [kind for kind in SectionKind if kind in vocabulary.headings() and kind not in main]
    rest.remove(SectionKind.SUMMARY)
    return (SectionKind.SUMMARY, *main, *rest)


def _degree(degree: Degree) -> Entry:
    first = f"{degree.degree} in {degree.field}" if degree.field else degree.degree
    return Entry(first, degree.institution, "", str(degree.year))


def _entry(position: Position, written: Written) -> Entry:
    years, rest = divmod(months([position.period]), 12)
    lasted = " ".join(_counted(number, unit) for number, unit in ((years, "year"), (rest, "month")) if number)
    bullets = tuple(bullet.text for bullet in position.bullets)
    return Entry(position.title, position.organisation, position.place, written.text, lasted, bullets)


def _counted(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"
