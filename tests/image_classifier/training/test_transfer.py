"""Transfer learning, on random weights in the place of the published ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from projects.image_classifier.data import Photos
from projects.image_classifier.data.folder import load
from projects.image_classifier.model.preprocess import prepare
from projects.image_classifier.model.pretrained import EfficientNetLite0, read_pretrained
from projects.image_classifier.training.transfer import (
    Activations,
    Recipe,
    activate,
    deployed,
    embed,
    fit_photos,
    predict,
    tune,
)
from tests.image_classifier.data.photo_folder import MAX_PIXELS, photo, save
from tests.image_classifier.published_weights import write_published

RECIPE = Recipe(size=64, views=2, epochs=2)
EVERY = np.arange(24)


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_published(tmp_path_factory.mktemp("weights") / "weights.pth")


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Photos:
    """Twelve reddish pictures and twelve bluish ones."""
    root = tmp_path_factory.mktemp("photos")
    for name, colour in (("blue", (0, 0, 255)), ("red", (255, 0, 0))):
        for number in range(12):
            tint = Image.new("RGB", (64, 48), colour)
            save(root / name / f"{number:02}.png", Image.blend(photo(number), tint, 0.5))
    return load(root, max_pixels=MAX_PIXELS)


@pytest.fixture(scope="module")
def published(weights: Path) -> EfficientNetLite0:
    return read_pretrained(weights)


@pytest.fixture(scope="module")
def activations(published: EfficientNetLite0, photos: Photos) -> Activations:
    return activate(published, photos.files, RECIPE, max_pixels=MAX_PIXELS, seed=0)


def test_a_fitted_network_knows_its_photos_and_answers_as_it_will_when_served(photos: Photos, weights: Path) -> None:
    recipe = RECIPE.model_copy(update={"epochs": 30, "head_rate": 1e-3})
    network = fit_photos(photos, recipe, weights=weights, max_pixels=MAX_PIXELS, seed=0)

    pixels = np.stack([prepare(Image.open(file), RECIPE.input) for file in photos.files])
    with torch.no_grad():
        logits, maps = deployed(network)(torch.from_numpy(pixels))
    assert (logits.argmax(dim=1).numpy() == photos.labels).mean() > 0.9
    assert maps.shape == (24, 2, 2, 2)


def test_predictions_are_those_of_the_deployed_network(
    published: EfficientNetLite0, activations: Activations, photos: Photos
) -> None:
    network = tune(published, activations, photos.labels, EVERY, RECIPE, seed=0)
    chosen = np.array([3, 20, 7])
    pixels = np.stack([prepare(Image.open(photos.files[position]), RECIPE.input) for position in chosen])
    with torch.no_grad():
        logits, _ = deployed(network)(torch.from_numpy(pixels))

    assert predict(network, activations, chosen, RECIPE) == pytest.approx(logits.numpy(), abs=0.1)  # bfloat16


def test_only_the_late_layers_and_the_head_learn(
    published: EfficientNetLite0, activations: Activations, photos: Photos
) -> None:
    before = {name: tensor.clone() for name, tensor in published.state_dict().items()}

    network = tune(published, activations, photos.labels, EVERY, RECIPE, seed=0)

    changed = {name.rsplit(".", 2)[0] for name, new in network.state_dict().items() if not new.equal(before[name])}
    assert changed == {f"features.{RECIPE.frozen}", "head"}
    assert all(tensor.equal(before[name]) for name, tensor in published.state_dict().items())
    assert not network.training


def test_the_same_seed_gives_the_same_network_and_disturbs_nobody_elses(
    published: EfficientNetLite0, activations: Activations, photos: Photos
) -> None:
    state = torch.get_rng_state()
    again = activate(published, photos.files, RECIPE, max_pixels=MAX_PIXELS, seed=0)
    [one, same, other] = [
        tune(published, activations, photos.labels, EVERY, RECIPE, seed=seed).head.weight for seed in (0, 0, 1)
    ]

    assert torch.equal(again.views, activations.views)
    assert torch.equal(one, same)
    assert not torch.equal(one, other)
    assert torch.equal(torch.get_rng_state(), state)


def test_views_are_varied_and_the_plain_photo_is_not(published: EfficientNetLite0, photos: Photos) -> None:
    first, second = (activate(published, photos.files[:2], RECIPE, max_pixels=MAX_PIXELS, seed=seed) for seed in (0, 1))

    assert torch.equal(first.plain, second.plain)
    assert first.views.shape == (2, 2, 320, 2, 2)
    different = [first.views[0], first.views[1], second.views[0], second.views[1], first.plain]
    assert len({tensor.float().sum().item() for tensor in different}) == 5


def test_transparency_is_laid_on_white_as_the_service_does(published: EfficientNetLite0, tmp_path: Path) -> None:
    picture = photo(0).convert("RGBA")
    picture.putalpha(128)
    white = Image.new("RGBA", picture.size, "white")
    files = [
        save(tmp_path / "own.png", picture),
        save(tmp_path / "on_white.png", Image.alpha_composite(white, picture).convert("RGB")),
    ]

    [own, on_white] = [activate(published, [file], RECIPE, max_pixels=MAX_PIXELS, seed=0) for file in files]

    assert torch.equal(own.plain, on_white.plain)
    assert torch.equal(own.views, on_white.views)


def test_embeddings_are_the_features_of_the_published_network(
    published: EfficientNetLite0, activations: Activations, photos: Photos
) -> None:
    pixels = torch.from_numpy(prepare(Image.open(photos.files[0]), RECIPE.input))[None]
    with torch.no_grad():
        expected = published.features((pixels.float() - 127) / 128).mean(dim=(2, 3))

    embeddings = embed(published, activations, RECIPE)
    assert embeddings.shape == (24, 1280)
    assert embeddings[:1] == pytest.approx(expected.numpy(), abs=0.3)  # bfloat16, and values up to 6
