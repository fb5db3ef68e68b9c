"""What an audit is done with: names by group, and jobs with equal resumes that have no name."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from projects.resume_screener.fairness.placements import Name

BUILT_IN = Path(__file__).with_name("kit.json")
SLOT = "{name}"


class Opening(BaseModel):
    """A job and resumes that are equally good for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    job: str = Field(min_length=1)
    resumes: tuple[str, ...] = Field(min_length=2)


class Kit(BaseModel):
    """Names and openings. ``source`` tells a reader where they are from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    names: Mapping[str, tuple[tuple[str, str], ...]]
    openings: tuple[Opening, ...]

    @classmethod
    def built_in(cls) -> Self:
        """Read the small kit that comes with the package: 8 groups of 12 names, 4 jobs with 4 resumes."""
        return cls.model_validate_json(BUILT_IN.read_bytes())

    @classmethod
    def published(cls, women: Path, men: Path, resumes: Path) -> Self:
        """Read the names and resumes that Bloomberg published in 2024: 8 groups of 100, 4 jobs with 8 resumes.

        Raises OSError, KeyError and ValueError for other files.
        """
        names = {**_names_of(women, "W"), **_names_of(men, "M")}
        jobs = json.loads(resumes.read_text("utf-8"))
        openings = tuple(
            Opening(title=title, job=job["jd"], resumes=tuple(map(_without_name, job["resumes"])))
            for title, job in jobs.items()
        )
        return cls(source="Bloomberg 2024, Apache-2.0", names=names, openings=openings)

    @property
    def people(self) -> tuple[Name, ...]:
        """All names, group after group."""
        return tuple(Name(first, last, group) for group, names in self.names.items() for first, last in names)

    def first_names(self, group: str) -> frozenset[str]:
        """Return the first names of a group in lower case. Raises KeyError."""
        return frozenset(first.lower() for first, _ in self.names[group])

    def smaller(self, per_group: int) -> Self:
        """Return the kit with the first ``per_group`` names of each group."""
        return self.model_copy(update={"names": {group: names[:per_group] for group, names in self.names.items()}})

    def unseen(self) -> Self:
        """Return the kit with every second name: those that the rules were not tuned on."""
        return self.model_copy(update={"names": {group: names[1::2] for group, names in self.names.items()}})


def _names_of(path: Path, sex: str) -> dict[str, tuple[tuple[str, str], ...]]:
    by_race: dict[str, Sequence[str]] = json.loads(path.read_text("utf-8"))
    return {f"{race}_{sex}": tuple(_split(name) for name in names) for race, names in by_race.items()}


def _split(name: str) -> tuple[str, str]:
    first, _, last = name.title().partition(" ")
    return first, last


def _without_name(resume: str) -> str:
    """Return the resume without the line that holds nothing but the slot of the name."""
    lines = [line for line in resume.splitlines() if SLOT not in line or line.strip("* #") != SLOT]
    return "\n".join(lines).replace(SLOT, "the candidate").strip()
