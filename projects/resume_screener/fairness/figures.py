"""The figures of an audit."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from shared.evaluation import Report
from shared.evaluation.figures import BLUE, VERMILION, svg_figure

FLIPS_FILE = "audit_flips.svg"


def draw(report: Report, folder: Path) -> tuple[Path, ...]:
    """Draw how often each attribute changes who is first, named and blind; return the files."""
    path = folder / FLIPS_FILE
    rows = {row.name: row.metrics["first changes"].value for row in report.table("pairs").rows}
    attributes = list(dict.fromkeys(name.partition(":")[0] for name in rows))
    system = "screener" if any("screener" in name for name in rows) else "MiniLM cosine"
    y = np.arange(len(attributes))
    with svg_figure(path, 6.4, 0.9 + 0.42 * len(attributes)) as figure:
        ax = figure.subplots()
        for offset, (mode, colour) in enumerate((("named", VERMILION), ("blind", BLUE))):
            shares = [rows.get(f"{attribute}: {system}, {mode}", 0.0) for attribute in attributes]
            ax.barh(y + 0.38 * offset - 0.19, shares, height=0.34, color=colour, label=f"{system}, {mode}")
        ax.set_yticks(y, attributes)
        ax.invert_yaxis()
        ax.set(xlim=(0, 1), xlabel="share of random assignments that change who is first")
        ax.grid(visible=False, axis="y")
        ax.legend(loc="lower right")
    return (path,)
