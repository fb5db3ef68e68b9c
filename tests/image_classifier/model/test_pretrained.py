from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from projects.image_classifier.model.bundle import InputSpec, WeightsError
from projects.image_classifier.model.network import Deployed
from projects.image_classifier.model.preprocess import prepare
from projects.image_classifier.model.pretrained import (
    ASSET,
    MEAN,
    STD,
    EfficientNetLite0,
    SameConv,
    read_pretrained,
)
from shared.assets import AssetUnavailable, fetch
from shared.config import SharedSettings
from tests.image_classifier.published_weights import published_state, write_published

PALACE, DAISY = 698, 985
REFERENCE = [0.3038, 0.3452]
"""What efficientnet_lite_pytorch 0.1.0, an implementation by others, makes of the same pixels and weights."""


def test_every_published_tensor_finds_its_place(tmp_path: Path) -> None:
    published = published_state()
    ours = read_pretrained(write_published(tmp_path / "weights.pth")).state_dict()

    assert len(ours) == len(published) == 296
    for name, theirs in {
        "features.0.0.weight": "_conv_stem.weight",
        "features.0.1.running_mean": "_bn0.running_mean",
        "features.1.depthwise.0.weight": "_blocks.0._depthwise_conv.weight",
        "features.1.project.1.bias": "_blocks.0._bn2.bias",
        "features.16.expand.1.bias": "_blocks.15._bn0.bias",
        "features.16.depthwise.1.running_mean": "_blocks.15._bn1.running_mean",
        "features.17.1.bias": "_bn1.bias",
        "head.weight": "_fc.weight",
    }.items():
        assert torch.equal(ours[name], published[theirs]), name


def test_a_file_without_all_tensors_with_others_or_with_code_is_refused(tmp_path: Path) -> None:
    state = published_state()
    wrong = {
        "short": {name: tensor for name, tensor in state.items() if name != "_fc.bias"},
        "long": state | {"_extra.weight": torch.zeros(1)},
        "shape": state | {"_fc.bias": torch.zeros(999)},
        "list": [torch.zeros(1)],
        "code": Path("anything but a tensor"),
    }
    for name, content in wrong.items():
        torch.save(content, tmp_path / name)
    (tmp_path / "pickle").write_bytes(pickle.dumps(Path("old format"), protocol=2))
    (tmp_path / "html").write_text("<html>", "utf-8")
    (tmp_path / "empty").touch()

    for name in (*wrong, "pickle", "html", "empty"):
        with pytest.raises(WeightsError, match=f"{name}: not the published weights of EfficientNet-Lite0"):
            read_pretrained(tmp_path / name)


@pytest.mark.parametrize(("side", "kernel", "stride"), [(8, 3, 2), (7, 3, 2), (8, 5, 2), (7, 5, 1), (8, 1, 1)])
def test_padding_follows_tensorflow(side: int, kernel: int, stride: int) -> None:
    """Its documentation: the output has ceil(side / stride) positions, and the odd row of padding lies below."""
    conv = SameConv(1, 1, kernel, stride=stride, bias=False)
    torch.nn.init.ones_(conv.weight)
    ramp = torch.arange(1.0, side + 1).expand(1, 1, side, side)

    out_side = -(-side // stride)
    missing = max((out_side - 1) * stride + kernel - side, 0)
    columns = np.pad(np.arange(1.0, side + 1), (missing // 2, missing - missing // 2))
    rows = np.pad(np.ones(side), (missing // 2, missing - missing // 2))
    windows = [np.arange(position * stride, position * stride + kernel) for position in range(out_side)]
    expected = [[rows[down].sum() * columns[across].sum() for across in windows] for down in windows]

    assert np.allclose(conv(ramp)[0, 0].detach().numpy(), expected)


@pytest.mark.parametrize("side", [64, 75])
def test_logits_come_from_the_mean_of_the_features(side: int) -> None:
    network = EfficientNetLite0(5).eval()
    x = torch.randn(2, 3, side, side, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        logits, features = network(x), network.features(x)

    assert features.shape == (2, 1280, -(-side // 32), -(-side // 32))
    assert torch.allclose(logits, network.head(features.mean(dim=(2, 3))))


@pytest.fixture(scope="module")
def imagenet() -> EfficientNetLite0:
    settings = SharedSettings()
    try:
        return read_pretrained(fetch(ASSET, folder=settings.assets_dir, mirror=settings.asset_mirror))
    except AssetUnavailable as error:
        pytest.skip(str(error))


@pytest.mark.real_data
def test_the_published_weights_know_a_palace_and_a_daisy(imagenet: EfficientNetLite0) -> None:
    from sklearn.datasets import load_sample_image

    spec = InputSpec(size=224, channels=3, pipeline="photo")
    photos = [Image.fromarray(load_sample_image(name)) for name in ("china.jpg", "flower.jpg")]
    pixels = torch.from_numpy(np.stack([prepare(photo, spec) for photo in photos]))
    with torch.no_grad():
        logits, maps = Deployed(imagenet, mean=MEAN, std=STD, mirrored=False)(pixels)

    assert logits.argmax(dim=1).tolist() == [PALACE, DAISY]
    assert torch.allclose(maps.mean(dim=(2, 3)), logits, atol=1e-4)
    assert logits.softmax(dim=1).max(dim=1).values.tolist() == pytest.approx(REFERENCE, abs=1e-3)
