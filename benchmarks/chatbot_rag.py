"""What a question costs, stage by stage, among ten thousand passages; and how fast documents come in. Some minutes."""

import hashlib
import http.client
import json
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.service import PERCENTILES, Client, milliseconds, seconds, service, table
from projects.chatbot_rag.corpus import corpus_files
from projects.chatbot_rag.documents import EVERYBODY, PUBLIC, Parsed
from projects.chatbot_rag.evaluate.golden import read_questions
from projects.chatbot_rag.index import EmbeddedVectors, Index
from projects.chatbot_rag.ingest.read import read
from projects.chatbot_rag.model.fusion import Fusion
from projects.chatbot_rag.settings import SERVICE, Settings
from projects.chatbot_rag.store import Catalogue
from projects.chatbot_rag.train import first_champion, shipped
from shared.documents.limits import Limits
from shared.encoder.protocol import Encoder, Vectors
from shared.evaluation import Report, Table, to_markdown

PORT = 8901
CHUNKS = 10_000
NOISE = 0.5
WARM_UP = 20
STAGES = ("embed", "dense", "sparse", "fuse")


class Copies:
    """Gives copies of known passages vectors near theirs, without encoding them; questions are encoded as ever."""

    def __init__(self, encoder: Encoder, known: dict[str, Vectors], seed: int) -> None:
        self.sha256, self.dimension, self.count_tokens = encoder.sha256, encoder.dimension, encoder.count_tokens
        self._encoder = encoder
        self._known = known
        self._rng = np.random.default_rng(seed)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors [len(texts), dimension]."""
        if not all(text in self._known for text in texts):
            return self._encoder.encode(texts)
        vectors = np.stack([self._known[text] for text in texts])
        noise = self._rng.standard_normal(vectors.shape) * NOISE / np.sqrt(self.dimension)
        moved = vectors + noise
        return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), np.float32)


def main() -> Report:
    """Measure, print and return what was measured."""
    settings = Settings()
    encoder = shipped(settings).encoder
    questions = [question.standalone for part in ("dev", "test") for question in read_questions(part)]
    with tempfile.TemporaryDirectory() as folder:
        tables = (*_indexing(encoder, questions, Path(folder)), _chat(Path(folder) / "service", questions))
    report = Report(
        name=SERVICE,
        dataset="this repository's own texts",
        protocol=f"{len(questions)} questions of the golden set, one after the other, on {os.cpu_count()} cores; one "
        f"thread of the encoder; {CHUNKS:,} passages: the texts' own, then copies of them in other words and places",
        data_sha256=encoder.sha256,
        seed=settings.seed,
        command="make bench",
        tables=tables,
    )
    for measured in report.tables:
        print(f"\n{to_markdown(measured)}")
    return report


def _indexing(encoder: Encoder, questions: Sequence[str], folder: Path) -> list[Table]:
    """Index the texts, then copies of them up to CHUNKS; measure both, and searches in the whole."""
    settings, parsed = Settings(), _texts()
    with _index(encoder, folder) as (catalogue, index):
        _put(catalogue, parsed, "")
        first = seconds(index.sync)
        again = seconds(index.sync)
        known = {chunk.embedded_text: chunk for chunk in index.snapshot.chunks}
        words = sum(len(chunk.text.split()) for chunk in index.snapshot.chunks)
        own = len(index.snapshot.chunks)
    vectors = dict(zip(known, encoder.encode(list(known)), strict=True))
    with _index(Copies(encoder, vectors, settings.seed), folder) as (catalogue, index):
        for copy in range(1, -(-CHUNKS // own)):
            _put(catalogue, parsed, f"copy {copy}/")
        copied = seconds(index.sync)
        taken = _searches(index, questions, settings.passages)
        total = len(index.snapshot.chunks)
    rows = {
        "new texts, encoder included": (own, first, words / first),
        "new texts, vectors known": (total - own, copied, words * (total / own - 1) / copied),
        "nothing new": (0, again, 0.0),
    }
    return [
        table("ingest", "Into the index", ("passages", "seconds", "words a second"), rows),
        table("search", f"One search among {total:,} passages, ms", [f"p{p}" for p in PERCENTILES], taken),
    ]


def _searches(index: Index, questions: Sequence[str], k: int) -> dict[str, NDArray[np.float64]]:
    taken: dict[str, list[float]] = {name: [] for name in ("search", *STAGES)}
    for question in (*questions[:WARM_UP], *questions):
        started = time.perf_counter()
        result = index.search(question, EVERYBODY, k)
        taken["search"].append(time.perf_counter() - started)
        for stage in STAGES:
            taken[stage].append(getattr(result, f"{stage}_ms") / 1000)
    return {name: milliseconds(times[WARM_UP:]) for name, times in taken.items()}


def _chat(folder: Path, questions: Sequence[str]) -> Table:
    """Ask the service over HTTP, which has just started: its memory of sentences fills as it answers."""
    first_champion(Settings(data_dir=folder))
    taken: dict[str, list[float]] = {"first time": [], "the same again": []}
    with service("projects.chatbot_rag.api:create_app", SERVICE, PORT, data_dir=folder):
        _wait_for_passages()
        client = Client(PORT)
        for name in ("first time", "the same again"):
            for question in questions:
                body = json.dumps({"question": question})
                taken[name].append(seconds(partial(client.post, "/v1/chat", body)))
    rows = {name: milliseconds(times) for name, times in taken.items()}
    return table("speed", "A question over HTTP, ms", [f"p{p}" for p in PERCENTILES], rows)


def _wait_for_passages() -> None:
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    for _ in range(600):
        connection.request("GET", "/v1/index")
        if json.loads(connection.getresponse().read())["chunks"]:
            return
        time.sleep(0.5)
    raise RuntimeError("the service has indexed nothing within five minutes")


@contextmanager
def _index(encoder: Encoder, folder: Path) -> Iterator[tuple[Catalogue, Index]]:
    catalogue, vectors = Catalogue(f"sqlite:///{folder / 'documents.db'}"), EmbeddedVectors(folder / "chroma")
    try:
        catalogue.migrate()
        yield catalogue, Index.open(catalogue, vectors, encoder, Fusion(), folder / "bm25")
    finally:
        vectors.close()
        catalogue.close()


def _texts() -> dict[str, Parsed]:
    return {name: read(file.read_bytes(), name, Limits()) for name, file in corpus_files(None).items()}


def _put(catalogue: Catalogue, texts: dict[str, Parsed], prefix: str) -> None:
    for name, parsed in texts.items():
        catalogue.documents.put(prefix + name, PUBLIC, hashlib.sha256(parsed.text.encode()).hexdigest(), parsed)
