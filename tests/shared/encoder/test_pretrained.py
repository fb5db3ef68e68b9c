"""The published files are read as they are; anything else is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from projects.chatbot_rag.settings import Settings
from shared.assets import AssetUnavailable, fetch
from shared.encoder.graph import WeightsError
from shared.encoder.onnx_encoder import EncoderError
from shared.encoder.pretrained import TOKENIZER_ASSET, WEIGHTS_ASSET, Pretrained
from tests.shared.encoder import tiny


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    weights, tokenizer = tmp_path / "weights.safetensors", tmp_path / "tokenizer.json"
    save_file(dict(tiny.pretrained().tensors), weights)
    tokenizer.write_bytes(tiny.tokenizer())
    return weights, tokenizer


def test_tensors_and_tokenizer_are_read(files: tuple[Path, Path]) -> None:
    read = Pretrained.read(*files)
    assert read.dimension == tiny.HIDDEN
    assert read.with_tensors(tiny.pretrained(seed=1).tensors).graph() != read.graph()


def test_half_a_file_of_weights_is_refused(files: tuple[Path, Path]) -> None:
    files[0].write_bytes(files[0].read_bytes()[:1000])
    with pytest.raises(EncoderError, match=r"weights\.safetensors: not a safetensors file"):
        Pretrained.read(*files)


def test_a_damaged_tokenizer_is_refused(files: tuple[Path, Path]) -> None:
    files[1].write_text("{}")
    with pytest.raises(EncoderError, match="not a readable tokenizer"):
        Pretrained.read(*files)


def test_other_tensors_are_refused(files: tuple[Path, Path]) -> None:
    save_file({"w": np.zeros(3, np.float32)}, files[0])
    with pytest.raises(WeightsError):
        Pretrained.read(*files).graph()


@pytest.mark.real_data
def test_the_published_encoder_gives_its_known_similarities() -> None:
    """The example of its model card, to the four decimals that are printed there."""
    settings = Settings()
    try:
        paths = [
            fetch(name, folder=settings.assets_dir, mirror=settings.asset_mirror)
            for name in (WEIGHTS_ASSET, TOKENIZER_ASSET)
        ]
    except AssetUnavailable as error:
        pytest.skip(str(error))
    vectors = (
        Pretrained.read(*paths)
        .encoder()
        .encode(["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."])
    )
    similarities = [[1.0, 0.6660, 0.1046], [0.6660, 1.0, 0.1411], [0.1046, 0.1411, 1.0]]
    np.testing.assert_allclose(vectors @ vectors.T, similarities, atol=1e-4)
