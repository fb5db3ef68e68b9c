"""The model that comes with the repository: what it is, that it answers as it was trained, and as it was measured."""

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from projects.image_classifier.classify import Classifier, sample_files, slug
from projects.image_classifier.data import Dataset
from projects.image_classifier.evaluate.report import METRICS_FILE
from projects.image_classifier.evaluate.scores import REPORTS, score
from projects.image_classifier.model.bundle import MODEL_FILE, WEIGHTS_FILE, ImageModel, logits, open_session
from projects.image_classifier.model.export import to_onnx
from projects.image_classifier.model.network import Deployed, ResNet
from projects.image_classifier.recipe import Recipe
from projects.image_classifier.settings import SHIPPED
from projects.image_classifier.training.loop import MEAN, STD, predict
from shared.evaluation import Report
from tests.image_classifier.pictures import encoded

MAX_BYTES = 5_000_000
FLOOR = 0.945
OTHER_PROCESSORS = 0.001
"""Processors without the same 8-bit instructions round differently."""


@pytest.fixture(scope="module")
def shipped() -> Classifier:
    return Classifier.load(SHIPPED)


@pytest.fixture(scope="module")
def network() -> Deployed:
    """The shipped weights in torch."""
    recipe = Recipe.read()
    resnet = ResNet(10, channels=recipe.channels, depths=recipe.depths)
    deployed = Deployed(resnet, mean=MEAN, std=STD, mirrored=recipe.mirrored)
    deployed.load_state_dict(load_file(SHIPPED / WEIGHTS_FILE))
    return deployed.eval()


def test_it_is_small() -> None:
    assert sum((SHIPPED / name).stat().st_size for name in (MODEL_FILE, WEIGHTS_FILE)) < MAX_BYTES


def test_it_has_less_than_a_million_parameters(shipped: Classifier, network: Deployed) -> None:
    parameters = sum(parameter.numel() for parameter in network.parameters())
    assert parameters == shipped.model.description.parameters < 1_000_000


def test_it_recognises_the_samples(shipped: Classifier) -> None:
    for name, file in sample_files().items():
        [verdict] = shipped.classify(shipped.read(file.read_bytes(), max_pixels=10_000)[None])
        assert f"{slug(verdict.label)}.png" == name
        assert verdict.rejected in (None, "unsure")


def test_the_same_bytes_give_the_same_logits_in_training_and_in_serving(shipped: Classifier, network: Deployed) -> None:
    """From a PNG file by the way of the service, and from the array by the way of the training loop."""
    pictures = np.stack([np.asarray(Image.open(file)) for file in sample_files().values()])
    served = np.stack(
        [shipped.read(encoded(Image.fromarray(picture), "PNG"), max_pixels=10_000) for picture in pictures]
    )
    plain, mirrored = (
        predict(
            torch.nn.Sequential(network.features, torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), network.head), x
        )
        for x in (pictures, np.ascontiguousarray(pictures[:, :, ::-1]))
    )
    exact = open_session(to_onnx(network, channels=1, size=28), threads=1)
    assert np.abs(logits(exact, served) - (plain + mirrored) / 2).max() < 1e-4


def test_the_report_is_about_it(shipped: Classifier) -> None:
    report = Report.read(REPORTS / METRICS_FILE)
    assert report.data_sha256 == shipped.model.description.data_sha256
    assert report.table("accuracy").row("champion").metrics["accuracy"].value >= FLOOR


@pytest.mark.real_data
def test_its_accuracy_on_the_official_test_set_is_that_of_the_report(
    shipped: Classifier, fashion_mnist: Dataset
) -> None:
    assert fashion_mnist.sha256 == shipped.model.description.data_sha256
    measured = score(ImageModel.load(SHIPPED), fashion_mnist.test).correct.mean()
    told = Report.read(REPORTS / METRICS_FILE).table("accuracy").row("champion").metrics["accuracy"].value
    assert measured == pytest.approx(told, abs=OTHER_PROCESSORS)
