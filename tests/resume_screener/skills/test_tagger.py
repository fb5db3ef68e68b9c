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
from projects.resume_screener.skills.features import N_FEATURES, features
from projects.resume_screener.skills.tagger import FILE, Tag, Tagger, TaggerError, known_labels, spans, viterbi
from projects.resume_screener.skills.vocabulary import Vocabulary
from projects.resume_screener.training.tagger import Likelihood, fit, folds, read_skillspan
from tests.resume_screener.skills.worlds import sentences

WORLD = sentences()


@pytest.fixture(scope="session")
def vocabulary(taxonomy: Taxonomy) -> Vocabulary:
    return Vocabulary(taxonomy)


@pytest.fixture(scope="session")
def tagger(vocabulary: Vocabulary) -> Tagger:
    return fit(WORLD, vocabulary, l2=0.1, leaning=0)


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


def test_the_likelihood_sums_over_all_paths(vocabulary: Vocabulary) -> None:
    one = WORLD[1]
    likelihood = Likelihood([one], vocabulary, l2=0.0)
    parameters = np.random.default_rng(0).normal(size=likelihood.size)
    weights, transitions, starts = likelihood.parts(parameters)
    dense = np.zeros((N_FEATURES, 3))
    dense[likelihood.used] = weights
    emissions = Tagger(dense, transitions, starts).emissions(one.words, known_labels(one.words, vocabulary))
    every = [_score(p, emissions, transitions, starts) for p in product(range(3), repeat=len(one.words))]
    expected = np.logaddexp.reduce(every) - _score(one.tags, emissions, transitions, starts)
    assert likelihood(parameters)[0] == pytest.approx(expected)


def test_the_gradient_is_that_of_the_likelihood(vocabulary: Vocabulary) -> None:
    likelihood = Likelihood(WORLD[:4], vocabulary, l2=0.5)
    parameters = np.random.default_rng(1).normal(size=likelihood.size)
    _, gradient = likelihood(parameters)
    for at in (0, likelihood.size // 2, likelihood.size - 1, likelihood.size - 5):
        step = np.zeros_like(parameters)
        step[at] = 1e-5
        slope = (likelihood(parameters + step)[0] - likelihood(parameters - step)[0]) / 2e-5
        assert gradient[at] == pytest.approx(slope, abs=1e-5)


def test_what_was_taught_is_found_again(tagger: Tagger, vocabulary: Vocabulary) -> None:
    assert strict_f1(counts(tagged(tagger, vocabulary), WORLD)) == 1.0


def test_an_unknown_name_is_found_where_skills_stand(tagger: Tagger, vocabulary: Vocabulary) -> None:
    text = "First line\nExperience with Zorblatt and more ."
    line = (text.index("Exp"), len(text))
    assert [text[slice(*span)] for span in tagger.spans(text, line, vocabulary)] == ["Zorblatt"]


def test_a_stored_tagger_tags_the_same(tagger: Tagger, vocabulary: Vocabulary, tmp_path: Path) -> None:
    tagger.save(tmp_path)
    loaded = Tagger.load(tmp_path)
    for sentence in WORLD:
        known = known_labels(sentence.words, vocabulary)
        assert loaded.tag(sentence.words, known) == tagger.tag(sentence.words, known)


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"PK\x03\x04 not an archive")
    with pytest.raises(TaggerError, match="not a readable tagger"):
        Tagger.load(tmp_path)


def test_the_tagger_confirms_an_everyday_word_that_no_rule_does(taxonomy: Taxonomy, tagger: Tagger) -> None:
    text = "We need Notion here ."
    assert not SkillFinder(taxonomy).find(text)
    assert [skill.label for skill in SkillFinder(taxonomy, tagger).find(text)] == ["Notion"]


def test_features_of_no_words_are_none() -> None:
    assert features([], []).shape[0] == 0
    assert viterbi(np.zeros((0, 3)), np.zeros((3, 3)), np.zeros(3)) == []


def test_a_span_begins_where_the_one_before_ends() -> None:
    assert spans([Tag.B, Tag.I, Tag.B, Tag.O, Tag.I]) == [(0, 2), (2, 3), (4, 5)]


def test_a_posting_is_never_in_both_parts_of_a_fold() -> None:
    for train, held_out in folds(WORLD, 3, seed=0):
        assert not {s.posting for s in train} & {s.posting for s in held_out}
        assert len(train) + len(held_out) == len(WORLD)


def test_nothing_to_learn_from_is_an_error(vocabulary: Vocabulary) -> None:
    with pytest.raises(ValueError, match="needs sentences"):
        fit([], vocabulary)


def test_skillspan_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "train.json"
    path.write_text('{"idx": 3, "tokens": ["Use", "R"], "tags_knowledge": ["O", "B"], "source": "tech"}\n')
    (sentence,) = read_skillspan(path)
    assert (sentence.posting, sentence.words, sentence.tags) == (3, ("Use", "R"), (Tag.O, Tag.B))


def test_the_table_compares_systems_with_intervals_over_postings(
    finder: SkillFinder, tagger: Tagger, vocabulary: Vocabulary
) -> None:
    found, marked = labels(finder), tagged(tagger, vocabulary)
    measured = table({"labels": found, "tagger": marked, "both": either(found, marked)}, WORLD, seed=0, n_resamples=50)
    assert measured.row("tagger").metrics["strict F1"].value == 1.0
    assert 0 < measured.row("labels").metrics["strict F1"].value <= 1
    assert by_posting(counts(found, WORLD), WORLD).shape == (3, 5)
