"""ESCO, the European classification of skills, from either of the two files in which it comes.

This service uses the ESCO classification of the European Commission; its reuse asks for that sentence.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from projects.resume_screener.skills.segmentation import DescriptionFinder, LabelSplitter
from projects.resume_screener.skills.taxonomy import Concept, Kind

ATTRIBUTION = "This service uses the ESCO classification of the European Commission."
PORTAL_COLUMNS = frozenset({"conceptUri", "preferredLabel", "altLabels", "description"})
JOINED_COLUMNS = frozenset({"id", "description"})
_NOUN_PHRASE_STARTS = "a an the types field fields branch study techniques principles methods processes"
_NOUN_PHRASES = frozenset(_NOUN_PHRASE_STARTS.split())


class EscoError(ValueError):
    """The file is not one of ESCO's skills."""


def read_esco(path: Path) -> tuple[Concept, ...]:
    """Read the skills of a CSV file: as ESCO's portal publishes them, or with ``id`` and one joined ``description``.

    The joined file runs all labels and the description together: borders are estimated, most but not all are right.
    Raises EscoError for a file with other columns, OSError when it can't be read.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        columns = frozenset(reader.fieldnames or ())
        rows = list(reader)
    if columns >= PORTAL_COLUMNS:
        return tuple(_published(row) for row in rows)
    if columns >= JOINED_COLUMNS:
        return tuple(_split(rows))
    raise EscoError(
        f"{path}: needs the columns {', '.join(sorted(PORTAL_COLUMNS))} of skills_en.csv from ESCO's portal"
    )


def _published(row: Mapping[str, str]) -> Concept:
    others = (label.strip() for label in row["altLabels"].splitlines())
    labels = tuple(dict.fromkeys([row["preferredLabel"], *filter(None, others)]))
    kind = Kind.KNOWLEDGE if row.get("skillType") == "knowledge" else Kind.SKILL
    return Concept(row["conceptUri"], labels, kind, row["description"], esco=row["conceptUri"])


def _split(rows: list[dict[str, str]]) -> Iterator[Concept]:
    finder = DescriptionFinder(row["description"] for row in rows)
    cut = [finder.row(row["description"]) for row in rows]
    splitter = LabelSplitter(cut)
    for row, parts in zip(rows, cut, strict=True):
        labels = splitter.split(parts.labels)
        if labels:
            yield Concept(row["id"], labels, _kind(parts.description), parts.description, esco=row["id"])


def _kind(description: str) -> Kind:
    """Knowledge is described by a noun phrase ("The study of…"), a skill by an imperative ("Manage…")."""
    first = description.split(maxsplit=1)[0].lower() if description else ""
    return Kind.KNOWLEDGE if first in _NOUN_PHRASES else Kind.SKILL
