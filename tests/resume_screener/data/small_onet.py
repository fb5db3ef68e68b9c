"""O*NET in miniature: occupations of two words each, whose titles are the same words in another language."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

from projects.resume_screener.data.onet import FILES, Occupation

SIZE = 8
PAIRS = tuple(combinations(range(SIZE), 2))


def occupations() -> tuple[Occupation, ...]:
    return tuple(
        Occupation(
            code=f"11-{1000 + number}.00",
            title=f"a{i} a{j}",
            description=f"a{j} a{i}",
            alternate_titles=(f"b{i} b{j}", f"b{j} b{i}", f"b{i} b{i} b{j}"),
            related=(f"11-{1000 + (number + 1) % len(PAIRS)}.00",),
        )
        for number, (i, j) in enumerate(PAIRS)
    )


def write(folder: Path) -> Path:
    """Write two occupations as O*NET publishes them."""
    tables = {
        "onet-occupation-data": ("Title\tDescription", ['11-1.00\tCook\tCooks "well".', "12-1.00\tNurse\tCares."]),
        "onet-alternate-titles": ("Alternate Title\tShort Title", ["11-1.00\tGrill Cook\tn/a", "12-1.00\tRN\tn/a"]),
        "onet-sample-of-reported-titles": ("Reported Job Title", ["11-1.00\tLine Cook"]),
        "onet-task-statements": ("Task ID\tTask", ["11-1.00\t7\tBoil eggs.", "11-1.00\t8\tBoil eggs."]),
        "onet-related-occupations": ("Related O*NET-SOC Code", ["11-1.00\t12-1.00"]),
        "onet-technology-skills": ("Example\tCommodity Title\tHot Technology", ["12-1.00\tExcel\tSpreadsheets\tY"]),
        "onet-job-zones": ("Job Zone", ["11-1.00\t2"]),
    }
    for asset, (columns, rows) in tables.items():
        (folder / FILES[asset]).write_text("\n".join([f"O*NET-SOC Code\t{columns}", *rows]) + "\n")
    return folder
