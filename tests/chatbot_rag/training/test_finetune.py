"""From an encoder that knows nothing to one that was worth the training, and what is chosen on the way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from projects.chatbot_rag.data import DatasetError, Queries
from projects.chatbot_rag.evaluate.rankings import Legs, best, ndcg, score_dense
from projects.chatbot_rag.model.fusion import Fusion
from projects.chatbot_rag.training.choose import Pool, choose_fusion
from projects.chatbot_rag.training.finetune import finetune, mine
from tests.chatbot_rag.training import small
from tests.chatbot_rag.training.small import RECIPE


def test_a_fine_tuned_encoder_finds_what_it_was_not_asked_before(tmp_path: Path) -> None:
    dataset = small.dataset(small.write(tmp_path / "data"))
    tuned = finetune(small.pretrained(), dataset, RECIPE, seed=1, folder=tmp_path)
    scores = {}
    for name, model in (("before", small.pretrained()), ("after", tuned.encoder)):
        encoder = model.encoder()
        dense = score_dense(encoder, encoder.encode(dataset.contents), dataset.test.texts)
        scores[name] = ndcg(best(dense), dataset.test).mean()
    assert scores["after"] > scores["before"] + 0.2
    assert tuned.shares[tuned.share] == max(tuned.shares.values())
    assert not set(tuned.validation.ids) & set(dataset.test.ids)


def test_too_few_questions_are_told_before_anything_is_trained(tmp_path: Path) -> None:
    dataset = small.dataset(small.write(tmp_path / "data"))
    few = type(dataset)(dataset.name, dataset.sha256, dataset.documents, dataset.train.select([0]), dataset.test)
    with pytest.raises(DatasetError, match="too few"):
        finetune(small.pretrained(), few, RECIPE, seed=1, folder=tmp_path)


def test_hard_negatives_are_the_best_documents_that_do_not_answer() -> None:
    legs = Legs(np.array([[0.9, 0.8, 0.7, 0.1]], np.float32), np.array([[5, 4, 0, 0]], np.float32))
    queries = Queries(("q",), ("?",), (frozenset({0}),))
    assert mine(legs, queries, RECIPE.model_copy(update={"negatives_depth": 2})) == ((1, 2),)


def test_the_fusion_follows_the_leg_that_is_right() -> None:
    right, wrong = np.eye(4, dtype=np.float32), np.eye(4, dtype=np.float32)[::-1]
    queries = Queries(tuple("abcd"), tuple("abcd"), tuple(frozenset({number}) for number in range(4)))
    assert choose_fusion(Legs(right, wrong), queries)[0].weight > 0.5
    assert choose_fusion(Legs(wrong, right), queries)[0].weight < 0.5
    assert choose_fusion(Legs(right, right), queries) == (Fusion(weight=0.5), 1.0)


def test_a_pool_holds_the_answers_and_what_each_leg_takes_for_one() -> None:
    n = 100
    dense, sparse = np.zeros((1, n), np.float32), np.zeros((1, n), np.float32)
    dense[0, 90], sparse[0, 80] = 1, 1
    pool = Pool.of(Queries(("q",), ("?",), (frozenset({70}),)), tuple(map(str, range(n))), Legs(dense, sparse))
    assert {"70", "80", "90"} <= set(pool.documents)
    assert len(pool.documents) < n
    assert [pool.documents[position] for position in pool.queries.relevant[0]] == ["70"]
    assert pool.documents[int(pool.sparse[0].argmax())] == "80"
