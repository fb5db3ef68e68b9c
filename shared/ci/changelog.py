"""The notes of a release: its section of CHANGELOG.md.

python -m shared.ci.changelog v0.1.0 > notes.md
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SECTION = re.compile(
    r"^## \[(?P<version>[^\]]+)\](?: - \d{4}-\d{2}-\d{2})?\n(?P<notes>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL
)


class NoSuchRelease(ValueError):
    """The changelog says nothing about a version."""


def released(changelog: str) -> dict[str, str]:
    """Return the notes of each version, the newest first; what is not released yet is none."""
    sections = {section["version"]: section["notes"].strip() for section in SECTION.finditer(changelog)}
    return {version: notes for version, notes in sections.items() if version != "Unreleased"}


def notes_of(tag: str, changelog: str) -> str:
    """Return what changed in the version of a tag such as ``v0.1.0``. Raises NoSuchRelease."""
    sections = released(changelog)
    notes = sections.get(tag.removeprefix("v"))
    if not notes:
        raise NoSuchRelease(f"CHANGELOG.md has no notes for {tag}; it has: {', '.join(sections)}")
    return notes


if __name__ == "__main__":
    try:
        print(notes_of(sys.argv[1], (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")))
    except NoSuchRelease as unknown:
        sys.exit(str(unknown))
