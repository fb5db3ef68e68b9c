"""Documents in one language, questions in another, and an encoder that knows neither of them.

Every document has two of ten words, so that what is learned of some of them is of use for the others.
"""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

from projects.chatbot_rag.data import FILES, Dataset, read
from projects.chatbot_rag.recipe import Recipe
from shared.encoder.pretrained import Pretrained
from tests.shared.encoder import tiny

SIZE = 10
PAIRS = tuple(combinations(range(SIZE), 2))
RECIPE = Recipe(
    epochs=8,
    batch_size=8,
    learning_rate=3e-3,
    warmup=0.1,
    weight_decay=0.01,
    scale=20.0,
    hard_negatives=1,
    negatives_depth=5,
    patience=8,
    shares=(0.5, 1.0),
)


def pretrained(*, seed: int = 0) -> Pretrained:
    return tiny.pretrained([f"{language}{number}" for language in "ab" for number in range(SIZE)], seed=seed)


def write(folder: Path) -> Path:
    """Write the data set in the form of BEIR."""
    documents = [{"_id": f"d{n}", "title": f"a{i}", "text": f"a{j}"} for n, (i, j) in enumerate(PAIRS)]
    train = [
        (f"{kind}{n}", f"b{x} b{y}", f"d{n}")
        for n, (i, j) in enumerate(PAIRS)
        for kind, x, y in (("p", i, j), ("r", j, i))
    ]
    test = [(f"t{n}", f"b{i} b{i} b{j}", f"d{n}") for n, (i, j) in enumerate(PAIRS)]
    (folder / "qrels").mkdir(parents=True)
    _write_lines(folder / "corpus.jsonl", documents)
    _write_lines(folder / "queries.jsonl", [{"_id": key, "text": text} for key, text, _ in (*train, *test)])
    for name, rows in (("train", train), ("test", test)):
        lines = ["query-id\tcorpus-id\tscore", *(f"{key}\t{document}\t1" for key, _, document in rows)]
        (folder / "qrels" / f"{name}.tsv").write_text("\n".join(lines) + "\n")
    return folder


def dataset(folder: Path) -> Dataset:
    return read("small", {file: folder / file for file in FILES.values()})


def _write_lines(path: Path, rows: list[dict[str, str]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
