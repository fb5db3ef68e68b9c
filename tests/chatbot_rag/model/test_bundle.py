"""A bundle is read as it was written; one that is damaged says what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from projects.chatbot_rag.model.bundle import (
    DESCRIPTION_FILE,
    BundleError,
    ChatbotModel,
    Description,
    write_bundle,
)
from projects.chatbot_rag.model.fusion import Fusion
from shared.encoder.onnx_encoder import MODEL_FILE, TOKENIZER_FILE
from tests.shared.encoder import tiny

DESCRIPTION = Description(
    encoder="tiny",
    dimension=tiny.HIDDEN,
    max_tokens=16,
    fusion=Fusion(weight=0.3),
    trained_on="nothing",
    data_sha256="0" * 64,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_bundle(tmp_path / "bundle", DESCRIPTION, model=tiny.pretrained().graph(), tokenizer=tiny.tokenizer())
    return tmp_path / "bundle"


def change(folder: Path, **fields: object) -> None:
    """Change fields of the description."""
    file = folder / DESCRIPTION_FILE
    file.write_text(json.dumps({**json.loads(file.read_bytes()), **fields}))


def test_what_was_written_is_read(folder: Path) -> None:
    model = ChatbotModel.load(folder)
    assert model.description == DESCRIPTION
    assert (model.fusion, model.gate) == (DESCRIPTION.fusion, DESCRIPTION.gate)
    np.testing.assert_array_equal(
        model.encoder.encode(["alpha beta"]), tiny.pretrained().encoder().encode(["alpha beta"])
    )


def test_the_limit_of_the_description_is_the_encoders(folder: Path) -> None:
    assert ChatbotModel.load(folder).encoder.max_tokens == 16


@pytest.mark.parametrize("name", [MODEL_FILE, TOKENIZER_FILE, DESCRIPTION_FILE])
def test_an_absent_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(BundleError, match=name):
        ChatbotModel.load(folder)


@pytest.mark.parametrize("name", [MODEL_FILE, TOKENIZER_FILE, DESCRIPTION_FILE])
def test_half_a_file_is_refused(folder: Path, name: str) -> None:
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(BundleError, match="not a readable model"):
        ChatbotModel.load(folder)


@pytest.mark.parametrize("fields", [{"format": 2}, {"surprise": 1}, {"max_tokens": 0}, {"data_sha256": "abc"}])
def test_a_description_of_another_form_is_refused(folder: Path, fields: dict[str, object]) -> None:
    change(folder, **fields)
    with pytest.raises(BundleError, match=next(iter(fields))):
        ChatbotModel.load(folder)


def test_a_description_of_another_encoder_is_refused(folder: Path) -> None:
    change(folder, dimension=384)
    with pytest.raises(BundleError, match="vectors have 32 numbers, the description says 384"):
        ChatbotModel.load(folder)
