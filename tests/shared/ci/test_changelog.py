"""A tag becomes a release with its own notes, or none at all."""

import subprocess
import sys
import tomllib

import pytest

from shared.ci.changelog import ROOT, NoSuchRelease, notes_of, released

CHANGELOG = """# Changelog

## [Unreleased]

- Not yet.

## [1.1.0] - 2026-03-04

### Added

- A thing.

## [1.0.0] - 2026-01-02

- The first.

## [0.9.0] - 2025-12-01
"""


@pytest.mark.parametrize(
    ("tag", "expected"),
    [("v1.1.0", "### Added\n\n- A thing."), ("v1.0.0", "- The first."), ("1.0.0", "- The first.")],
)
def test_a_tag_has_the_notes_of_its_version(tag: str, expected: str) -> None:
    assert notes_of(tag, CHANGELOG) == expected


@pytest.mark.parametrize("tag", ["v2.0.0", "v1.1", "vUnreleased", "v0.9.0", ""])
def test_a_version_without_notes_is_refused(tag: str) -> None:
    with pytest.raises(NoSuchRelease, match=r"it has: 1\.1\.0, 1\.0\.0"):
        notes_of(tag, CHANGELOG)


def test_the_newest_release_is_the_version_of_the_package() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert next(iter(released((ROOT / "CHANGELOG.md").read_text()))) == version


@pytest.mark.parametrize(("tag", "code", "said"), [("v0.1.0", 0, "make demo"), ("v9.9.9", 1, "no notes for v9.9.9")])
def test_the_command_prints_notes_or_fails(tag: str, code: int, said: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "shared.ci.changelog", tag], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == code
    assert said in ended.stdout + ended.stderr
