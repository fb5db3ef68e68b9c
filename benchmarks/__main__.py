"""``make bench``: run every benchmark; ``--write`` keeps the figures in projects/<name>/reports/speed.json.

``python -m benchmarks image_classifier`` runs one.
"""

import argparse
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
PROJECTS = HERE.parent / "projects"
MEASURED = sorted(path.stem for path in HERE.glob("*.py") if (PROJECTS / path.stem).is_dir())

parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed, as ratios against a baseline.")
parser.add_argument("projects", nargs="*", metavar="project", help=f"all, or some of: {', '.join(MEASURED)}")
parser.add_argument("--write", action="store_true", help="keep the figures")
options = parser.parse_args()
if unknown := set(options.projects) - set(MEASURED):
    parser.error(f"there is no benchmark of {', '.join(sorted(unknown))}; there are: {', '.join(MEASURED)}")
for project in options.projects or MEASURED:
    report = import_module(f"benchmarks.{project}").main()
    if options.write:
        report.write(PROJECTS / project / "reports" / "speed.json")
