"""A small taxonomy beside our own technologies, built once."""

from __future__ import annotations

import pytest

from projects.resume_screener.skills import Concept, Kind, SkillFinder, Taxonomy
from projects.resume_screener.skills.technologies import read_technologies

ESCO = (
    Concept("esco:staff", ("manage staff", "supervise staff"), Kind.SKILL, "Manage employees."),
    Concept(
        "esco:python", ("Python (computer programming)", "Python"), Kind.KNOWLEDGE, "The language.", esco="esco:python"
    ),
    Concept("esco:history", ("history", "historiography"), Kind.KNOWLEDGE, "The study of the past."),
    Concept("esco:organisation", ("organisational structure",), Kind.KNOWLEDGE, "The framework of departments."),
)


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return Taxonomy(read_technologies()).merged(ESCO)


@pytest.fixture(scope="session")
def finder(taxonomy: Taxonomy) -> SkillFinder:
    return SkillFinder(taxonomy)
