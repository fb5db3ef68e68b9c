"""Which files are documents from the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from projects.chatbot_rag.corpus import corpus_files


def test_without_a_folder_this_repository_tells_of_itself() -> None:
    names = corpus_files(None).keys()
    assert {"README.md", "docs/handbook/random-forests.md", "projects/recommender/DESIGN.md"} <= names
    assert not [name for name in names if not name.endswith(".md")]


def test_a_folder_gives_all_its_files_but_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.pdf", "deep/er/a.docx", ".hidden", ".git/config", "deep/.cache/x.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert list(corpus_files(tmp_path)) == ["b.pdf", "deep/er/a.docx"]


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="CHATBOT_RAG__CORPUS"):
        corpus_files(tmp_path / "absent")
