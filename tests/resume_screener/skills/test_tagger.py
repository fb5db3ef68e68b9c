"""The tagger: its likelihood, its best path, what is stored, and what it learns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from projects.resume_screener.evaluate.skills import by_posting, counts, either, labels, strict_f1, table, tagged
from projects.resume_screener.skills import SkillFinder, Taxonomy
from projects.resume_screener.skills.features import features
from projects.resume_screener.skills.judge import Judge
from projects.resume_screener.skills.tagger import (
    FILE,
    Tag,
    Tagger,
    TaggerError,
    known_labels,
    spans,
    viterbi,
    with_neighbours,
)
from projects.resume_screener.skills.vocabulary import Vocabulary
from projects.resume_screener.training.tagger import Likelihood, fit, folds, read_skillspan
from shared.encoder.onnx_encoder import OnnxEncoder
from tests.resume_screener.skills.worlds import sentences
from tests.shared.encoder import tiny

WORLD = sentences()


@pytest.fixture(scope="session")
def vocabulary(taxonomy: Taxonomy) -> Vocabulary:
    return Vocabulary(taxonomy)


@pytest.fixture(scope="session")
def encoder() -> OnnxEncoder:
    return tiny.pretrained({word.lower() for sentence in WORLD for word in sentence.words}).encoder()


@pytest.fixture(scope="session")
def judge(vocabulary: Vocabulary, encoder: OnnxEncoder) -> Judge:
    return fit(WORLD, vocabulary, encoder, l2=0.1)


def _score(path: Sequence[int], emissions: NDArray[Any], transitions: NDArray[Any], starts: NDArray[Any]) -> float:
    own = sum(float(row[tag]) for row, tag in zip(emissions, path, strict=True))
    steps = sum(float(transitions[a, b]) for a, b in pairwise(path))
    return own + steps + float(starts[path[0]])


def _is_legal(path: Sequence[int]) -> bool:
    return all((a, b) != (Tag.O, Tag.I) for a, b in zip((Tag.O, *path), path, strict=False))


@pytest.mark.parametrize("seed", range(5))
def test_the_served_path_is_the_best_of_all_legal_ones(seed: int) -> None:
    rng = np.random.default_rng(seed)
    emissions, transitions, starts = rng.normal(size=(6, 3)), rng.normal(size=(3, 3)), rng.normal(size=3)
    legal = [path for path in product(range(3), repeat=6) if _is_legal(path)]
    best = max(legal, key=lambda path: _score(path, emissions, transitions, starts))
    assert tuple(viterbi(emissions, transitions, starts)) == best


def test_the_likelihood_sums_over_all_paths_of_the_tagger_that_is_served(
    vocabulary: Vocabulary, encoder: OnnxEncoder
) -> None:
    one = WORLD[1]
    likelihood = Likelihood([one], vocabulary, encoder, l2=0.0)
    parameters = np.random.default_rng(0).normal(size=likelihood.size)
    tagger = likelihood.tagger(parameters)
    (states,) = encoder.encode_words([one.words])
    emissions = tagger.emissions(one.words, known_labels(one.words, vocabulary), states)
    every = [_score(p, emissions, tagger.transitions, tagger.starts) for p in product(range(3), repeat=len(one.words))]
    expected = np.logaddexp.reduce(every) - _score(one.tags, emissions, tagger.transitions, tagger.starts)
    assert likelihood(parameters)[0] == pytest.approx(expected, rel=1e-4)


def test_the_gradient_is_that_of_the_likelihood(vocabulary: Vocabulary, encoder: OnnxEncoder) -> None:
    likelihood = Likelihood(WORLD[:4], vocabulary, encoder, l2=0.5)
    parameters = np.random.default_rng(1).normal(size=likelihood.size)
    _, gradient = likelihood(parameters)
    of_a_state = len(likelihood.used) * 3 + 7
    for at in (0, of_a_state, likelihood.size // 2, likelihood.size - 1, likelihood.size - 5):
        step = np.zeros_like(parameters)
        step[at] = 1e-3
        slope = (likelihood(parameters + step)[0] - likelihood(parameters - step)[0]) / 2e-3
        assert gradient[at] == pytest.approx(slope, abs=1e-3)


def test_what_was_taught_is_found_again(judge: Judge, vocabulary: Vocabulary) -> None:
    assert strict_f1(counts(tagged(judge, vocabulary), WORLD)) == 1.0


def test_an_unknown_name_is_found_where_skills_stand(judge: Judge, vocabulary: Vocabulary) -> None:
    text = "First line\nExperience with Zorblatt and more ."
    line = (text.index("Exp"), len(text))
    assert [text[slice(*span)] for span in judge.spans(text, [line], vocabulary)] == ["Zorblatt"]


def test_a_stored_tagger_tags_the_same(judge: Judge, vocabulary: Vocabulary, tmp_path: Path) -> None:
    judge.tagger.save(tmp_path)
    loaded = Judge(Tagger.load(tmp_path), judge.encoder)
    texts = [sentence.words for sentence in WORLD]
    assert loaded.tag(texts, vocabulary) == judge.tag(texts, vocabulary)


def test_a_word_has_its_neighbours_beside_it_and_nothing_beyond_the_sentence() -> None:
    states = np.array([[1.0], [2.0], [3.0]], np.float32)
    assert with_neighbours(states).tolist() == [[1, 0, 2], [2, 1, 3], [3, 2, 0]]
    assert with_neighbours(states[:0]).shape == (0, 3)


@pytest.mark.parametrize(
    "words", [[], [""], ["", "Docker", ""], ["\u200b", "e\u0301\u0301", "\U0001f600", "漢字"], ["Docker", "and"] * 300]
)
def test_any_words_are_tagged(judge: Judge, vocabulary: Vocabulary, words: list[str]) -> None:
    assert len(judge.tag([words], vocabulary)[0]) == len(words)


def test_a_long_line_is_read_to_its_end(judge: Judge, vocabulary: Vocabulary) -> None:
    text = "We need Python here . " * 120
    assert len(judge.spans(text, [(0, len(text))], vocabulary)) == 120


def test_no_sentences_have_no_spans(judge: Judge, vocabulary: Vocabulary) -> None:
    assert judge.spans("We need Python here .", [], vocabulary) == []


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"PK\x03\x04 not an archive")
    with pytest.raises(TaggerError, match="not a readable tagger"):
        Tagger.load(tmp_path)


def test_the_tagger_confirms_an_everyday_word_that_no_rule_does(taxonomy: Taxonomy, judge: Judge) -> None:
    text = "We need Notion here ."
    finder = SkillFinder(taxonomy, judge)
    assert [skill.label for skill in finder.find(text)] == ["Notion"]
    assert not finder.without_judge().find(text)


def test_a_saved_finder_judges_the_same(taxonomy: Taxonomy, judge: Judge, tmp_path: Path) -> None:
    SkillFinder(taxonomy, judge).save(tmp_path)
    loaded = SkillFinder.load(tmp_path, judge.encoder)
    assert [skill.label for skill in loaded.find("We need Notion here .")] == ["Notion"]


def test_features_of_no_words_are_none() -> None:
    assert features([], []).shape[0] == 0
    assert viterbi(np.zeros((0, 3)), np.zeros((3, 3)), np.zeros(3)) == []


def test_a_span_begins_where_the_one_before_ends() -> None:
    assert spans([Tag.B, Tag.I, Tag.B, Tag.O, Tag.I]) == [(0, 2), (2, 3), (4, 5)]


def test_a_posting_is_never_in_both_parts_of_a_fold() -> None:
    for train, held_out in folds(WORLD, 3, seed=0):
        assert not {s.posting for s in train} & {s.posting for s in held_out}
        assert len(train) + len(held_out) == len(WORLD)


def test_nothing_to_learn_from_is_an_error(vocabulary: Vocabulary, encoder: OnnxEncoder) -> None:
    with pytest.raises(ValueError, match="needs sentences"):
        fit([], vocabulary, encoder)


def test_skillspan_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "train.json"
    path.write_text('{"idx": 3, "tokens": ["Use", "R"], "tags_knowledge": ["O", "B"], "source": "tech"}\n')
    (sentence,) = read_skillspan(path)
    assert (sentence.posting, sentence.words, sentence.tags) == (3, ("Use", "R"), (Tag.O, Tag.B))


def test_the_table_compares_systems_with_intervals_over_postings(
    finder: SkillFinder, judge: Judge, vocabulary: Vocabulary
) -> None:
    found, marked = labels(finder), tagged(judge, vocabulary)
    measured = table({"labels": found, "tagger": marked, "both": either(found, marked)}, WORLD, seed=0, n_resamples=50)
    assert measured.row("tagger").metrics["strict F1"].value == 1.0
    assert 0 < measured.row("labels").metrics["strict F1"].value <= 1
    assert by_posting(counts(found, WORLD), WORLD).shape == (3, 5)
