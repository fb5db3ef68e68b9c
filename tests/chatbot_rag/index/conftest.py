"""A catalogue, vectors in a folder of the test, and the index made from both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from projects.chatbot_rag.index import EmbeddedVectors, Index, Vectors
from projects.chatbot_rag.model.fusion import Fusion
from projects.chatbot_rag.store import Catalogue
from shared.encoder.protocol import Encoder
from tests.chatbot_rag.index.chroma_server import ChromaServer
from tests.shared.encoder.hashed_words import HashedWords


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(f"sqlite:///{tmp_path / 'catalogue.db'}")
    catalogue.migrate()
    yield catalogue
    catalogue.close()


@pytest.fixture
def vectors(tmp_path: Path) -> Iterator[Vectors]:
    vectors = EmbeddedVectors(tmp_path / "chroma")
    yield vectors
    vectors.close()


@pytest.fixture
def encoder() -> HashedWords:
    return HashedWords()


@pytest.fixture
def open_index(catalogue: Catalogue, vectors: Vectors, encoder: HashedWords, tmp_path: Path) -> Callable[..., Index]:
    """Opens another handle on the index; each part may be another one."""

    def open_index(*, vectors: Vectors = vectors, encoder: Encoder = encoder) -> Index:
        return Index.open(catalogue, vectors, encoder, Fusion(), tmp_path / "bm25")

    return open_index


@pytest.fixture
def index(open_index: Callable[..., Index]) -> Index:
    return open_index()


@pytest.fixture(scope="module")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path_factory.mktemp("chroma-server"))
    server.start()
    yield server
    server.stop()
