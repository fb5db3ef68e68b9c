"""Augmentation: pictures stay pictures, and each has random numbers of its own."""

import pytest
import torch

from projects.image_classifier.training.augment import HOLE, train_preset

VARIED = 0.3


def test_pictures_stay_pictures() -> None:
    torch.manual_seed(0)
    varied = train_preset(torch.rand(500, 1, 28, 28), VARIED)
    assert varied.shape == (500, 1, 28, 28)
    assert 0 <= float(varied.min()) <= float(varied.max()) <= 1


def test_each_picture_is_varied_in_its_own_way() -> None:
    torch.manual_seed(0)
    picture = torch.rand(1, 1, 28, 28)
    varied = train_preset(picture.expand(50, -1, -1, -1).clone(), VARIED)
    assert len({row.numpy().tobytes() for row in varied}) == 50


def test_the_seed_decides() -> None:
    picture = torch.rand(20, 1, 28, 28)
    torch.manual_seed(3)
    one = train_preset(picture, VARIED)
    torch.manual_seed(3)
    assert torch.equal(one, train_preset(picture, VARIED))
    assert not torch.equal(one, train_preset(picture, VARIED))


def test_the_input_is_left_as_it_was() -> None:
    picture = torch.rand(20, 1, 28, 28)
    before = picture.clone()
    train_preset(picture, VARIED)
    assert torch.equal(picture, before)


def test_every_picture_gets_a_hole_that_is_no_larger_than_it_should_be() -> None:
    torch.manual_seed(1)
    dark = (train_preset(torch.full((300, 1, 28, 28), 0.8), 0.0) == 0).flatten(1).sum(1)
    assert int(dark.min()) > 0
    assert int(dark.median()) <= HOLE * HOLE + 2 * 2 * 28


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_as_many_pictures_are_varied_as_should_be(share: float) -> None:
    """A picture of one bright pixel keeps it unless it is varied in shape, in light, or loses it to the hole."""
    torch.manual_seed(2)
    picture = torch.zeros(1000, 1, 28, 28)
    picture[:, :, 14, 14] = 1.0
    moved = train_preset(picture, share).flatten(1)
    untouched = ((moved > 0.999).sum(1) == 1) & ((moved > 0.001).sum(1) == 1)
    covered = (moved == 0).all(1)
    kept = float((untouched | covered).float().mean())
    assert abs(kept - (1 - share) ** 2) < 0.12
