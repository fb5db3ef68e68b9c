"""Every linter finds what it is for, and finds nothing in this repository."""

import platform
import shutil
import sys
from pathlib import Path

import pytest

from shared.ci.lint import LINTERS, ROOT, Linter, find, lint

WORKFLOW = """name: x
on: {pull_request: {branches: [main]}}
permissions: {}
jobs:
  x:
    runs-on: ubuntu-latest
    steps: [{name: hello, run: "echo hello"}]
"""
FLAWED = {
    "hadolint": ("docker/Dockerfile", "FROM debian\nRUN cd /tmp\n"),
    "zizmor --offline": (
        ".github/workflows/x.yml",
        WORKFLOW.replace("echo hello", "echo ${{ github.event.pull_request.title }}"),
    ),
    "vendor.github-workflows": (".github/workflows/x.yml", WORKFLOW.replace("runs-on", "runs_on")),
    "vendor.dependabot": (".github/dependabot.yml", "version: 2\nupdates: [{package-ecosystem: abacus}]\n"),
    "vendor.github-issue-forms": (".github/ISSUE_TEMPLATE/bug.yml", "name: Bug\n"),
    "vendor.github-issue-config": (".github/ISSUE_TEMPLATE/config.yml", "blank_issues_enabled: perhaps\n"),
    "vendor.compose-spec": ("projects/x/compose.yaml", "services: {x: {imaeg: debian}}\n"),
    "yamllint": ("deploy/x/x.yaml", "a: 1\na: 2\n"),
    "shellcheck": (".ci/run", '#!/usr/bin/env bash\nrm -r "$1"/*\ncd $1\n'),
}


def named(part: str) -> Linter:
    return next(linter for linter in LINTERS if part in " ".join(linter.command))


def installed(part: str) -> Linter:
    linter = named(part)
    if find(linter.command[0]) is None:
        pytest.skip(f"{linter.command[0]} has no wheel for this platform")
    return linter


@pytest.mark.skipif(sys.platform == "win32" or platform.machine() == "aarch64", reason="one has no wheel here")
def test_every_linter_is_installed() -> None:
    assert [linter.command[0] for linter in LINTERS if find(linter.command[0]) is None] == []


def test_every_linter_has_a_flaw_to_find() -> None:
    assert [named(part) for part in FLAWED] == list(LINTERS)


@pytest.mark.parametrize("part", FLAWED)
def test_a_flaw_is_found(part: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path, text = FLAWED[part]
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(text)
    linter = installed(part)
    assert lint(tmp_path, [linter]) == [" ".join(linter.command)]
    assert Path(path).name in "".join(capfd.readouterr())


def test_a_workflow_without_flaws_passes(tmp_path: Path) -> None:
    (tmp_path / ".github/workflows").mkdir(parents=True)
    (tmp_path / ".github/workflows/x.yml").write_text(WORKFLOW)
    assert lint(tmp_path, [installed("vendor.github-workflows")]) == []


def test_a_linter_without_files_is_not_run(tmp_path: Path) -> None:
    assert lint(tmp_path) == []


def test_a_linter_that_has_no_wheel_here_is_said_and_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "x").touch()
    assert lint(tmp_path, [Linter(("no-such-linter",), ("x",))]) == []
    assert "no-such-linter is left out" in capsys.readouterr().out


def test_no_git_history_is_needed(tmp_path: Path) -> None:
    for path in (ROOT / ".github", ROOT / ".ci"):
        shutil.copytree(path, tmp_path / path.name)
    for path in (ROOT / ".yamllint.yaml", ROOT / ".hadolint.yaml"):
        shutil.copy(path, tmp_path)
    assert lint(tmp_path) == []


def test_every_linter_looks_at_something_in_this_repository() -> None:
    assert [linter.command for linter in LINTERS if not linter.files(ROOT)] == []
