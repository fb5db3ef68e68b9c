"""Texts that the repository has anyway."""

from __future__ import annotations

from pathlib import Path

import pytest

HANDBOOK = Path(__file__).resolve().parents[3] / "docs" / "handbook"


@pytest.fixture(scope="session")
def handbook() -> list[tuple[str, bytes]]:
    """Names and bytes of its articles."""
    articles = [(path.name, path.read_bytes()) for path in sorted(HANDBOOK.glob("*.md"))]
    assert len(articles) > 40
    return articles
