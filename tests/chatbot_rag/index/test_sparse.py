from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest

from projects.chatbot_rag.index.sparse import KEY_FILE, Bm25Config, Sparse, kept_on_disk, tokenize

TEXTS = ["Oaks grow slowly.", "Birches grow fast, very fast.", "", "随机森林由许多树组成"]
ALL = np.ones(len(TEXTS), bool)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Running runners ran", ["run", "runner", "ran"]),
        ("The K-means of X", ["k", "mean", "x"]),
        ("ＡＢＣ Ünïcode", ["abc", "ünïcode"]),
        ("随机森林", ["随机", "机森", "森林"]),
        ("use 树 here", ["use", "树", "here"]),
        ("snake_case n_jobs=3", ["snake_cas", "n_job", "3"]),
        ("", []),
    ],
)
def test_tokens_are_stems_and_pairs_of_characters(text: str, tokens: list[str]) -> None:
    assert tokenize(text) == tokens


def test_scores_are_those_of_the_formula() -> None:
    """BM25 as Lucene has it: ln(1 + (N - n + .5) / (n + .5)) · tf / (tf + k1 (1 - b + b · length / mean length))."""
    config = Bm25Config(k1=1.5, b=0.6)
    texts = ["oak oak birch", "birch", "pine elm ash willow"]
    scores = Sparse.build(texts, config).scores("oak birch", np.ones(3, bool))

    def term(tf: int, n: int, length: int) -> float:
        idf = np.log(1 + (3 - n + 0.5) / (n + 0.5))
        return float(idf * tf / (tf + config.k1 * (1 - config.b + config.b * length / (8 / 3))))

    np.testing.assert_allclose(scores, [term(2, 1, 3) + term(1, 2, 3), term(1, 2, 1), 0], rtol=1e-5)


def test_what_is_not_visible_has_no_score() -> None:
    sparse = Sparse.build(TEXTS, Bm25Config())
    assert sparse.scores("grow", ALL)[:2].min() > 0
    assert sparse.scores("grow", np.array([False, True, True, True]))[0] == 0


@pytest.mark.parametrize("texts", [[], ["", "?"], ["the of"]])
def test_texts_without_words_have_no_scores(texts: list[str]) -> None:
    assert not Sparse.build(texts, Bm25Config()).scores("oak", np.ones(len(texts), bool)).any()


def test_texts_without_words_are_not_kept(tmp_path: Path) -> None:
    for _ in range(2):
        assert kept_on_disk(tmp_path / "1-0", "key", [], Bm25Config()).is_empty
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_logged_or_printed(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    caplog.set_level(logging.DEBUG)
    Sparse.build(TEXTS, Bm25Config()).scores("oak", ALL)
    assert (caplog.records, capfd.readouterr()) == ([], ("", ""))


def test_what_was_kept_is_loaded_and_scores_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "bm25" / "1-1"
    built = kept_on_disk(folder, "key", TEXTS, Bm25Config())
    monkeypatch.setattr(Sparse, "build", None)
    loaded = kept_on_disk(folder, "key", TEXTS, Bm25Config())
    np.testing.assert_array_equal(loaded.scores("fast oaks", ALL), built.scores("fast oaks", ALL))


@pytest.mark.parametrize(("key", "config"), [("other", Bm25Config()), ("key", Bm25Config(k1=2.0))])
def test_what_was_kept_of_something_else_is_built_again(tmp_path: Path, key: str, config: Bm25Config) -> None:
    folder = tmp_path / "1-1"
    kept_on_disk(folder, "key", ["pine"], Bm25Config())
    assert kept_on_disk(folder, key, TEXTS, config).scores("oaks", ALL)[0] > 0


@pytest.mark.parametrize("damage", ["truncated", "garbage", "absent", "another index"])
def test_damaged_files_are_built_again(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "1-1"
    expected = kept_on_disk(folder, "key", TEXTS, Bm25Config()).scores("oaks grow", ALL)
    if damage == "another index":
        Sparse.build(["pine"], Bm25Config()).save(folder)
    for file in folder.iterdir():
        if file.name != KEY_FILE and damage != "another index":
            content = file.read_bytes()
            file.write_bytes(content[: len(content) // 2] if damage == "truncated" else b"garbage")
            if damage == "absent":
                file.unlink()
    for _ in range(2):
        np.testing.assert_array_equal(
            kept_on_disk(folder, "key", TEXTS, Bm25Config()).scores("oaks grow", ALL), expected
        )


def test_the_last_two_are_kept_and_nothing_unfinished(tmp_path: Path) -> None:
    (tmp_path / "unfinished").mkdir()
    for name in ("1-9", "1-10", "2-1", "2-2"):
        kept_on_disk(tmp_path / name, name, TEXTS, Bm25Config())
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == {"2-1", "2-2"}


def test_what_is_not_its_own_stays(tmp_path: Path) -> None:
    (tmp_path / "chroma").mkdir()
    for name in ("1-1", "1-2", "1-3"):
        kept_on_disk(tmp_path / name, name, TEXTS, Bm25Config())
    assert (tmp_path / "chroma").is_dir()


def test_a_folder_that_can_not_be_written_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert kept_on_disk(tmp_path / "file" / "1-1", "key", TEXTS, Bm25Config()).scores("oaks", ALL)[0] > 0
