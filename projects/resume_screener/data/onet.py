"""Occupations of O*NET with their titles, tasks, technologies and neighbours, from its published text files.

O*NET 29.2 database, U.S. Department of Labor, Employment and Training Administration (CC BY 4.0).
"""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

FILES = {
    "onet-occupation-data": "Occupation Data.txt",
    "onet-alternate-titles": "Alternate Titles.txt",
    "onet-sample-of-reported-titles": "Sample of Reported Titles.txt",
    "onet-task-statements": "Task Statements.txt",
    "onet-related-occupations": "Related Occupations.txt",
    "onet-technology-skills": "Technology Skills.txt",
    "onet-job-zones": "Job Zones.txt",
}
"""What the assets are called in a folder of O*NET's text files."""
CODE = "O*NET-SOC Code"


class OnetError(ValueError):
    """A file is not as O*NET publishes it. The message says which one, and what is missing."""


@dataclass(frozen=True)
class Technology:
    """A product that people of an occupation use, and the kind of software that it is.

    ``is_hot``: O*NET finds it in many job advertisements.
    """

    name: str
    kind: str
    is_hot: bool


@dataclass(frozen=True)
class Occupation:
    """One occupation; ``code`` is its O*NET-SOC code ("15-1252.00").

    ``related``: codes of similar occupations, the nearest first. ``job_zone``: preparation needed, 1 to 5; None where
    it is not rated.
    """

    code: str
    title: str
    description: str
    alternate_titles: tuple[str, ...] = ()
    reported_titles: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    technologies: tuple[Technology, ...] = ()
    job_zone: int | None = None

    @property
    def profile(self) -> str:
        """Title and description, the text by which an occupation is found."""
        return f"{self.title}. {self.description}"


@dataclass(frozen=True)
class Onet:
    """All occupations, in the order of their codes; ``sha256`` names the files they were read from."""

    sha256: str
    occupations: tuple[Occupation, ...]


def read_folder(folder: Path) -> Onet:
    """Read a folder of O*NET's text files as they are published. Raises OnetError."""
    return read({asset: folder / file for asset, file in FILES.items()})


def read(files: Mapping[str, Path]) -> Onet:
    """Read the tables of FILES, each under the name of its asset. Raises OnetError."""
    contents = {asset: _content(files[asset]) for asset in FILES}
    titles = _column("onet-alternate-titles", contents, "Alternate Title")
    reported = _column("onet-sample-of-reported-titles", contents, "Reported Job Title")
    tasks = _column("onet-task-statements", contents, "Task")
    related = _column("onet-related-occupations", contents, "Related O*NET-SOC Code")
    zones = _column("onet-job-zones", contents, "Job Zone")
    technologies = _technologies(contents)
    occupations = [
        Occupation(
            code=code,
            title=title,
            description=description,
            alternate_titles=titles.get(code, ()),
            reported_titles=reported.get(code, ()),
            tasks=tasks.get(code, ()),
            related=related.get(code, ()),
            technologies=technologies.get(code, ()),
            job_zone=_zone(zones[code][0]) if code in zones else None,
        )
        for code, title, description in _rows("onet-occupation-data", contents, CODE, "Title", "Description")
    ]
    if not occupations:
        raise OnetError(f"{FILES['onet-occupation-data']}: no occupations")
    digests = "".join(hashlib.sha256(contents[asset]).hexdigest() for asset in FILES)
    by_code = sorted(occupations, key=lambda occupation: occupation.code)
    return Onet(hashlib.sha256(digests.encode()).hexdigest(), tuple(by_code))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise OnetError(f"{path.name}: can't be read ({error.strerror})") from error


def _rows(asset: str, contents: Mapping[str, bytes], *columns: str) -> Iterator[tuple[str, ...]]:
    """Yield the chosen columns of each row. O*NET quotes nothing: a quotation mark is a part of the text."""
    file = FILES[asset]
    try:
        lines = contents[asset].decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise OnetError(f"{file}: not UTF-8 (byte {error.start})") from error
    table = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    if missing := [column for column in columns if column not in (table.fieldnames or ())]:
        raise OnetError(f"{file}: no column {', '.join(missing)}; is it O*NET's tab-separated text?")
    for number, row in enumerate(table, start=2):
        values = tuple(row[column] for column in columns)
        if None in values:
            raise OnetError(f"{file}, line {number}: too few columns")
        yield values


def _column(asset: str, contents: Mapping[str, bytes], column: str) -> dict[str, tuple[str, ...]]:
    """Return for each code what the column says of it, without repetition, in the order of the file."""
    by_code: dict[str, dict[str, None]] = defaultdict(dict)
    for code, value in _rows(asset, contents, CODE, column):
        by_code[code][value] = None
    return {code: tuple(values) for code, values in by_code.items()}


def _technologies(contents: Mapping[str, bytes]) -> dict[str, tuple[Technology, ...]]:
    by_code: dict[str, list[Technology]] = defaultdict(list)
    columns = (CODE, "Example", "Commodity Title", "Hot Technology")
    for code, name, kind, hot in _rows("onet-technology-skills", contents, *columns):
        by_code[code].append(Technology(name, kind, hot == "Y"))
    return {code: tuple(used) for code, used in by_code.items()}


def _zone(value: str) -> int:
    if value not in {"1", "2", "3", "4", "5"}:
        raise OnetError(f"{FILES['onet-job-zones']}: a job zone is 1 to 5, not {value!r}")
    return int(value)
