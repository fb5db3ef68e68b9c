"""``make bench``: run every benchmark; ``--write`` keeps the figures in projects/<name>/reports/speed.json."""

import sys
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent

for path in sorted(HERE.glob("[a-z]*.py")):
    report = import_module(f"benchmarks.{path.stem}").main()
    if "--write" in sys.argv:
        report.write(HERE.parent / "projects" / path.stem / "reports" / "speed.json")
