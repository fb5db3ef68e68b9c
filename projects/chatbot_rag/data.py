"""Questions with known documents, to learn and to measure retrieval on: SciFact, or your own in the form of BEIR.

SciFact: Wadden et al., EMNLP 2020 (claims CC BY 4.0, abstracts ODC-By 1.0). BEIR: Thakur et al., NeurIPS 2021.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from projects.chatbot_rag.settings import Settings

SCIFACT = "scifact"
FILES = {
    "scifact-corpus": "corpus.jsonl",
    "scifact-queries": "queries.jsonl",
    "scifact-train": "qrels/train.tsv",
    "scifact-test": "qrels/test.tsv",
}
"""Where a folder in the form of BEIR has what the assets are called."""
JUDGEMENT = ("query-id", "corpus-id", "score")
VALIDATION_SHARE = 0.2


class DatasetError(ValueError):
    """The files are not as they should be. The message says which one, and where."""


@dataclass(frozen=True)
class Queries:
    """Questions, and for each the positions of the documents that answer it: one at least."""

    ids: tuple[str, ...]
    texts: tuple[str, ...]
    relevant: tuple[frozenset[int], ...]

    def __len__(self) -> int:
        return len(self.ids)

    def select(self, positions: list[int]) -> Queries:
        """Return some of the questions, in the given order."""
        return Queries(
            tuple(self.ids[position] for position in positions),
            tuple(self.texts[position] for position in positions),
            tuple(self.relevant[position] for position in positions),
        )


@dataclass(frozen=True)
class Document:
    """What is searched: an abstract, or whatever your corpus holds."""

    id: str
    title: str
    text: str

    @property
    def content(self) -> str:
        """What BEIR's baselines index: title and text."""
        return f"{self.title} {self.text}".strip()


@dataclass(frozen=True)
class Dataset:
    """A corpus, and questions in two parts: ``train`` chooses everything, ``test`` is only ever measured on."""

    name: str
    sha256: str
    documents: tuple[Document, ...]
    train: Queries
    test: Queries

    @property
    def contents(self) -> tuple[str, ...]:
        """The documents as they are indexed, in order."""
        return tuple(document.content for document in self.documents)


def load_dataset(settings: Settings) -> Dataset:
    """Return the configured data set: your own folder in the form of BEIR, or SciFact, fetched when needed.

    Raises shared.assets.AssetUnavailable when it can't be had, and DatasetError when its files are not as they should.
    """
    from shared.assets import fetch

    path = settings.dataset_path
    if path is None:
        return read(
            SCIFACT,
            {
                file: fetch(name, folder=settings.assets_dir, mirror=settings.asset_mirror)
                for name, file in FILES.items()
            },
        )
    try:
        return read(path.resolve().name, {file: path / file for file in FILES.values()})
    except DatasetError as error:
        raise DatasetError(f"CHATBOT_RAG__DATASET_PATH={path}: {error}") from error


def read(name: str, files: Mapping[str, Path]) -> Dataset:
    """Read a data set from its files, each under the name that it has in a folder of BEIR. Raises DatasetError."""
    contents = {file: _content(path) for file, path in files.items()}
    documents = tuple(
        Document(key, str(row.get("title", "")), str(row["text"])) for key, row in _rows("corpus.jsonl", contents)
    )
    texts = {key: str(row["text"]) for key, row in _rows("queries.jsonl", contents)}
    positions = {document.id: position for position, document in enumerate(documents)}
    return Dataset(
        name=name,
        sha256=hashlib.sha256(
            "".join(hashlib.sha256(contents[file]).hexdigest() for file in sorted(contents)).encode()
        ).hexdigest(),
        documents=documents,
        train=_queries("qrels/train.tsv", contents, texts, positions),
        test=_queries("qrels/test.tsv", contents, texts, positions),
    )


def split(queries: Queries) -> tuple[Queries, Queries]:
    """Return the questions that are learnt from, and about a fifth that choose.

    Questions that share a document stay together: a network that learns which documents are ever asked for would
    otherwise look better than it is. The hash of an id places each group. Raises DatasetError when one part is empty.
    """
    held_out = [_is_held_out(key) for key in _groups(queries)]
    fit = queries.select([position for position, held in enumerate(held_out) if not held])
    validation = queries.select([position for position, held in enumerate(held_out) if held])
    if not fit.ids or not validation.ids:
        raise DatasetError(
            f"qrels/train.tsv: {len(queries)} questions are too few to learn from some and choose by others"
        )
    return fit, validation


def _is_held_out(key: str) -> bool:
    return int(hashlib.sha256(key.encode()).hexdigest()[:8], 16) / 2**32 < VALIDATION_SHARE


def _groups(queries: Queries) -> list[str]:
    """Return for each question the smallest id of those that it shares documents with, directly or through others."""
    first: dict[int, str] = {}
    groups: dict[str, set[int]] = {}
    for key, relevant in sorted(zip(queries.ids, queries.relevant, strict=True)):
        touched = {first[document] for document in relevant if document in first}
        name = min(touched, default=key)
        merged = set(relevant).union(*(groups.pop(other) for other in touched))
        groups[name] = merged
        first.update(dict.fromkeys(merged, name))
    return [first[min(relevant)] for relevant in queries.relevant]


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DatasetError(f"{path.name}: can't be read ({error.strerror})") from error


def _lines(file: str, contents: Mapping[str, bytes]) -> list[str]:
    try:
        return contents[file].decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise DatasetError(f"{file}: not UTF-8 (byte {error.start})") from error


def _rows(file: str, contents: Mapping[str, bytes]) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield id and fields of each line of JSON."""
    seen: set[str] = set()
    for number, line in enumerate(_lines(file, contents), start=1):
        try:
            row = json.loads(line)
            key, text = row["_id"], row["text"]
        except (ValueError, KeyError, TypeError) as error:
            raise DatasetError(f"{file}, line {number}: not a JSON object with _id and text") from error
        if not isinstance(key, str) or not isinstance(text, str):
            raise DatasetError(f"{file}, line {number}: _id and text must be strings")
        if key in seen:
            raise DatasetError(f"{file}, line {number}: _id {key!r} comes a second time")
        seen.add(key)
        yield key, row
    if not seen:
        raise DatasetError(f"{file}: empty")


def _queries(
    file: str, contents: Mapping[str, bytes], texts: Mapping[str, str], positions: Mapping[str, int]
) -> Queries:
    relevant: dict[str, set[int]] = defaultdict(set)
    for query, document in _judgements(file, contents):
        if query not in texts:
            raise DatasetError(f"{file}: query {query!r} is not in queries.jsonl")
        if document not in positions:
            raise DatasetError(f"{file}: document {document!r} is not in corpus.jsonl")
        relevant[query].add(positions[document])
    if not relevant:
        raise DatasetError(f"{file}: no document is relevant to any query")
    return Queries(
        tuple(relevant), tuple(texts[query] for query in relevant), tuple(frozenset(own) for own in relevant.values())
    )


def _judgements(file: str, contents: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield query and document of each judgement above 0."""
    table = csv.reader(_lines(file, contents), delimiter="\t", quoting=csv.QUOTE_NONE)
    if tuple(next(table, ())) != JUDGEMENT:
        raise DatasetError(f"{file}: the first line must be {', '.join(JUDGEMENT)}, separated by tabs")
    for row in table:
        try:
            query, document, score = row
            relevance = int(score)
        except ValueError as error:
            raise DatasetError(f"{file}, line {table.line_num}: not a query, a document and a whole number") from error
        if relevance > 0:
            yield query, document
