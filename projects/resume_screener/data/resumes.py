"""Resumes with a category: two public sets, of unknown licence. They are measured on, and nothing else."""

from __future__ import annotations

import csv
import gzip
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class ResumesError(ValueError):
    """A file is not the set that it should be. The message says which one, and no word of a resume."""


@dataclass(frozen=True)
class Labelled:
    """Texts of resumes and their categories."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.texts)

    def select(self, positions: Sequence[int]) -> Labelled:
        """Return some of the resumes, in the given order."""
        return Labelled(tuple(self.texts[i] for i in positions), tuple(self.labels[i] for i in positions))

    def without_headlines(self) -> Labelled:
        """Return the texts without their first line, which names the profession that is to be guessed.

        A text that is nothing but a headline is left out.
        """
        bodies = [text.strip().partition("\n")[2].strip() for text in self.texts]
        kept = [(body, label) for body, label in zip(bodies, self.labels, strict=True) if body]
        return Labelled(tuple(body for body, _ in kept), tuple(label for _, label in kept))

    def distinct(self) -> Labelled:
        """Return each text once, where it first stands."""
        first: dict[str, str] = {}
        for text, label in zip(self.texts, self.labels, strict=True):
            first.setdefault(text, label)
        return Labelled(tuple(first), tuple(first.values()))


def read_livecareer(path: Path) -> Labelled:
    """Read the text of 2,484 PDFs in 24 categories: gzip, a JSON object a line. Raises ResumesError."""
    try:
        lines = gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        pairs = [(str(row["text"]), str(row["category"])) for row in rows]
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        raise ResumesError(f"{path.name}: not gzipped lines of JSON with text and category") from error
    return _labelled(path, pairs)


def read_updatedresume(path: Path) -> Labelled:
    """Read the 962 rows of UpdatedResumeDataSet, 166 of them distinct: CSV. Raises ResumesError."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            pairs = [(row["Resume"], row["Category"]) for row in csv.DictReader(stream)]
    except (OSError, UnicodeDecodeError, csv.Error, KeyError) as error:
        raise ResumesError(f"{path.name}: not a CSV file with the columns Category and Resume") from error
    return _labelled(path, pairs)


def _labelled(path: Path, pairs: Sequence[tuple[str, str]]) -> Labelled:
    kept = [(text, label) for text, label in pairs if text.strip()]
    if not kept:
        raise ResumesError(f"{path.name}: no resumes")
    return Labelled(tuple(text for text, _ in kept), tuple(label for _, label in kept))
