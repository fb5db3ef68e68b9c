"""The part of ``make lint`` that is no Python: Dockerfile, workflows, compose files, YAML, shell.

    python -m shared.ci.lint

Works offline and on the files alone: no git history, no Docker.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ("compose.yaml", "docker/service.yaml", "docker/*/compose.yaml", "projects/*/compose.yaml")
YAML = ("*.yaml", ".*.yaml", ".github/**/*.yml", "deploy/**/*.yaml", "docker/**/*.y*ml", "projects/*/compose.yaml")


@dataclass(frozen=True)
class Linter:
    """A command, and patterns of the files that it is given."""

    command: tuple[str, ...]
    patterns: tuple[str, ...]

    def files(self, root: Path) -> list[str]:
        """What it looks at, relative to ``root``."""
        found = {path for pattern in self.patterns for path in root.glob(pattern) if path.is_file()}
        return sorted(path.relative_to(root).as_posix() for path in found)


def _schema(name: str, *patterns: str) -> Linter:
    return Linter(("check-jsonschema", "--builtin-schema", f"vendor.{name}"), patterns)


LINTERS = (
    Linter(("hadolint",), ("docker/Dockerfile",)),
    Linter(("zizmor", "--offline", "--quiet", "--no-progress"), (".github/workflows/*.yml", ".github/dependabot.yml")),
    _schema("github-workflows", ".github/workflows/*.yml"),
    _schema("dependabot", ".github/dependabot.yml"),
    _schema("github-issue-forms", ".github/ISSUE_TEMPLATE/[!c]*.yml"),
    _schema("github-issue-config", ".github/ISSUE_TEMPLATE/config.yml"),
    _schema("compose-spec", *COMPOSE),
    Linter(("yamllint", "--strict"), YAML),
    Linter(("shellcheck",), (".ci/run", "docker/**/*.sh")),
)


def lint(root: Path = ROOT, linters: Sequence[Linter] = LINTERS) -> list[str]:
    """Run them all over the files below ``root`` and return the commands that found something."""
    failed = []
    for linter in linters:
        name, *options = linter.command
        executable = find(name)
        if executable is None:
            print(f"{name} is left out: it has no wheel for this platform")
        elif files := linter.files(root):
            command = [executable, *options, *files]
            if subprocess.run(command, cwd=root, check=False).returncode:  # noqa: S603 - our own commands
                failed.append(" ".join(linter.command))
    return failed


def find(name: str) -> str | None:
    """Where a tool of this environment lies, whether or not the environment is activated."""
    return shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)


if __name__ == "__main__":
    if failed := lint():
        sys.exit(f"failed: {', '.join(failed)}")
