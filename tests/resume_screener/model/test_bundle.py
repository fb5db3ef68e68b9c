"""A bundle is read as it was written; one that is damaged says what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from projects.resume_screener.model.bundle import (
    DESCRIPTION_FILE,
    SKILLS,
    BundleError,
    Description,
    ScreenerModel,
    write_bundle,
)
from projects.resume_screener.model.ranker import Calibration, Parts, Ranker, Scale, Weights
from projects.resume_screener.skills import Kind, SkillFinder, Taxonomy
from projects.resume_screener.skills.taxonomy import FILE, Concept
from shared.encoder.onnx_encoder import MODEL_FILE, TOKENIZER_FILE
from tests.shared.encoder import tiny

DESCRIPTION = Description(
    encoder="tiny",
    dimension=tiny.HIDDEN,
    max_tokens=16,
    ranker=Ranker(weights=Weights(text=1.0), calibration=Calibration(intercept=-1.0, slope=2.0)),
    trained_on="nothing",
    data_sha256="0" * 64,
)
ALL = Parts(coverage=1, relevance=1, titles=1, text=1, experience=1, education=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    django = Concept("tech:django", ("Django",), Kind.TECHNOLOGY, implies=("tech:python",))
    SkillFinder(Taxonomy((django, Concept("tech:python", ("Python",), Kind.TECHNOLOGY)))).save(tmp_path / "skills")
    bundle = tmp_path / "bundle"
    pretrained = tiny.pretrained()
    graph = pretrained.graph()
    write_bundle(bundle, DESCRIPTION, model=graph, tokenizer=pretrained.tokenizer, skills=tmp_path / "skills")
    return bundle


def test_what_was_written_is_read(folder: Path) -> None:
    model = ScreenerModel.load(folder)
    assert model.description == DESCRIPTION
    assert model.encoder.max_tokens == 16
    assert model.implications == {"tech:django": frozenset({"tech:python"})}
    assert [skill.id for skill in model.finder.find("Django")] == ["tech:django"]


@pytest.mark.parametrize("name", [MODEL_FILE, TOKENIZER_FILE, DESCRIPTION_FILE, f"{SKILLS}/{FILE}"])
def test_absent_and_half_files_are_refused(folder: Path, name: str) -> None:
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(BundleError, match="not a readable model"):
        ScreenerModel.load(folder)
    (folder / name).unlink()
    with pytest.raises(BundleError, match="not a readable model"):
        ScreenerModel.load(folder)


@pytest.mark.parametrize("fields", [{"format": 2}, {"surprise": 1}, {"data_sha256": "abc"}, {"dimension": 384}])
def test_a_description_of_another_form_is_refused(folder: Path, fields: dict[str, object]) -> None:
    file = folder / DESCRIPTION_FILE
    file.write_text(json.dumps({**json.loads(file.read_bytes()), **fields}))
    with pytest.raises(BundleError):
        ScreenerModel.load(folder)


def test_weights_that_are_all_nothing_or_negative_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one part"):
        Weights()
    with pytest.raises(ValueError, match="greater than or equal"):
        Weights(text=-1.0)


def test_shares_sum_to_one_whatever_the_unit_of_the_weights() -> None:
    shares = Weights(text=2, titles=6).shares(ALL)
    assert shares.values() == pytest.approx(Weights(text=0.1, titles=0.3).shares(ALL).values())
    assert sum(shares.values()) == pytest.approx(1)


def test_a_scale_clips_and_must_rise() -> None:
    scale = Scale(low=0.2, high=0.6)
    assert [scale(0.1), scale(0.4), scale(0.9)] == pytest.approx([0, 0.5, 1])
    with pytest.raises(ValueError, match="below"):
        Scale(low=1, high=1)
