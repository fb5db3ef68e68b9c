"""Evidence maps: they equal Grad-CAM, change with the weights, and mark what matters."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from projects.image_classifier.classify import Classifier
from projects.image_classifier.evaluate import gradcam
from projects.image_classifier.evaluate.explanations import (
    LEAST,
    MARKED,
    blurred,
    cosine,
    deletion,
    deletion_tables,
    hide,
    rank_correlation,
    sanity_table,
    with_shuffled_weights,
)
from projects.image_classifier.evaluate.figures import explanations
from projects.image_classifier.evaluate.scores import score
from projects.image_classifier.model.bundle import WEIGHTS_FILE
from projects.image_classifier.model.network import Deployed, ResNet
from projects.image_classifier.recipe import Recipe
from tests.image_classifier.evaluate import small_catalogue

SEED = 1
MEAN, STD = 0.286, 0.353
RECIPE = Recipe.read().model_copy(update={"channels": (8, 16, 32), "depths": (1, 0, 1), "mirrored": False})
PIXELS = small_catalogue.images(3, seed=9).pixels


def deployed() -> Deployed:
    """Random, but with the normalisation of a network that has seen pictures."""
    torch.manual_seed(SEED)
    resnet = ResNet(10, channels=RECIPE.channels, depths=RECIPE.depths)
    with torch.no_grad():
        for _ in range(20):
            resnet((torch.from_numpy(PIXELS)[:, None].float() / 255 - MEAN) / STD)
    return Deployed(resnet, mean=(MEAN,), std=(STD,), mirrored=RECIPE.mirrored).eval()


def test_the_served_map_is_grad_cam_but_for_the_scale() -> None:
    network = deployed()
    with torch.no_grad():
        logits, maps = network(torch.from_numpy(PIXELS)[:, None])
    predicted = logits.argmax(dim=1).numpy()
    ours = gradcam.as_shown(maps.numpy()[np.arange(len(PIXELS)), predicted], 28, 28)
    theirs = gradcam.grad_cam(network, PIXELS, predicted)

    assert ours.max(axis=(1, 2)).mean() > 0.5
    np.testing.assert_allclose(ours, theirs, atol=1e-3)
    np.testing.assert_allclose(cosine(ours, theirs)[ours.max(axis=(1, 2)) > 0], 1, atol=1e-5)


def test_the_network_of_a_bundle_is_read_back(tmp_path: Path) -> None:
    network = deployed()
    save_file(network.state_dict(), tmp_path / WEIGHTS_FILE)
    again = gradcam.read_network(tmp_path, RECIPE, 10)
    pixels = torch.from_numpy(PIXELS)[:, None]

    assert again is not None
    torch.testing.assert_close(again(pixels), network(pixels))
    assert gradcam.read_network(tmp_path / "nothing", RECIPE, 10) is None


def test_maps_that_rank_alike_correlate_and_a_constant_map_does_with_nothing() -> None:
    maps = np.random.default_rng(0).random((3, 7, 7)).astype(np.float32)

    np.testing.assert_allclose(rank_correlation(maps, maps**3), 1)
    np.testing.assert_allclose(rank_correlation(maps, -maps), -1)
    np.testing.assert_allclose(rank_correlation(maps, np.zeros_like(maps)), 0)
    np.testing.assert_allclose(cosine(maps, 3 * maps), 1)
    np.testing.assert_allclose(cosine(maps, -maps), 0)


def test_shuffled_weights_forget_what_was_learned(classifier: Classifier, bundle: Path) -> None:
    images = small_catalogue.images(10, seed=2)
    shuffled, again = (with_shuffled_weights(classifier.model, bundle, SEED) for _ in range(2))
    table = sanity_table(classifier.model, bundle, images.pixels, SEED)

    assert score(classifier.model, images).correct.mean() > 0.9
    assert score(shuffled, images).correct.mean() < 0.5
    np.testing.assert_array_equal(score(shuffled, images).logits, score(again, images).logits)
    assert table.row("with shuffled weights").metrics["rank correlation"].value < 0.9


def test_a_quarter_is_hidden_where_the_order_is_highest() -> None:
    white, black = np.full((1, 28, 28), 255, np.uint8), np.zeros((1, 28, 28), np.uint8)
    order = np.arange(4.0).reshape(1, 2, 2)
    hidden = hide(white, black, order)

    assert (hidden == 0).mean() == 0.25
    assert not hidden[0, 14:, 14:].any()


def test_blur_takes_the_detail_and_leaves_the_light() -> None:
    assert blurred(PIXELS).std() < PIXELS.std()
    assert blurred(PIXELS).mean() == pytest.approx(PIXELS.mean(), rel=0.05)


def test_deleting_what_is_marked_costs_more_than_deleting_the_least_marked(classifier: Classifier) -> None:
    lost = deletion(classifier.model, PIXELS, blurred(PIXELS), SEED)
    table, comparisons = deletion_tables(classifier.model, PIXELS, SEED)

    assert lost[MARKED].mean() > lost[LEAST].mean()
    assert table.row(MARKED).metrics["confidence lost to blur"].value == pytest.approx(lost[MARKED].mean(), abs=1e-6)
    assert [one.baseline for one in comparisons] == ["marked in another picture", "at random", "brightest"]


def test_the_figure_is_the_same_each_time(classifier: Classifier, tmp_path: Path) -> None:
    images = small_catalogue.images(1, seed=2)
    for name in ("first.svg", "second.svg"):
        explanations(classifier.model, images, tmp_path / name)

    assert (tmp_path / "first.svg").read_bytes() == (tmp_path / "second.svg").read_bytes()
