"""The real engine around a small encoder of random weights."""

from __future__ import annotations

from pathlib import Path

import pytest

from projects.resume_screener.model.bundle import Description, write_bundle
from projects.resume_screener.model.ranker import Ranker
from projects.resume_screener.screening import Screener
from projects.resume_screener.skills import Kind, SkillFinder, Taxonomy
from projects.resume_screener.skills.taxonomy import Concept
from tests.resume_screener.matching.texts import SKILLS, words
from tests.shared.encoder import tiny

IMPLIES = {"Django": ("tech:python",)}


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    concepts = [Concept(f"tech:{n.lower()}", (n,), Kind.TECHNOLOGY, implies=IMPLIES.get(n, ())) for n in SKILLS]
    skills = tmp_path_factory.mktemp("skills")
    SkillFinder(Taxonomy(tuple(concepts))).save(skills)
    pretrained = tiny.pretrained(words())
    description = Description(
        encoder="tiny", dimension=tiny.HIDDEN, ranker=Ranker(), trained_on="nothing", data_sha256="0" * 64
    )
    folder = tmp_path_factory.mktemp("bundle")
    write_bundle(folder, description, model=pretrained.graph(), tokenizer=pretrained.tokenizer, skills=skills)
    return folder


@pytest.fixture(scope="session")
def screener(bundle: Path) -> Screener:
    return Screener.load(bundle)
