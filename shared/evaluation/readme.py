"""Fill a README with the numbers of its report, or check that it still shows them.

    python -m shared.evaluation.readme write
    python -m shared.evaluation.readme check

A section starts with `<!-- report:NAME -->` and ends with `<!-- /report -->`; what stands between is replaced.
NAME is a table, `comparisons`, or one number inside a sentence: `TABLE/ROW/COLUMN`. projects/X/README.md, and any
README below it, reads the reports in projects/X/reports: metrics.json (quality), speed.json (benchmarks), and what has
a command of its own; the README at the root puts the project in front: `report:X/NAME`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import ValidationError

from shared.evaluation.markdown import comparisons_to_markdown, number, to_markdown
from shared.evaluation.report import Report, UnknownNameError

SECTION = re.compile(r"(<!-- report:(?P<name>[^\n]+?) -->)(?P<body>.*?)(<!-- /report -->)", re.DOTALL)
REPORTS = ("audit.json", "categories.json", "mixing.json", "speed.json", "metrics.json")
"""Of two sections with one name the last counts."""
MARKER = re.compile(r"<!-- /?report\b")


class SectionError(ValueError):
    """A README's sections are not what they should be."""


def render(readme_text: str, report: Report) -> str:
    """`readme_text` with every section filled from `report`. Raises UnknownNameError and SectionError."""
    return fill(readme_text, sections(report))


def sections(report: Report) -> dict[str, str]:
    """Markdown of everything in `report` that a README can name."""
    filled = {table.name: to_markdown(table) for table in report.tables}
    if report.comparisons:
        filled["comparisons"] = comparisons_to_markdown(report.comparisons)
    for table in report.tables:
        for row in table.rows:
            for column in table.columns:
                if column.name in row.metrics:
                    value = number(column, row.metrics[column.name])
                    filled[f"{table.name}/{row.name}/{column.name}"] = value
    return filled


def fill(readme_text: str, markdown: Mapping[str, str]) -> str:
    """Replace the body of each section by `markdown[NAME]`: tables on lines of their own, numbers in the line."""
    whole = list(SECTION.finditer(readme_text))
    if len(MARKER.findall(readme_text)) != 2 * len(whole) or any(MARKER.search(m["body"]) for m in whole):
        raise SectionError("every <!-- report:NAME --> needs its own <!-- /report -->")
    return SECTION.sub(lambda section: _filled(section, markdown), readme_text)


def expected(readme: Path, root: Path) -> str:
    """What the file `readme` should hold, given the reports below `root`/projects."""
    text = readme.read_text(encoding="utf-8")
    if readme.parent == root:
        return fill(text, _sections_of_all_projects(root))
    project = readme.relative_to(root / "projects").parts[0]
    return fill(text, _sections_of(root / "projects" / project))


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when all is well, 1 when a README disagrees or cannot be filled."""
    parser = argparse.ArgumentParser(prog="python -m shared.evaluation.readme", description="README numbers.")
    parser.add_argument("action", choices=["write", "check"])
    parser.add_argument("--root", type=Path, default=Path.cwd(), help="repository root (default: here)")
    options = parser.parse_args(arguments)
    act = {"write": _write, "check": _check}[options.action]
    failed = False
    for readme in [options.root / "README.md", *sorted(options.root.glob("projects/*/**/README.md"))]:
        try:
            act(readme, options.root)
        except (SectionError, UnknownNameError, ValidationError, FileNotFoundError) as error:
            failed = True
            print(f"{readme.relative_to(options.root)}: {error}", file=sys.stderr)
    return int(failed)


def _write(readme: Path, root: Path) -> None:
    text = expected(readme, root)
    if text != readme.read_text(encoding="utf-8"):
        readme.write_text(text, encoding="utf-8", newline="\n")
        print(f"{readme.relative_to(root)}: written")


def _check(readme: Path, root: Path) -> None:
    if expected(readme, root) != readme.read_text(encoding="utf-8"):
        raise SectionError("disagrees with its report: run `make report`")


def _sections_of_all_projects(root: Path) -> dict[str, str]:
    return {
        f"{project.name}/{name}": markdown
        for project in sorted((root / "projects").glob("*"))
        for name, markdown in _sections_of(project).items()
    }


def _sections_of(project: Path) -> dict[str, str]:
    found = [path for name in REPORTS if (path := project / "reports" / name).is_file()]
    return {name: markdown for path in found for name, markdown in sections(Report.read(path)).items()}


def _filled(section: re.Match[str], markdown: Mapping[str, str]) -> str:
    opening, name, _, closing = section.groups()
    if name not in markdown:
        siblings = [other for other in markdown if _parent(other) == _parent(name)]
        raise UnknownNameError("section", name, siblings or [n for n in markdown if _is_table(markdown[n])])
    space = "\n" if _is_table(markdown[name]) else ""
    return f"{opening}{space}{markdown[name]}{space}{closing}"


def _parent(name: str) -> str:
    return name.rpartition("/")[0]


def _is_table(markdown: str) -> bool:
    return markdown.startswith("|")


if __name__ == "__main__":
    sys.exit(main())
