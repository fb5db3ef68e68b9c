"""The skills that are known: concepts with the labels by which texts call them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from projects.resume_screener.skills.words import forms

FORMAT = 1
FILE = "taxonomy.json.gz"


class TaxonomyError(ValueError):
    """The file is no taxonomy that this version can read."""


class Kind(StrEnum):
    """What a concept is: to know something, to be able to do something, or a tool, method or certificate."""

    KNOWLEDGE = "knowledge"
    SKILL = "skill"
    TECHNOLOGY = "technology"


@dataclass(frozen=True, slots=True)
class Concept:
    """One skill.

    ``labels``: how texts call it, the preferred one first. ``common``: those that are everyday words as well ("Excel",
    "Go"): they count only in a fitting context. ``esco``: its URI in ESCO. ``implies``: ids of what comes with it, as
    SQL comes with PostgreSQL.
    """

    id: str
    labels: tuple[str, ...]
    kind: Kind
    description: str = ""
    common: frozenset[str] = frozenset()
    esco: str | None = None
    implies: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """The preferred label."""
        return self.labels[0]


@dataclass(frozen=True)
class Taxonomy:
    """Concepts with distinct ids. Of two concepts with one label, the first has it."""

    concepts: tuple[Concept, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Concept]:
        """Concepts by id; a technology that ESCO knows as well also by its ESCO URI."""
        by_uri = {concept.esco: concept for concept in self.concepts if concept.esco}
        return by_uri | {concept.id: concept for concept in self.concepts}

    def implied(self, concept_id: str) -> frozenset[str]:
        """Return the ids of all that comes with a concept, over any number of steps, without itself.

        An unknown id implies nothing.
        """
        found: set[str] = set()
        waiting = [concept_id]
        while waiting:
            concept = self.by_id.get(waiting.pop())
            new = set(concept.implies) - found if concept else set()
            found |= new
            waiting += new
        return frozenset(found - {concept_id})

    def merged(self, others: Iterable[Concept]) -> Self:
        """Return a taxonomy of more concepts; one whose preferred label is known lends that one its other labels."""
        concepts = {concept.id: concept for concept in self.concepts}
        owner = {key: concept.id for concept in reversed(self.concepts) for key in label_forms(concept)}
        for other in others:
            known = owner.get(_key(other.label))
            if known is None:
                concepts[other.id] = other
            else:
                free = tuple(label for label in other.labels if owner.get(_key(label), known) == known)
                concepts[known] = _joined(concepts[known], other, free)
        return type(self)(tuple(concepts.values()))

    def save(self, folder: Path) -> None:
        """Write one file into the folder, which is created; the same taxonomy writes the same bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        content = {"format": FORMAT, "concepts": [_written(concept) for concept in self.concepts]}
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        (folder / FILE).write_bytes(gzip.compress(text.encode(), compresslevel=6, mtime=0))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what ``save`` wrote. Raises TaxonomyError when it is absent, damaged or of another format."""
        path = folder / FILE
        try:
            content = json.loads(gzip.decompress(path.read_bytes()))
            if content["format"] != FORMAT:
                raise TaxonomyError(f"{path}: format {content['format']}, this version reads {FORMAT}")
            return cls(tuple(_read(fields) for fields in content["concepts"]))
        except TaxonomyError:
            raise
        except (OSError, EOFError, ValueError, KeyError, TypeError) as error:
            raise TaxonomyError(f"{path}: not a readable taxonomy ({type(error).__name__})") from error


def label_forms(concept: Concept) -> Iterator[str]:
    """Yield the form of each label, as texts are searched for it."""
    return (key for key in map(_key, concept.labels) if key)


def _key(label: str) -> str:
    return " ".join(forms(label.split(" (")[0]))


def _joined(known: Concept, other: Concept, labels: tuple[str, ...]) -> Concept:
    new = set(labels) - set(known.labels)
    return replace(
        known,
        labels=tuple(dict.fromkeys((*known.labels, *labels))),
        common=known.common | (other.common & new),
        description=known.description or other.description,
        esco=known.esco or other.esco,
    )


def _written(concept: Concept) -> dict[str, Any]:
    optional = {
        "description": concept.description,
        "common": sorted(concept.common),
        "esco": concept.esco,
        "implies": concept.implies,
    }
    filled = {name: value for name, value in optional.items() if value}
    return {"id": concept.id, "labels": concept.labels, "kind": concept.kind, **filled}


def _read(fields: dict[str, Any]) -> Concept:
    return Concept(
        id=fields["id"],
        labels=tuple(fields["labels"]),
        kind=Kind(fields["kind"]),
        description=fields.get("description", ""),
        common=frozenset(fields.get("common", ())),
        esco=fields.get("esco"),
        implies=tuple(fields.get("implies", ())),
    )
