"""The retrieval table: what it compares, and the floors that our own figures must not fall below."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from projects.chatbot_rag.data import Dataset, load_dataset
from projects.chatbot_rag.evaluate.rankings import best, ndcg, score_sparse
from projects.chatbot_rag.evaluate.scifact import (
    BM25,
    PRIMARY,
    PUBLISHED,
    comparisons,
    dense,
    fused,
    measure,
    of_new_documents,
    rrf,
    table,
    table_of_new_documents,
)
from projects.chatbot_rag.index.sparse import Bm25Config, Sparse
from projects.chatbot_rag.model.bundle import ChatbotModel, Description
from projects.chatbot_rag.model.fusion import Fusion
from projects.chatbot_rag.settings import Settings
from projects.chatbot_rag.train import pretrained, work_folder
from shared.assets import AssetUnavailable
from shared.evaluation import paired_bootstrap
from tests.chatbot_rag.training import small
from tests.shared.encoder import tiny

BM25_FLOOR, DENSE_FLOOR, FUSED_FLOOR = 0.68, 0.64, 0.73


def model(*, seed: int, weight: float = 0.5) -> ChatbotModel:
    description = Description(
        encoder="tiny",
        dimension=tiny.HIDDEN,
        fusion=Fusion(weight=weight),
        trained_on="nothing",
        data_sha256="0" * 64,
    )
    return ChatbotModel(description, small.pretrained(seed=seed).encoder())


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return small.dataset(small.write(tmp_path / "data"))


def test_every_system_is_in_the_table_and_compared_with_its_parts(dataset: Dataset, tmp_path: Path) -> None:
    models = {"published": model(seed=0), "fine-tuned": model(seed=1)}
    scores = measure(dataset, models, folder=tmp_path)
    rows = [row.name for row in table(scores, dataset.name, seed=0).rows]
    assert {BM25, *(system(name) for system in (dense, rrf, fused) for name in models)} <= set(rows)
    pairs = {(made.candidate, made.baseline) for made in comparisons(scores, models, seed=0)}
    assert {
        (fused("published"), BM25),
        (fused("published"), dense("published")),
        (fused("published"), rrf("published")),
        (fused("fine-tuned"), fused("published")),
        (dense("fine-tuned"), dense("published")),
    } <= pairs


def test_a_model_is_measured_with_its_own_fusion(dataset: Dataset, tmp_path: Path) -> None:
    scores = measure(dataset, {"dense": model(seed=0, weight=1), "half": model(seed=0)}, folder=tmp_path)
    np.testing.assert_array_equal(scores[fused("dense")].ndcg, scores[dense("dense")].ndcg)
    np.testing.assert_array_equal(scores[dense("half")].ndcg, scores[dense("dense")].ndcg)


def test_figures_of_others_stand_beside_their_own_data_set_alone(dataset: Dataset, tmp_path: Path) -> None:
    scores = measure(dataset, {}, folder=tmp_path)
    theirs, ours = table(scores, "scifact", seed=0), table(scores, dataset.name, seed=0)
    assert set(PUBLISHED) <= {row.name for row in theirs.rows}
    assert not set(PUBLISHED) & {row.name for row in ours.rows}
    assert theirs.row("gte-small (published)").metrics[PRIMARY].low is None


def test_documents_that_were_trained_on_do_not_count_as_new(dataset: Dataset, tmp_path: Path) -> None:
    some = replace(dataset, train=dataset.train.select([dataset.train.ids.index("p0"), dataset.train.ids.index("r3")]))
    expected = [key not in {"t0", "t3"} for key in dataset.test.ids]
    assert of_new_documents(some).tolist() == expected
    scores = measure(some, {"m": model(seed=0)}, folder=tmp_path)
    row = table_of_new_documents(scores, some, seed=0).row(dense("m"))
    assert row.metrics[PRIMARY].value == pytest.approx(scores[dense("m")].ndcg[expected].mean(), abs=1e-6)


@pytest.fixture(scope="module")
def scifact() -> Dataset:
    try:
        return load_dataset(Settings())
    except AssetUnavailable as error:
        pytest.skip(str(error))


@pytest.mark.real_data
def test_bm25_reaches_its_floor_on_scifact(scifact: Dataset) -> None:
    sparse = score_sparse(Sparse.build(scifact.contents, Bm25Config()), scifact.test.texts, len(scifact.documents))
    assert ndcg(best(sparse), scifact.test).mean() >= BM25_FLOOR


@pytest.mark.real_data
@pytest.mark.timeout(900)
def test_the_published_encoder_and_its_fusion_reach_their_floors_on_scifact(scifact: Dataset) -> None:
    """Takes minutes the first time; then the vectors lie in the data folder."""
    settings = Settings()
    try:
        encoder = pretrained(settings)
    except AssetUnavailable as error:
        pytest.skip(str(error))
    description = Description(
        encoder=encoder.name,
        dimension=encoder.dimension,
        trained_on=scifact.name,
        data_sha256=scifact.sha256,
    )
    published = ChatbotModel(description, encoder.encoder(threads=2))
    scores = measure(scifact, {"MiniLM": published}, folder=work_folder(settings))
    assert scores[dense("MiniLM")].ndcg.mean() >= DENSE_FLOOR
    assert scores[fused("MiniLM")].ndcg.mean() >= FUSED_FLOOR
    assert paired_bootstrap(scores[fused("MiniLM")].ndcg, scores[BM25].ndcg, seed=42).low > 0
