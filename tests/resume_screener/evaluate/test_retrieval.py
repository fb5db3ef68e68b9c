"""Titles to occupations and occupations to resumes: the metrics, and that every scorer fires."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from projects.resume_screener.data.categories import occupations_of_categories
from projects.resume_screener.data.onet import Occupation, Onet
from projects.resume_screener.data.resumes import Labelled
from projects.resume_screener.data.titles import Titles
from projects.resume_screener.evaluate import profiles, titles
from projects.resume_screener.evaluate.profiles import Scorer, bm25, dense, fused, profile, tfidf, whole
from projects.resume_screener.evaluate.vectors import MAX_PASSAGES, PASSAGE_CHARS, passages
from tests.shared.encoder.hashed_words import HashedWords

CODES = occupations_of_categories()
ONET = Onet("0" * 64, tuple(Occupation(code, f"word{i} job", "Does it.") for i, code in enumerate(CODES.values())))
RESUMES = Labelled(
    tuple(f"I was a word{i} for years {filler}" for i in range(len(CODES)) for filler in ("north", "south")),
    tuple(label for label in CODES for _ in range(2)),
)


def test_sixteen_categories_are_one_occupation_each() -> None:
    assert len(CODES) == len(set(CODES.values())) == 16


def test_a_tie_counts_against_the_right_occupation() -> None:
    asked = Titles(("x", "y"), (frozenset({0}), frozenset({1, 2})))
    scores = np.array([[0.5, 0.5, 0.1], [0.9, 0.2, 0.3]], np.float32)
    assert titles.reciprocal_ranks(scores, asked).tolist() == [0.5, 0.5]


def test_letters_find_a_title_that_words_do_not() -> None:
    jobs = (Occupation("1", "Welders", "Join metal."), Occupation("2", "Nurses", "Care for patients."))
    asked = Titles(("welding", "nursing"), (frozenset({0}), frozenset({1})))
    measured = titles.measure({"words": HashedWords()}, asked, jobs)
    assert measured[titles.LETTERS].tolist() == [1, 1]
    shown = titles.table(measured, asked, seed=1)
    assert shown.row(titles.with_letters("words")).metrics[titles.MRR].value > 0.5
    assert len(titles.comparisons(measured, titles.LETTERS, seed=1)) == 2


@pytest.mark.parametrize("name", ["bm25", "tfidf", "whole", "dense", "fused"])
def test_every_scorer_finds_what_shares_its_word(name: str, tmp_path: Path) -> None:
    encoder = HashedWords(512)
    scorers: dict[str, Scorer] = {
        "bm25": bm25(profile),
        "tfidf": tfidf(profile),
        "whole": tfidf(whole),
        "dense": dense(encoder, folder=tmp_path),
        "fused": fused(bm25(profile), dense(encoder, folder=tmp_path)),
    }
    measured = profiles.measure(ONET, RESUMES, {name: scorers[name], "nothing": _nothing})
    assert measured[name].mean() > 0.9
    (only,) = profiles.comparisons(measured, name, seed=1)
    assert only.low > 0
    assert profiles.table(measured, seed=1).row("nothing").metrics[profiles.MAP].value < 0.2


def test_passages_are_whole_lines_from_the_top() -> None:
    text = "\n".join(["line " * 40] * 100)
    found = passages(text)
    assert len(found) == MAX_PASSAGES
    assert all(len(passage) <= PASSAGE_CHARS + 1 for passage in found)
    assert passages("short\ntext") == ["short\ntext"]
    assert passages("") == [""]


def _nothing(queries: object, resumes: object) -> profiles.Scores:
    return np.zeros((len(CODES), len(RESUMES)))
