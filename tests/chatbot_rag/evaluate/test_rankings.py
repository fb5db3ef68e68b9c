"""Rankings of a whole corpus, and the metrics of each question."""

from __future__ import annotations

import numpy as np

from projects.chatbot_rag.data import Queries
from projects.chatbot_rag.evaluate.rankings import Legs, best, mrr, ndcg, recall, score
from projects.chatbot_rag.index.sparse import Bm25Config, Sparse
from projects.chatbot_rag.model.fusion import Fusion
from tests.shared.encoder.hashed_words import HashedWords

TEXTS = ["the cat sat", "a dog barked", "rain fell all day"]
QUERIES = Queries(("q", "r"), ("which cat", "when did rain fall"), (frozenset({0, 1}), frozenset({2})))


def test_metrics_are_those_of_their_definitions() -> None:
    ranking = np.array([[2, 0, 1], [2, 1, 0]])
    ideal = 1 + 1 / np.log2(3)
    np.testing.assert_allclose(ndcg(ranking, QUERIES), [(1 / np.log2(3) + 1 / np.log2(4)) / ideal, 1])
    np.testing.assert_allclose(recall(ranking, QUERIES, k=2), [0.5, 1])
    np.testing.assert_allclose(mrr(ranking, QUERIES), [0.5, 1])


def test_what_is_not_found_scores_nothing() -> None:
    ranking = np.array([[-1, -1], [0, -1]])
    assert ndcg(ranking, QUERIES).tolist() == [0, 0]
    assert recall(ranking, QUERIES).tolist() == [0, 0]


def test_of_equal_scores_the_first_document_comes_first() -> None:
    assert best(np.array([[1, 3, 3, 0]], np.float32), 3).tolist() == [[1, 2, 0]]


def test_what_one_leg_finds_is_scored_by_both() -> None:
    legs = Legs(np.array([[0.9, 0.8, 0.1]], np.float32), np.array([[0, 4, 5]], np.float32))
    assert legs.fused(Fusion(depth=1), k=3).tolist() == [[0, 2, -1]]
    assert legs.fused(Fusion(depth=2), k=3).tolist() == [[1, 0, 2]]


def test_a_document_without_a_word_of_the_question_is_no_lexical_candidate() -> None:
    legs = Legs(np.array([[0.9, 0.8, 0.1]], np.float32), np.zeros((1, 3), np.float32))
    assert legs.fused(Fusion(depth=1), k=3).tolist() == [[0, -1, -1]]


def test_both_legs_find_the_document_that_shares_words() -> None:
    encoder = HashedWords()
    legs = score(encoder, Sparse.build(TEXTS, Bm25Config()), encoder.encode(TEXTS), QUERIES.texts)
    assert best(legs.dense, 1).tolist() == best(legs.sparse, 1).tolist() == [[0], [2]]
