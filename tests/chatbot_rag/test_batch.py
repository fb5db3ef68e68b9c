"""Many questions at once."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from projects.chatbot_rag.batch import NoQuestions, batch
from projects.chatbot_rag.settings import Settings
from tests.chatbot_rag import library


def test_every_question_has_its_row_in_order(settings: Settings, tmp_path: Path) -> None:
    source, out = tmp_path / "questions.txt", tmp_path / "deep" / "answers.parquet"
    source.write_text(f"{library.ANSWERED}\n\n{library.REFUSED}\n", encoding="utf-8")
    batch(settings, source, out)
    table = pq.read_table(out)
    answered, refused = table.to_pylist()
    assert (answered["question"], answered["status"], answered["refusal"]) == (library.ANSWERED, "answered", None)
    assert set(answered["documents"]) == {"Random forests"}
    assert all(quote in library.FORESTS for quote in answered["quotes"])
    assert "[1]" in answered["answer"]
    assert (refused["status"], refused["refusal"], refused["answer"]) == ("refused", "no_evidence", "")
    assert table.schema.metadata[b"model_version"] == b"1"
    assert list(out.parent.iterdir()) == [out]


@pytest.mark.parametrize("content", [None, "", "\n \n"])
def test_no_question_is_an_error(settings: Settings, tmp_path: Path, content: str | None) -> None:
    source = None if content is None else tmp_path / "questions.txt"
    if source is not None:
        source.write_text(content or "", encoding="utf-8")
    with pytest.raises(NoQuestions, match=r"one (question )?a line"):
        batch(settings, source, tmp_path / "answers.parquet")
    assert not (tmp_path / "answers.parquet").exists()
