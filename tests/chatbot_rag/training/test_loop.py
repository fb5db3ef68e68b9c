"""The training loop: it learns, it goes on where it was killed, and it knows when to stop."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from projects.chatbot_rag.data import Queries
from projects.chatbot_rag.training.loop import Lessons, Progress, batches, fit
from shared import checkpoint
from shared.encoder.graph import Tensors
from tests.chatbot_rag.training import small
from tests.chatbot_rag.training.small import RECIPE

ROOT = Path(__file__).resolve().parents[3]


def lessons() -> Lessons:
    """Every question has one document, and two that are close to it."""
    pairs = [(number, (7 * number + 3) % small.SIZE) for number in range(small.SIZE)]
    queries = Queries(
        ids=tuple(f"q{i}" for i, _ in pairs),
        texts=tuple(f"b{i} b{j}" for i, j in pairs),
        relevant=tuple(frozenset({i}) for i, _ in pairs),
    )
    return Lessons(queries, [f"a{i} a{j}" for i, j in pairs], [[(i + 1) % small.SIZE, j] for i, j in pairs])


def equal(one: Tensors, other: Tensors) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)


def test_the_loss_falls_and_the_words_stay_as_published(tmp_path: Path) -> None:
    weights, progress = fit(small.pretrained(), lessons(), RECIPE, lambda _: 0.5, seed=1, path=tmp_path / "state")
    assert progress.epochs[-1].loss < 0.7 * progress.epochs[0].loss
    words = "embeddings.word_embeddings.weight"
    np.testing.assert_array_equal(weights[words], small.pretrained().tensors[words])


KILLED = """
import os, signal, sys
from pathlib import Path
import torch
from projects.chatbot_rag.training.loop import fit
from tests.chatbot_rag.training import small
from tests.chatbot_rag.training.test_loop import lessons

torch.set_num_threads(1)
asked = []

def judge(weights):
    asked.append(weights)
    if len(asked) == 4:
        os.kill(os.getpid(), signal.SIGKILL)
    return 0.1 * len(asked)

fit(small.pretrained(), lessons(), small.RECIPE, judge, seed=1, path=Path(sys.argv[1]))
"""


def test_a_training_that_is_killed_ends_with_the_weights_of_one_that_is_not(tmp_path: Path) -> None:
    path = tmp_path / "killed.safetensors"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    child = subprocess.run([sys.executable, "-c", KILLED, str(path)], env=environment, cwd=ROOT, check=False)
    assert child.returncode == -signal.SIGKILL
    _, progress = checkpoint.read(path)
    assert len(Progress.model_validate(progress).epochs) == 3

    rising = [0.4, 0.5, 0.6, 0.7, 0.8]
    resumed, after = fit(small.pretrained(), lessons(), RECIPE, lambda _: rising.pop(0), seed=1, path=path)
    steps = [0.1 * (number + 1) for number in range(RECIPE.epochs)]
    whole, unbroken = fit(
        small.pretrained(), lessons(), RECIPE, lambda _: steps.pop(0), seed=1, path=tmp_path / "whole"
    )
    assert equal(resumed, whole)
    assert [epoch.loss for epoch in after.epochs] == [epoch.loss for epoch in unbroken.epochs]


def test_the_weights_of_the_best_epoch_are_returned_after_patience(tmp_path: Path) -> None:
    recipe = RECIPE.model_copy(update={"patience": 2})
    scores, seen = [0.3, 0.6, 0.5, 0.6, 0.9], []

    def judge(weights: Tensors) -> float:
        seen.append(weights)
        return scores[len(seen) - 1]

    weights, progress = fit(small.pretrained(), lessons(), recipe, judge, seed=1, path=tmp_path / "state")
    assert [epoch.ndcg for epoch in progress.epochs] == [0.3, 0.6, 0.5, 0.6]
    assert equal(weights, seen[1])


def test_a_training_that_is_over_is_not_done_again(tmp_path: Path) -> None:
    path = tmp_path / "state.safetensors"
    weights, _ = fit(small.pretrained(), lessons(), RECIPE, lambda _: 0.5, seed=1, path=path)

    def never(_weights: Tensors) -> float:
        raise AssertionError("trained again")

    again, _ = fit(small.pretrained(), lessons(), RECIPE, never, seed=1, path=path)
    assert equal(again, weights)


def test_an_epoch_asks_every_question_once_beside_its_document_and_its_negatives() -> None:
    learnt = lessons()
    drawn = list(batches(learnt, RECIPE, epoch=0, seed=1))
    asked = [question for batch in drawn for question in batch.questions]
    assert sorted(asked) == sorted(learnt.queries.texts)
    for batch in drawn:
        for row, (question, own) in enumerate(zip(batch.questions, batch.own.tolist(), strict=True)):
            position = learnt.queries.texts.index(question)
            assert batch.documents[own] == learnt.documents[position]
            negative = batch.documents[len(batch.questions) + row]
            assert negative in {learnt.documents[number] for number in learnt.negatives[position]}


def test_epochs_differ_and_equal_seeds_do_not() -> None:
    first, again, later = (
        [batch.questions for batch in batches(lessons(), RECIPE, epoch=epoch, seed=1)] for epoch in (0, 0, 1)
    )
    assert first == again != later


def test_what_answers_a_question_too_is_not_counted_against_it() -> None:
    queries = Queries(("q", "r"), ("b1", "b2"), (frozenset({0, 1}), frozenset({1})))
    learnt = Lessons(queries, ["a0", "a1"], [[], []])
    for seed in range(10):
        (batch,) = batches(learnt, RECIPE, epoch=0, seed=seed)
        row = batch.questions.index("b1")
        other = 1 - int(batch.own[row])
        assert batch.documents[other] == "a1"
        assert bool(batch.others[row, other])
        assert not batch.others[:, batch.own].diagonal().any()


@pytest.mark.parametrize("damage", ["", "not a checkpoint"])
def test_a_checkpoint_is_written_whole_or_not_at_all(tmp_path: Path, damage: str) -> None:
    import torch

    path = tmp_path / "state.safetensors"
    checkpoint.write(path, {"x": torch.ones(2)}, {"epochs": 1})
    path.with_suffix(".part").write_text(damage)
    tensors, progress = checkpoint.read(path)
    assert tensors["x"].tolist() == [1, 1]
    assert progress == {"epochs": 1}
