"""Contrastive fine-tuning: it learns, it goes on where it was killed, and it knows when to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from shared import checkpoint
from shared.encoder.averaging import average
from shared.encoder.contrastive import Lessons, Progress, batches, fit
from shared.encoder.graph import Tensors
from shared.encoder.pretrained import Pretrained
from shared.encoder.recipe import Recipe
from tests.shared.encoder import tiny

ROOT = Path(__file__).resolve().parents[3]
SIZE = 10
RECIPE = Recipe(
    epochs=8,
    patience=8,
    batch_size=8,
    learning_rate=3e-3,
    warmup=0.1,
    weight_decay=0.01,
    scale=20.0,
    hard_negatives=1,
    negatives_depth=5,
    shares=(1.0,),
)


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Networks of a blink are slower on several threads, and stand still beside whatever else is running."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def pretrained() -> Pretrained:
    return tiny.pretrained([f"{language}{number}" for language in "ab" for number in range(SIZE)])


def lessons() -> Lessons:
    """Queries in one language, documents in another; every query has one document, and two that are close to it."""
    pairs = [(number, (7 * number + 3) % SIZE) for number in range(SIZE)]
    return Lessons(
        queries=[f"b{i} b{j}" for i, j in pairs],
        relevant=[frozenset({i}) for i, _ in pairs],
        documents=[f"a{i} a{j}" for i, j in pairs],
        negatives=[[(i + 1) % SIZE, j] for i, j in pairs],
    )


def equal(one: Tensors, other: Tensors) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)


def test_the_loss_falls_and_the_words_stay_as_published(tmp_path: Path) -> None:
    weights, progress = fit(pretrained(), lessons(), RECIPE, lambda _: 0.5, seed=1, path=tmp_path / "state")
    assert progress.epochs[-1].loss < 0.7 * progress.epochs[0].loss
    words = "embeddings.word_embeddings.weight"
    np.testing.assert_array_equal(weights[words], pretrained().tensors[words])


KILLED = """
import os, signal, sys
from pathlib import Path
import torch
from shared.encoder.contrastive import fit
from tests.shared.encoder.test_contrastive import RECIPE, lessons, pretrained

torch.set_num_threads(1)
asked = []

def judge(weights):
    asked.append(weights)
    if len(asked) == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    return 0.1 * len(asked)

fit(pretrained(), lessons(), RECIPE, judge, seed=1, path=Path(sys.argv[1]))
"""


def test_a_training_that_is_killed_ends_with_the_weights_of_one_that_is_not(tmp_path: Path) -> None:
    path = tmp_path / "killed.safetensors"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    child = subprocess.run([sys.executable, "-c", KILLED, str(path)], env=environment, cwd=ROOT, check=False)
    assert child.returncode == -signal.SIGKILL
    _, progress = checkpoint.read(path)
    assert len(Progress.model_validate(progress).epochs) == 3

    rising = [0.4, 0.5, 0.6, 0.7, 0.8]
    resumed, after = fit(pretrained(), lessons(), RECIPE, lambda _: rising.pop(0), seed=1, path=path)
    steps = [0.1 * (number + 1) for number in range(RECIPE.epochs)]
    whole, unbroken = fit(pretrained(), lessons(), RECIPE, lambda _: steps.pop(0), seed=1, path=tmp_path / "whole")
    assert equal(resumed, whole)
    assert [epoch.loss for epoch in after.epochs] == [epoch.loss for epoch in unbroken.epochs]


def test_the_weights_of_the_best_epoch_are_returned_after_patience(tmp_path: Path) -> None:
    recipe = RECIPE.model_copy(update={"patience": 2})
    scores, seen = [0.3, 0.6, 0.5, 0.6, 0.9], []

    def judge(weights: Tensors) -> float:
        seen.append(weights)
        return scores[len(seen) - 1]

    weights, progress = fit(pretrained(), lessons(), recipe, judge, seed=1, path=tmp_path / "state")
    assert [epoch.score for epoch in progress.epochs] == [0.3, 0.6, 0.5, 0.6]
    assert equal(weights, seen[1])


def test_a_training_that_is_over_is_not_done_again(tmp_path: Path) -> None:
    path = tmp_path / "state.safetensors"
    weights, _ = fit(pretrained(), lessons(), RECIPE, lambda _: 0.5, seed=1, path=path)

    def never(_weights: Tensors) -> float:
        raise AssertionError("trained again")

    again, _ = fit(pretrained(), lessons(), RECIPE, never, seed=1, path=path)
    assert equal(again, weights)


def test_an_epoch_asks_every_query_once_beside_its_document_and_its_negatives() -> None:
    learnt = lessons()
    drawn = list(batches(learnt, RECIPE, epoch=0, seed=1))
    assert sorted(query for batch in drawn for query in batch.queries) == sorted(learnt.queries)
    for batch in drawn:
        for row, (query, own) in enumerate(zip(batch.queries, batch.own.tolist(), strict=True)):
            position = learnt.queries.index(query)
            assert batch.documents[own] == learnt.documents[position]
            negative = batch.documents[len(batch.queries) + row]
            assert negative in {learnt.documents[number] for number in learnt.negatives[position]}


def test_epochs_differ_and_equal_seeds_do_not() -> None:
    first, again, later = (
        [batch.queries for batch in batches(lessons(), RECIPE, epoch=epoch, seed=1)] for epoch in (0, 0, 1)
    )
    assert first == again != later


def test_what_answers_a_query_too_is_not_counted_against_it() -> None:
    learnt = Lessons(["b1", "b2"], [frozenset({0, 1}), frozenset({1})], ["a0", "a1"], [[], []])
    for seed in range(10):
        (batch,) = batches(learnt, RECIPE, epoch=0, seed=seed)
        row = batch.queries.index("b1")
        other = 1 - int(batch.own[row])
        assert batch.documents[other] == "a1"
        assert bool(batch.others[row, other])
        assert not batch.others[:, batch.own].diagonal().any()


@pytest.mark.parametrize("damage", ["", "not a checkpoint"])
def test_a_checkpoint_is_written_whole_or_not_at_all(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "state.safetensors"
    checkpoint.write(path, {"x": torch.ones(2)}, {"epochs": 1})
    path.with_suffix(".part").write_text(damage)
    tensors, progress = checkpoint.read(path)
    assert tensors["x"].tolist() == [1, 1]
    assert progress == {"epochs": 1}


def test_an_average_lies_on_the_line_between_the_two() -> None:
    published, tuned = {"w": np.zeros(2, np.float32), "unused": np.ones(1, np.float32)}, {"w": np.ones(2, np.float32)}
    np.testing.assert_allclose(average(published, tuned, 0.25)["w"], 0.25)
    np.testing.assert_array_equal(average(published, tuned, 1.0)["w"], tuned["w"])
