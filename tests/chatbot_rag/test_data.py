"""A data set in the form of BEIR is read as it is meant; one that is damaged says where."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from projects.chatbot_rag.data import FILES, Dataset, DatasetError, Queries, load_dataset, split
from projects.chatbot_rag.settings import Settings
from shared.assets import AssetUnavailable
from tests.chatbot_rag.training import small


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small.write(tmp_path / "own")


def load(folder: Path) -> Dataset:
    return load_dataset(Settings(_env_file=None, dataset_path=folder))


def test_questions_know_their_documents(folder: Path) -> None:
    dataset = load(folder)
    assert (dataset.name, len(dataset.documents), len(dataset.train), len(dataset.test)) == ("own", 45, 90, 45)
    position = dataset.train.ids.index("p4")
    assert [dataset.documents[number].id for number in dataset.train.relevant[position]] == ["d4"]
    assert dataset.contents[4] == "a0 a5"


def test_judgements_of_0_and_lines_of_windows_are_understood(folder: Path) -> None:
    file = folder / "qrels" / "test.tsv"
    file.write_bytes(b"query-id\tcorpus-id\tscore\r\nt1\td1\t2\r\nt1\td2\t0\r\nt1\td3\t1\r\nt2\td2\t0\r\n")
    test = load(folder).test
    assert test.ids == ("t1",)
    assert test.relevant == (frozenset({1, 3}),)


def test_a_document_without_a_title_is_its_text(folder: Path) -> None:
    (folder / "corpus.jsonl").write_text("".join(f'{{"_id": "d{i}", "text": "only text"}}\n' for i in range(45)))
    assert set(load(folder).contents) == {"only text"}


def test_the_hash_tells_every_file(folder: Path) -> None:
    hashes = {load(folder).sha256}
    for file in FILES.values():
        path = folder / file
        path.write_bytes(path.read_bytes()[:-1])  # the last line break: the content stays
        hashes.add(load(folder).sha256)
    assert len(hashes) == 1 + len(FILES)


def replaced(file: str, old: str, new: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        path = folder / file
        content = path.read_text()
        assert old in content
        path.write_text(content.replace(old, new, 1))

    return damage


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (replaced("corpus.jsonl", '"title": "a2"', '"title'), "corpus.jsonl, line 18: not a JSON object"),
        (replaced("corpus.jsonl", '"text": "a3"', '"txt": "a3"'), "corpus.jsonl, line 3: not a JSON object with _id"),
        (replaced("corpus.jsonl", '"d1"', '"d0"'), "corpus.jsonl, line 2: _id 'd0' comes a second time"),
        (replaced("queries.jsonl", '"p0"', "17"), "queries.jsonl, line 1: _id and text must be strings"),
        (replaced("queries.jsonl", "{", "[{"), "queries.jsonl, line 1: not a JSON object"),
        (replaced("qrels/train.tsv", "query-id", "query"), "qrels/train.tsv: the first line must be query-id"),
        (replaced("qrels/train.tsv", "d0\t1", "d0\tyes"), "qrels/train.tsv, line 2: not a query"),
        (replaced("qrels/train.tsv", "d0\t1", "d0 1"), "qrels/train.tsv, line 2: not a query"),
        (replaced("qrels/train.tsv", "p0\t", "px\t"), "qrels/train.tsv: query 'px' is not in queries.jsonl"),
        (replaced("qrels/test.tsv", "\td3\t", "\tdx\t"), "qrels/test.tsv: document 'dx' is not in corpus.jsonl"),
        (lambda folder: (folder / "qrels" / "test.tsv").unlink(), "test.tsv: can't be read"),
        (lambda folder: (folder / "corpus.jsonl").write_bytes(b""), "corpus.jsonl: empty"),
        (lambda folder: (folder / "corpus.jsonl").write_bytes(b"\xff{}"), "corpus.jsonl: not UTF-8 .byte 0"),
        (
            lambda folder: (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\nt1\td1\t0\n"),
            "qrels/test.tsv: no document is relevant",
        ),
    ],
)
def test_a_damaged_file_says_where(folder: Path, damage: Callable[[Path], object], message: str) -> None:
    damage(folder)
    with pytest.raises(DatasetError, match=message) as caught:
        load(folder)
    assert f"CHATBOT_RAG__DATASET_PATH={folder}" in str(caught.value)


def queries_of(*relevant: frozenset[int]) -> Queries:
    ids = tuple(f"q{number}" for number in range(len(relevant)))
    return Queries(ids, ids, relevant)


def test_about_a_fifth_of_the_questions_chooses_whatever_their_order() -> None:
    queries = queries_of(*(frozenset({number}) for number in range(1000)))
    fit, validation = split(queries)
    assert set(fit.ids) | set(validation.ids) == set(queries.ids)
    assert not set(fit.ids) & set(validation.ids)
    assert 150 < len(validation) < 250
    backwards = queries.select(list(range(999, -1, -1)))
    assert set(split(backwards)[1].ids) == set(validation.ids)


def test_no_document_answers_questions_of_both_parts() -> None:
    rng = random.Random(0)
    queries = queries_of(*(frozenset(rng.sample(range(800), rng.choice([1, 1, 1, 2, 3]))) for _ in range(500)))
    fit, validation = split(queries)
    assert not frozenset().union(*fit.relevant) & frozenset().union(*validation.relevant)


def test_questions_that_others_link_stay_together() -> None:
    chain = [frozenset({number, number + 1}) for number in range(0, 60, 2)]
    links = [frozenset({number + 1, number + 2}) for number in range(0, 58, 2)]
    with pytest.raises(DatasetError, match="too few"):
        split(queries_of(*chain, *links))


@pytest.mark.real_data
def test_scifact_is_as_beir_published_it() -> None:
    settings = Settings()
    try:
        dataset = load_dataset(settings)
    except AssetUnavailable as error:
        pytest.skip(str(error))
    assert (len(dataset.documents), len(dataset.train), len(dataset.test)) == (5183, 809, 300)
    assert sum(map(len, dataset.train.relevant)) == 919
    assert sum(map(len, dataset.test.relevant)) == 339
