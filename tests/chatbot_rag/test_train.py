"""From a data set to a champion: what is registered, what the gate lets pass, and what it refuses."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from projects.chatbot_rag import train as training
from projects.chatbot_rag.configured import opened
from projects.chatbot_rag.data import Dataset
from projects.chatbot_rag.evaluate.rankings import Legs, score_dense
from projects.chatbot_rag.model.bundle import ChatbotModel
from projects.chatbot_rag.recipe import Recipe
from projects.chatbot_rag.settings import SERVICE, Settings
from projects.chatbot_rag.train import challenge, first_champion, has_champion, train
from projects.chatbot_rag.training.finetune import Tuned, finetune
from shared.assets import AssetUnavailable
from shared.tracking.registry import CHALLENGER, CHAMPION, RegisteredModel, Registry
from tests.chatbot_rag import library
from tests.chatbot_rag.training import small

ROOT = Path(__file__).resolve().parents[2]
RECIPE = small.RECIPE.model_copy(update={"epochs": 16, "patience": 16})


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small.write(tmp_path_factory.mktemp("data") / "small")


@pytest.fixture(scope="module")
def dataset(folder: Path) -> Dataset:
    return small.dataset(folder)


@pytest.fixture(scope="module")
def tuned(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Tuned:
    return finetune(small.pretrained(), dataset, RECIPE, seed=1, folder=tmp_path_factory.mktemp("training"))


@pytest.fixture
def settings(data_dir: Path) -> Settings:
    return Settings(_env_file=None, data_dir=data_dir)


def untrained(tuned: Tuned, dataset: Dataset) -> Tuned:
    """A challenger that never learned anything."""
    encoder = small.pretrained().encoder()
    dense = score_dense(encoder, encoder.encode(dataset.contents), tuned.validation.texts)
    return replace(tuned, encoder=small.pretrained(), legs=Legs(dense, tuned.legs.sparse))


def downloaded(settings: Settings, registered: RegisteredModel, folder: Path) -> ChatbotModel:
    return ChatbotModel.load(Registry(settings, SERVICE).download(registered, folder))


def test_what_the_gate_lets_pass_is_what_was_fine_tuned(
    settings: Settings, dataset: Dataset, tuned: Tuned, tmp_path: Path
) -> None:
    assert not has_champion(settings)
    report = challenge(settings, dataset, tuned, params={})
    assert report.passed, report.to_markdown()
    champion = Registry(settings, SERVICE).with_alias(CHAMPION)
    assert champion.data_sha256 == dataset.sha256
    assert champion.metrics["validation_ndcg_at_10"] > champion.metrics["validation_ndcg_at_10_of_bm25"]
    model = downloaded(settings, champion, tmp_path)
    assert model.fusion.weight == tuned.fusion.weight
    texts = ["a1 a10", "b1 b10"]
    np.testing.assert_array_equal(model.encoder.encode(texts), tuned.encoder.encoder().encode(texts))


def test_a_worse_challenger_is_registered_and_refused(settings: Settings, dataset: Dataset, tuned: Tuned) -> None:
    first = challenge(settings, dataset, tuned, params={})
    report = challenge(settings, dataset, untrained(tuned, dataset), params={})
    failed = [check.name for check in report.checks if not check.passed]
    assert "nDCG@10: lower end of the paired interval" in failed
    registry = Registry(settings, SERVICE)
    assert registry.with_alias(CHAMPION).version == first.challenger
    assert registry.with_alias(CHALLENGER).version == report.challenger


def test_the_champion_is_no_worse_than_itself(settings: Settings, dataset: Dataset, tuned: Tuned) -> None:
    challenge(settings, dataset, tuned, params={})
    again = challenge(settings, dataset, tuned, params={})
    assert again.passed, again.to_markdown()
    (change,) = [check for check in again.checks if check.name.startswith("nDCG@10: ")]
    assert change.measured == 0


def test_your_own_questions_are_learned_and_nothing_of_the_training_is_left(
    folder: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(_env_file=None, data_dir=data_dir, dataset_path=folder)
    monkeypatch.setattr(training, "pretrained", lambda _: small.pretrained())
    monkeypatch.setattr(Recipe, "read", lambda: RECIPE)
    report = train(settings)
    assert report.passed, report.to_markdown()
    assert not list(data_dir.rglob("*.safetensors"))


def test_the_committed_recipe_is_one() -> None:
    assert 1.0 in Recipe.read().shares


@pytest.mark.real_data
def test_the_first_champion_is_the_published_encoder_and_has_read_the_documents(
    settings: Settings, tmp_path: Path
) -> None:
    corpus = library.write(tmp_path / "corpus")
    here = settings.model_copy(update={"asset_mirror": Settings().assets_dir, "corpus": corpus})
    try:
        report = first_champion(here)
    except AssetUnavailable as error:
        pytest.skip(str(error))
    assert report.passed, report.to_markdown()
    model = downloaded(here, Registry(here, SERVICE).with_alias(CHAMPION), tmp_path)
    question, near, far = model.encoder.encode(
        ["How do I stop a network from overfitting?", "Regularisation against overfitting", "The train leaves at noon."]
    )
    assert question @ near > question @ far + 0.2
    with opened(here) as (assistant, _):
        assert {chunk.title for chunk in assistant.index.snapshot.chunks} >= {"Dropout", "Random forests"}


def test_the_first_start_needs_no_torch() -> None:
    code = (
        "import sys; from projects.chatbot_rag import train; from shared.encoder import graph, pretrained; "
        "sys.exit(any(name in sys.modules for name in ('torch', 'transformers', 'chromadb')))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
