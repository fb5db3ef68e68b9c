"""Technologies, tools, methods and certificates: a list of our own, and the examples of O*NET (CC BY 4.0)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Set
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from projects.resume_screener.skills.taxonomy import Concept, Kind

FILE = Path(__file__).with_name("technologies.json")
ONET_COLUMN = "Example"
_SIGNS = (("++", "-plus-plus"), ("#", "-sharp"), ("+", "-plus"), ("&", "-and-"), (".net", "dotnet"))
_NOT_A_SLUG = re.compile(r"[^a-z0-9]+")


class Technology(BaseModel):
    """An entry of the list. ``common``: which of its names are everyday words; ``implies``: labels of other entries."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str
    aliases: tuple[str, ...] = ()
    common: frozenset[str] = frozenset()
    implies: tuple[str, ...] = ()


def read_technologies(path: Path = FILE) -> tuple[Concept, ...]:
    """Read the list. Raises pydantic.ValidationError for a file that is not one."""
    entries = TypeAdapter(tuple[Technology, ...]).validate_json(path.read_bytes())
    return tuple(
        Concept(
            id=technology_id(entry.label),
            labels=(entry.label, *entry.aliases),
            kind=Kind.TECHNOLOGY,
            common=entry.common,
            implies=tuple(map(technology_id, entry.implies)),
        )
        for entry in entries
    )


def read_onet(path: Path, *, everyday: Set[str]) -> Iterator[Concept]:
    """Yield each technology of ``Technology Skills.txt`` once.

    A name of one word that is among the ``everyday`` words (lower case) counts only in a fitting context.
    Raises KeyError for a table without the column, OSError when it can't be read.
    """
    with path.open(encoding="utf-8", newline="") as file:
        names = dict.fromkeys(row[ONET_COLUMN].strip() for row in csv.DictReader(file, delimiter="\t"))
    for name in names:
        common = {name} if name.lower() in everyday or len(name) < 3 else set()
        yield Concept(technology_id(name), (name,), Kind.TECHNOLOGY, common=frozenset(common))


def technology_id(label: str) -> str:
    """Return ``tech:`` and the label in lower case with hyphens: C++ is ``tech:c-plus-plus``."""
    slug = label.lower()
    for sign, word in _SIGNS:
        slug = slug.replace(sign, word)
    return f"tech:{_NOT_A_SLUG.sub('-', slug).strip('-')}"
