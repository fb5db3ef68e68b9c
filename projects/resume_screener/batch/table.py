"""The table of a batch: a row for every file, the best first, as Parquet or CSV."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from projects.resume_screener.batch.progress import Outcome
from projects.resume_screener.exports import FORMULA_STARTS
from projects.resume_screener.matching import Match, Requirement

Row = dict[str, Any]
COLUMNS = MappingProxyType(
    {
        "file": "string",
        "sha256": "string",
        "status": "string",
        "error": "string",
        "duplicate_of": "string",
        "rank": "int32",
        "score": "float32",
        "probability": "float32",
        "must_coverage": "float32",
        "years": "float32",
        "level": "string",
        "matched": "list<string>",
        "missing_musts": "list<string>",
        "missing_nices": "list<string>",
        "advice": "list<string>",
        "quality": "float32",
        "warnings": "list<string>",
    }
)
"""Name and Arrow type of each column. No name and no contact: the files are the only way back to a person."""
RANKED, UNREADABLE = "ranked", "unreadable"
_NOTHING: Row = dict.fromkeys(COLUMNS.keys() - {"file", "sha256", "duplicate_of"})


class UnknownTable(ValueError):
    """The name of the output says no format that is written here."""


def rows(files: Mapping[str, str], outcomes: Mapping[str, Outcome], matches: Mapping[str, Match]) -> list[Row]:
    """Return a row for every file: those that were ranked, best first, then the others.

    Args:
        files: the key of every file, by name. The second of two files with the same bytes is a ``duplicate_of`` the
            first, and has its values.
        outcomes: by key.
        matches: of the outcomes with a candidate, by key.
    """
    first: dict[str, str] = {}
    found = []
    for file, key in files.items():
        original = first.setdefault(key, file)
        values = _values(outcomes[key], matches.get(key))
        duplicate_of = None if original == file else original
        found.append({"file": file, "sha256": None if key == file else key, "duplicate_of": duplicate_of, **values})
    return sorted(found, key=lambda row: (row["rank"] is None, row["rank"] or 0, row["file"]))


def writer_for(out: Path) -> Callable[[Sequence[Row], Path, str], None]:
    """Return what writes the format that ``out`` is named after. Raises UnknownTable."""
    writers = {".parquet": _write_parquet, ".csv": _write_csv}
    if out.suffix.lower() not in writers:
        raise UnknownTable(f"{out.name}: name a file that ends in {' or '.join(writers)}")
    return writers[out.suffix.lower()]


def write(found: Sequence[Row], out: Path, model_version: str) -> None:
    """Write the table; a file that was there is replaced in one step. Raises UnknownTable."""
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".batch-") as folder:
        unfinished = Path(folder) / out.name
        writer_for(out)(found, unfinished, model_version)
        unfinished.replace(out)


def _values(outcome: Outcome, match: Match | None) -> Row:
    if outcome.candidate is None or outcome.quality is None or match is None:
        return {**_NOTHING, "status": UNREADABLE, "error": outcome.error}
    return {
        "status": RANKED,
        "error": None,
        "rank": match.rank,
        "score": match.score,
        "probability": match.probability,
        "must_coverage": match.must_coverage,
        "years": outcome.candidate.months / 12,
        "level": outcome.candidate.level.name.lower(),
        "matched": [each.requirement.label for each in match.evidence if each.credit],
        "missing_musts": _labels(match.gaps.missing_musts),
        "missing_nices": _labels(match.gaps.missing_nices),
        "advice": list(match.gaps.advice),
        "quality": outcome.quality.score,
        "warnings": list(outcome.quality.warnings),
    }


def _labels(requirements: Sequence[Requirement]) -> list[str]:
    return [requirement.label for requirement in requirements]


def _write_parquet(found: Sequence[Row], file: Path, model_version: str) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"list<string>": pa.list_(pa.string())}
    schema = pa.schema(
        [(name, types.get(kind) or pa.type_for_alias(kind)) for name, kind in COLUMNS.items()],
        {"model_version": model_version},
    )
    pq.write_table(pa.Table.from_pylist(found, schema=schema), file)


def _write_csv(found: Sequence[Row], file: Path, model_version: str) -> None:
    columns = [*COLUMNS, "model_version"]
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        for row in found:
            writer.writerow({name: _cell(value) for name, value in {**row, "model_version": model_version}.items()})


def _cell(value: object) -> object:
    """Lists with semicolons; an apostrophe keeps a spreadsheet from running text as a formula."""
    if isinstance(value, list):
        value = "; ".join(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
