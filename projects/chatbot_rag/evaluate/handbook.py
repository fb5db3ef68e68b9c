"""The default corpus as an index of its own: what the gate is fitted on and the golden set is asked of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from projects.chatbot_rag.corpus import corpus_files
from projects.chatbot_rag.documents import EVERYBODY, PUBLIC
from projects.chatbot_rag.evaluate.golden import ARTICLES, Evidence
from projects.chatbot_rag.index import EmbeddedVectors, Index
from projects.chatbot_rag.ingest.read import read
from projects.chatbot_rag.model.fusion import Fusion
from projects.chatbot_rag.store import Catalogue
from shared.documents.limits import Limits
from shared.encoder.protocol import Encoder


@dataclass(frozen=True)
class Handbook:
    """The index, a way to open it with another fusion, and where the answers stand."""

    index: Index
    evidence: Evidence
    catalogue: Catalogue
    vectors: EmbeddedVectors
    folder: Path

    def with_fusion(self, encoder: Encoder, fusion: Fusion) -> Index:
        """Return the same index, searched in another way."""
        return Index.open(self.catalogue, self.vectors, encoder, fusion, self.folder)


@contextmanager
def open_handbook(encoder: Encoder, fusion: Fusion, folder: Path) -> Iterator[Handbook]:
    """Index this repository's own texts; what ``folder`` has of an earlier time is brought up to date."""
    own = folder / encoder.sha256[:12]
    own.mkdir(parents=True, exist_ok=True)
    catalogue, vectors = Catalogue(f"sqlite:///{own.absolute() / 'handbook.db'}"), EmbeddedVectors(own / "chroma")
    try:
        catalogue.migrate()
        texts = {name: _put(catalogue, name, file) for name, file in corpus_files(None).items()}
        held = {document.id for document in catalogue.documents.listed(EVERYBODY)}
        catalogue.documents.remove(held - {key for key, _ in texts.values()})
        index = Index.open(catalogue, vectors, encoder, fusion, own / "bm25")
        index.sync()
        articles = {name: key for name, (key, _) in texts.items() if name.startswith(f"{ARTICLES}/")}
        evidence = Evidence({Path(name).stem: key for name, key in articles.items()}, dict(texts.values()))
        yield Handbook(index, evidence, catalogue, vectors, own / "bm25")
    finally:
        vectors.close()
        catalogue.close()


def _put(catalogue: Catalogue, name: str, file: Path) -> tuple[str, str]:
    content = file.read_bytes()
    parsed = read(content, name, Limits())
    document = catalogue.documents.put(name, PUBLIC, hashlib.sha256(content).hexdigest(), parsed)
    return document.id, parsed.text
