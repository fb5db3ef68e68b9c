"""From an encoder that knows no title to one that finds occupations which it never learnt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from projects.resume_screener.data.onet import Onet
from projects.resume_screener.data.titles import split, titles_of
from projects.resume_screener.evaluate.titles import reciprocal_ranks, score
from projects.resume_screener.recipe import Recipe
from projects.resume_screener.training.titles import VIEWS, finetune, lessons
from shared.encoder.pretrained import Pretrained
from tests.resume_screener.data.small_onet import SIZE, occupations
from tests.shared.encoder import tiny

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
    shares=(0.5, 1.0),
)


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def pretrained() -> Pretrained:
    return tiny.pretrained([f"{language}{number}" for language in "ab" for number in range(SIZE)])


def test_a_fine_tuned_encoder_finds_occupations_it_never_learnt(tmp_path: Path) -> None:
    tuned = finetune(pretrained(), Onet("0" * 64, occupations()), RECIPE, seed=1, folder=tmp_path)
    titles = titles_of(occupations(), tuned.split.test)
    before, after = (
        reciprocal_ranks(score(model.encoder(), titles, occupations()), titles).mean()
        for model in (pretrained(), tuned.encoder)
    )
    assert after > before + 0.2
    assert tuned.shares[tuned.share] == max(tuned.shares.values())
    assert tuned.checkpoint.is_file()


def test_nothing_but_train_occupations_is_learnt_from() -> None:
    chosen = split(occupations(), seed=1).train
    learnt = lessons(occupations(), chosen, RECIPE)
    for own, negatives in zip(learnt.relevant, learnt.negatives, strict=True):
        assert {document // VIEWS for document in (*own, *negatives)} <= chosen
        assert own.isdisjoint(negatives)
        assert len(own) % VIEWS == 0


def test_the_committed_recipe_is_one() -> None:
    assert 1.0 in Recipe.read().shares
