"""What a reader and a parser should find in a synthetic file: known, because the file was written from it."""

from __future__ import annotations

from pydantic import Field

from projects.resume_screener.resume import Level, Month, Part, SectionKind
from projects.resume_screener.synthetic.layouts import File, Region
from projects.resume_screener.synthetic.outline import Outline
from projects.resume_screener.synthetic.people import Position
from projects.resume_screener.synthetic.periods import Written, months


class ExpectedRegion(Part):
    """What a column says on a page, in order; regions of a page with the same ``rank`` may be read in either order."""

    column: int = Field(ge=0)
    page: int = Field(ge=0)
    rank: int = Field(ge=0)
    blocks: tuple[str, ...]


class ExpectedPosition(Part):
    """A job. Where only years are written, ``start`` and ``end`` have no month."""

    title: str
    organisation: str
    start: Month
    end: Month | None
    is_current: bool


class ExpectedDegree(Part):
    """A completed degree; ``field`` is empty for a school's."""

    level: Level
    degree: str
    field: str
    institution: str
    year: int


class Expected(Part):
    """The truth about one file.

    ``months`` is the least and the most that agree with the words: they differ where only years are written.
    ``running`` are words that every page repeats; a reader may leave them out. No regions: the file is a scan and says
    nothing.
    """

    file: str
    layout: str
    occupation: str
    regions: tuple[ExpectedRegion, ...]
    running: tuple[str, ...]
    name: str
    email: str
    phone: str
    links: tuple[str, ...]
    address: str
    sections: tuple[SectionKind, ...]
    positions: tuple[ExpectedPosition, ...]
    months: tuple[int, int]
    education: tuple[ExpectedDegree, ...]
    skills: tuple[str, ...]

    @property
    def is_readable(self) -> bool:
        """Whether the file says anything."""
        return bool(self.regions)


def expected(name: str, layout: str, outline: Outline, file: File) -> Expected:
    """Return what should be found in ``file``, which ``layout`` made of ``outline``."""
    person = outline.person
    return Expected(
        file=name,
        layout=layout,
        occupation=person.occupation,
        regions=tuple(_region(part) for part in file.regions),
        running=file.running,
        name=person.name,
        email=person.email,
        phone=person.phone,
        links=person.links,
        address=outline.contact[0],
        sections=tuple(section.kind for section in outline.sections),
        positions=tuple(map(_position, person.positions, outline.periods)),
        months=(
            months(written.shortest for written in outline.periods),
            months(written.longest for written in outline.periods),
        ),
        education=tuple(
            ExpectedDegree(
                level=degree.level,
                degree=degree.degree,
                field=degree.field,
                institution=degree.institution,
                year=degree.year,
            )
            for degree in person.degrees
        ),
        skills=_skills(outline),
    )


def _region(region: Region) -> ExpectedRegion:
    return ExpectedRegion(column=region.column, page=region.page, rank=region.rank, blocks=region.blocks)


def _position(position: Position, written: Written) -> ExpectedPosition:
    return ExpectedPosition(
        title=position.title,
        organisation=position.organisation,
        start=written.start,
        end=written.end,
        is_current=position.period.is_current,
    )


def _skills(outline: Outline) -> tuple[str, ...]:
    """Every skill once, in the spelling of its first mention."""
    person = outline.person
    sentences = [person.summary, *(bullet for position in person.positions for bullet in position.bullets)]
    listed = [skill for values in person.skills.values() for skill in values]
    mentioned = [skill for sentence in sentences for skill in sentence.skills]
    return tuple(dict.fromkeys(listed + mentioned))
