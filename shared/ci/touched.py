"""Which projects a change touches: the matrices of the workflows.

    python -m shared.ci.touched [BASE] >> "$GITHUB_OUTPUT"

BASE is the commit that the change starts from. Without one that git knows, as for a tag, everything counts as touched.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROSE = re.compile(r"(\.github/)?[^/]+\.md|LICENSE|\.github/ISSUE_TEMPLATE/.+|\.github/CODEOWNERS")
"""Nothing is built from these, and docs.yml checks them."""


def projects(root: Path = ROOT) -> list[str]:
    """The projects of this checkout."""
    return sorted(path.parent.name for path in (root / "projects").glob("*/settings.py"))


def touched(paths: Iterable[str], known: Sequence[str]) -> list[str]:
    """Return which of the ``known`` projects these changed files belong to; a file of nobody's belongs to all."""
    owners = [owner_of(path, known) for path in paths if not PROSE.fullmatch(path)]
    return sorted(known) if None in owners else sorted({owner for owner in owners if owner is not None})


def owner_of(path: str, known: Sequence[str]) -> str | None:
    """Return the project that a folder or the file is named after: ``requirements/recommender_train.txt``."""
    names = [part.replace("-", "_").partition(".")[0] for part in path.split("/")]
    return next((project for project in known for name in names if f"{name}_".startswith(f"{project}_")), None)


def changed_paths(base: str, root: Path = ROOT) -> list[str] | None:
    """Return the files that differ between HEAD and where it left ``base``; None when git cannot say."""
    command = ["git", "diff", "--name-only", "--no-renames", "-z", "--end-of-options", f"{base}...HEAD"]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603 - git
    return ended.stdout.split("\0")[:-1] if base and ended.returncode == 0 else None


def scopes(affected: Sequence[str], root: Path = ROOT) -> list[dict[str, str]]:
    """Return what pytest is given for each project, and for what belongs to none, which every change may break."""
    own = {project: _test_folders(project, root) for project in projects(root)}
    if not affected:
        return []
    rest = ["tests", *(f"--ignore={folder}" for folders in own.values() for folder in folders)]
    return [{"name": name, "pytest": " ".join(own.get(name, rest))} for name in ("shared", *affected)]


def _test_folders(project: str, root: Path) -> list[str]:
    return [folder for folder in (f"tests/{project}", f"tests/e2e/{project}") if (root / folder).is_dir()]


def main(arguments: Sequence[str], root: Path = ROOT) -> None:
    """Print the job outputs ``projects`` and ``scopes`` as JSON."""
    paths, known = changed_paths("".join(arguments[:1]), root), projects(root)
    affected = known if paths is None else touched(paths, known)
    print(f"projects={json.dumps(affected)}")
    print(f"scopes={json.dumps(scopes(affected, root))}")


if __name__ == "__main__":
    main(sys.argv[1:])
