"""What a resume says, as the rooms hand it to each other. Every claim knows where in the text it stands.

A span is a half-open pair of positions, in characters of ``Resume.text``.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Span = tuple[int, int]
Share = Annotated[float, Field(ge=0, le=1)]


class Part(BaseModel):
    """Base of everything below: never changes, knows its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Quality(Part):
    """How well the text could be taken out of the file.

    ``score``: 1 is a clean text, below ``reading.MIN_QUALITY`` a file is refused. ``warnings``: what a recruiter should
    know, in words ("the second page has no text").
    """

    score: Share = 1.0
    warnings: tuple[str, ...] = ()


class Document(Part):
    """The text of a file, in reading order, a line of the page a line of the text."""

    text: str
    media_type: str
    pages: int = Field(ge=1)
    quality: Quality = Quality()


class Found(Part):
    """Something that stands in the text as it is."""

    value: str
    span: Span


class Contact(Part):
    """Who it is and how to reach them: what blind mode takes out first."""

    name: Found | None = None
    emails: tuple[Found, ...] = ()
    phones: tuple[Found, ...] = ()
    links: tuple[Found, ...] = ()
    address: Found | None = None


class SectionKind(StrEnum):
    """What a section is about, whatever its heading says."""

    HEADER = "header"
    SUMMARY = "summary"
    EXPERIENCE = "experience"
    EDUCATION = "education"
    SKILLS = "skills"
    PROJECTS = "projects"
    CERTIFICATIONS = "certifications"
    LANGUAGES = "languages"
    PUBLICATIONS = "publications"
    AWARDS = "awards"
    VOLUNTEERING = "volunteering"
    INTERESTS = "interests"
    REFERENCES = "references"
    OTHER = "other"


class Section(Part):
    """A part of the resume; ``heading`` is as written, empty for what stands above the first one."""

    kind: SectionKind
    heading: str
    span: Span


class Month(Part):
    """A month, or only a year where no month is given."""

    year: int = Field(ge=1940, le=2100)
    month: int | None = Field(None, ge=1, le=12)


class Experience(Part):
    """One position. ``end`` is None for one that goes on; ``months`` counts the first and the last month."""

    title: str | None = None
    organisation: str | None = None
    start: Month | None = None
    end: Month | None = None
    is_current: bool = False
    months: int = Field(0, ge=0)
    span: Span


class Level(IntEnum):
    """Levels of education that can be compared. Aligned with ISCED 2011 (levels 3, 4-5, 6, 7, 8)."""

    NONE = 0
    SECONDARY = 1
    SHORT_CYCLE = 2
    BACHELOR = 3
    MASTER = 4
    DOCTORATE = 5


class Education(Part):
    """One degree or course of study; ``year`` is the last one that is given.

    ``is_completed`` is False for "MBA candidate", "in progress", "expected 2027".
    """

    level: Level
    degree: str | None = None
    field: str | None = None
    institution: str | None = None
    year: int | None = None
    is_completed: bool = True
    span: Span


class Mention(Part):
    """A skill's words in the text (``span``) and the sentence or line that proves it (``evidence``)."""

    span: Span
    evidence: Span


class Skill(Part):
    """One concept of the taxonomy with all its mentions, in the order of the text.

    ``id`` is an ESCO URI, or the id of a technology (``tech:python``).
    """

    id: str
    label: str
    mentions: tuple[Mention, ...] = Field(min_length=1)


class Resume(Part):
    """A parsed resume. ``months`` of experience: overlaps count once, "present" is the day of the parse."""

    text: str
    quality: Quality = Quality()
    contact: Contact = Contact()
    sections: tuple[Section, ...] = ()
    experience: tuple[Experience, ...] = ()
    months: int = Field(0, ge=0)
    education: tuple[Education, ...] = ()
    skills: tuple[Skill, ...] = ()

    @property
    def level(self) -> Level:
        """The highest level of education that is completed."""
        return max((education.level for education in self.education if education.is_completed), default=Level.NONE)
