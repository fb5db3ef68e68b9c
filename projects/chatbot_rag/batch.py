"""Many questions at once, into a Parquet file: for a review of the answers, or after the documents have changed."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from projects.chatbot_rag.answer import Answer
from projects.chatbot_rag.assistant import Assistant, as_text
from projects.chatbot_rag.configured import opened
from projects.chatbot_rag.documents import EVERYBODY
from projects.chatbot_rag.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

CHUNK = 64


class NoQuestions(ValueError):
    """There is nothing to answer."""


def batch(settings: Settings, source: Path | None, out: Path) -> None:
    """Answer every question from the public documents.

    Args:
        settings: where the champion, the documents and the index are.
        source: text file with one question a line.
        out: Parquet file, replaced in one step when it is complete; columns question, status, answer, quotes,
            documents, confidence, refusal.

    Raises:
        NoQuestions: no file is named, or it has no line.
    """
    import pyarrow.parquet as pq
    from tqdm import tqdm

    questions = _questions(source)
    out.parent.mkdir(parents=True, exist_ok=True)
    with opened(settings) as (assistant, champion), tempfile.TemporaryDirectory(dir=out.parent) as folder:
        unfinished, schema = Path(folder) / out.name, _schema(champion.version)
        with pq.ParquetWriter(unfinished, schema) as writer, tqdm(total=len(questions), unit="question") as bar:
            for chunk in _chunks(questions):
                writer.write_table(_table(chunk, asyncio.run(_answers(assistant, chunk)), schema))
                bar.update(len(chunk))
        unfinished.replace(out)


def _questions(source: Path | None) -> list[str]:
    if source is None:
        raise NoQuestions("name a text file with one question a line: batch QUESTIONS --out ANSWERS.parquet")
    questions = [line.strip() for line in source.read_text(encoding="utf-8").splitlines() if line.strip()]
    if not questions:
        raise NoQuestions(f"{source} has no question: write one a line")
    return questions


async def _answers(assistant: Assistant, questions: Sequence[str]) -> list[Answer]:
    return [await assistant.reply(question, (), EVERYBODY) for question in questions]


def _chunks(questions: Sequence[str]) -> Iterator[Sequence[str]]:
    return (questions[start : start + CHUNK] for start in range(0, len(questions), CHUNK))


def _schema(model_version: str) -> pa.Schema:
    import pyarrow as pa

    texts = pa.list_(pa.string())
    columns = [
        ("question", pa.string()),
        ("status", pa.string()),
        ("answer", pa.string()),
        ("quotes", texts),
        ("documents", texts),
        ("confidence", pa.float32()),
        ("refusal", pa.string()),
    ]
    return pa.schema(columns, {"model_version": model_version})


def _table(questions: Sequence[str], answers: Sequence[Answer], schema: pa.Schema) -> pa.Table:
    import pyarrow as pa

    rows = [
        {
            "question": question,
            "status": answer.status,
            "answer": as_text(answer.sentences),
            "quotes": [citation.quote for citation in answer.citations],
            "documents": [citation.title for citation in answer.citations],
            "confidence": answer.confidence,
            "refusal": answer.refusal,
        }
        for question, answer in zip(questions, answers, strict=True)
    ]
    return pa.Table.from_pylist(rows, schema=schema)
