"""From a data set to a champion: what is registered, what the gate lets pass, and what it refuses."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from projects.image_classifier import train as training
from projects.image_classifier.classify import Classifier
from projects.image_classifier.data import Dataset
from projects.image_classifier.model.bundle import (
    DESCRIPTION_FILE,
    MODEL_FILE,
    WEIGHTS_FILE,
    ImageModel,
    open_session,
)
from projects.image_classifier.model.bundle import (
    logits as logits_of,
)
from projects.image_classifier.model.export import to_onnx
from projects.image_classifier.model.network import Deployed
from projects.image_classifier.recipe import Recipe
from projects.image_classifier.settings import SERVICE, SHIPPED, Settings
from projects.image_classifier.train import challenge, first_champion, has_champion
from projects.image_classifier.training import deploy as deploying
from projects.image_classifier.training import trained as preparing
from projects.image_classifier.training import transfer
from projects.image_classifier.training.deploy import Deployable, deploy
from projects.image_classifier.training.distributed import Process
from projects.image_classifier.training.loop import MEAN, STD
from projects.image_classifier.training.trained import Trained, from_scratch
from shared.tracking.client import connect
from shared.tracking.registry import CHALLENGER, CHAMPION, Registry
from tests.image_classifier.data.photo_folder import photo, save
from tests.image_classifier.published_weights import write_published
from tests.image_classifier.training.small import RECIPE, SCHEDULE, dataset, network

DATASET = dataset()
ALONE = Process()


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """The small world, learned."""
    settings = Settings(_env_file=None, data_dir=tmp_path_factory.mktemp("training"))
    return from_scratch(settings, DATASET, RECIPE, ALONE)


@pytest.fixture(scope="module")
def made(trained: Trained) -> Deployable:
    """The small world, learned and exported."""
    return deploy(trained.network, trained.name, trained.material)


@pytest.fixture(scope="module")
def clueless(trained: Trained) -> Deployable:
    """A network that has learned nothing."""
    untrained = Deployed(network(seed=1), mean=MEAN, std=STD, mirrored=False)
    return deploy(untrained, trained.name, trained.material)


def settings_in(folder: Path) -> Settings:
    return Settings(_env_file=None, data_dir=folder, environment="test")


def test_the_first_model_is_promoted_and_serves(data_dir: Path, trained: Trained, made: Deployable) -> None:
    settings = settings_in(data_dir)
    assert not has_champion(settings)
    report = challenge(settings, trained, made)
    assert report.passed
    assert has_champion(settings)
    registry = Registry(settings, SERVICE)
    folder = registry.download(registry.with_alias(CHAMPION), data_dir / "out")
    assert {file.name for file in folder.iterdir()} == {DESCRIPTION_FILE, MODEL_FILE, WEIGHTS_FILE, "manifest.json"}
    verdicts = Classifier.load(folder).classify(DATASET.test.pixels[:, None])
    right = [
        DATASET.test.classes[label] == verdict.label
        for label, verdict in zip(DATASET.test.labels, verdicts, strict=True)
    ]
    assert np.mean(right) > 0.9


def test_a_worse_challenger_is_refused_and_the_champion_stays(
    data_dir: Path, trained: Trained, made: Deployable, clueless: Deployable
) -> None:
    settings = settings_in(data_dir)
    challenge(settings, trained, made)
    report = challenge(settings, trained, clueless)
    assert not report.passed
    failed = [check.name for check in report.checks if not check.passed]
    assert "accuracy: lower end of the paired interval" in failed
    registry = Registry(settings, SERVICE)
    assert registry.with_alias(CHAMPION).version == "1"
    assert registry.with_alias(CHALLENGER).version == "2"


def test_a_model_that_is_no_better_than_the_largest_class_is_refused_even_alone(
    data_dir: Path, trained: Trained, clueless: Deployable
) -> None:
    report = challenge(settings_in(data_dir), trained, clueless)
    assert not report.passed
    assert not has_champion(settings_in(data_dir))


def test_the_run_keeps_the_recipe_the_curves_and_the_verdict_of_the_gate(
    data_dir: Path, trained: Trained, made: Deployable
) -> None:
    settings = settings_in(data_dir)
    challenge(settings, trained, made)
    client = connect(settings)
    run = client.get_run(Registry(settings, SERVICE).with_alias(CHAMPION).run_id)
    assert run.data.tags["data_sha256"] == DATASET.sha256
    assert run.data.params["channels"] == str(list(RECIPE.channels))
    assert len(client.get_metric_history(run.info.run_id, "loss")) == SCHEDULE.epochs
    assert "gate.md" in {file.path for file in client.list_artifacts(run.info.run_id)}


def test_what_is_exported_answers_as_the_network_does(trained: Trained, made: Deployable, tmp_path: Path) -> None:
    made.save(tmp_path)
    model = ImageModel.load(tmp_path)
    pixels = DATASET.test.pixels[:, None]
    with torch.inference_mode():
        logits, maps = trained.network.eval()(torch.from_numpy(pixels))
    tolerance = 1e-4 if made.description.precision == "fp32" else 0.2
    assert np.abs(model.logits(pixels) - logits.numpy()).max() < tolerance
    served, evidence = model.maps(pixels)
    assert evidence.shape == maps.shape
    assert np.abs(evidence.mean(axis=(2, 3)) - served).max() < 1e-4


def test_the_exact_graph_is_the_network_to_the_fourth_decimal(trained: Trained, tmp_path: Path) -> None:
    pixels = DATASET.test.pixels[:, None]
    exact = to_onnx(trained.network, channels=1, size=28)
    with torch.inference_mode():
        logits, _ = trained.network.eval()(torch.from_numpy(pixels))
    served = logits_of(open_session(exact, threads=1), pixels)
    assert np.abs(served - logits.numpy()).max() < 1e-4


def test_eight_bits_that_cost_accuracy_are_not_served(
    trained: Trained, clueless: Deployable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deploying, "quantize", lambda _model, _pixels: clueless.graph)
    made = deploy(trained.network, trained.name, trained.material)
    assert made.description.precision == "fp32"
    assert made.accuracy["int8"] < made.accuracy["fp32"]


def test_a_training_leaves_no_checkpoint_behind(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    trained = from_scratch(settings, DATASET, RECIPE, ALONE)
    assert trained.checkpoint is not None
    assert trained.checkpoint.is_file()
    trained.forget_checkpoint()
    assert not trained.checkpoint.exists()


def test_another_recipe_does_not_go_on_from_a_checkpoint_that_is_not_its_own(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    longer = RECIPE.model_copy(update={"schedule": SCHEDULE.model_copy(update={"epochs": 6})})
    one = from_scratch(settings, DATASET, RECIPE, ALONE)
    other = from_scratch(settings, DATASET, longer, ALONE)
    assert one.checkpoint != other.checkpoint
    assert len(other.curves["loss"]) == 6


def test_the_shipped_model_becomes_the_first_champion_without_data(data_dir: Path) -> None:
    settings = settings_in(data_dir)
    report = first_champion(settings)
    assert report.passed
    champion = Registry(settings, SERVICE).with_alias(CHAMPION)
    assert champion.data_sha256 == ImageModel.load(SHIPPED).description.data_sha256
    assert not settings.assets_dir.exists()


def test_training_reads_the_data_set_and_the_recipe(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, made: Deployable
) -> None:
    def small(_settings: Settings) -> Dataset:
        return DATASET

    monkeypatch.setattr(training, "load_dataset", small)
    monkeypatch.setattr(Recipe, "read", classmethod(lambda _cls: RECIPE))
    settings = settings_in(data_dir)
    assert training.retrain(settings).passed
    assert not list((data_dir / "training" / SERVICE).iterdir())


def test_own_photos_become_a_champion_that_serves(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On weights of random numbers, which tell dark photos from bright ones as well."""
    for name, level in (("bright", 255), ("dark", 0)):
        for number in range(12):
            tint = Image.new("RGB", (64, 48), (level, level, level))
            save(tmp_path / "photos" / name / f"{number}.png", Image.blend(photo(level + number), tint, 0.7))
    monkeypatch.setattr(preparing, "fetch", lambda *_args, **_options: write_published(tmp_path / "weights.pth"))
    monkeypatch.setattr(transfer, "Recipe", partial(transfer.Recipe, size=64, views=1, epochs=3))
    settings = settings_in(data_dir).model_copy(update={"dataset_path": tmp_path / "photos"})
    first_champion(settings)
    registry = Registry(settings, SERVICE)
    model = ImageModel.load(registry.download(registry.with_alias(CHALLENGER), tmp_path / "download"))
    assert model.description.classes == ("bright", "dark")
    assert model.description.input.pipeline == "photo"
    files = [(tmp_path / "photos" / name / "0.png").read_bytes() for name in ("bright", "dark")]
    classifier = Classifier(model)
    pixels = np.stack([classifier.read(file, max_pixels=10_000) for file in files])
    assert [verdict.label for verdict in classifier.classify(pixels)] == ["bright", "dark"]
