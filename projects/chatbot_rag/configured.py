"""The parts that settings decide: where documents and vectors are, what a file may cost, what is read at the start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from projects.chatbot_rag.assistant import Assistant
from projects.chatbot_rag.corpus import corpus_files
from projects.chatbot_rag.documents import Parsed
from projects.chatbot_rag.index import EmbeddedVectors, ServerVectors, Vectors
from projects.chatbot_rag.ingest.isolated import read_in_child
from projects.chatbot_rag.ingest.read import read
from projects.chatbot_rag.jobs import Ingested, ingest_files
from projects.chatbot_rag.settings import SERVICE, Settings
from projects.chatbot_rag.store import Catalogue
from shared.config import database_url
from shared.documents.limits import Limits
from shared.tracking.registry import CHAMPION, RegisteredModel, Registry

TEXT = (".md", ".txt")


def open_catalogue(settings: Settings) -> Catalogue:
    """Return the catalogue; its tables may have to be made. Raises InvalidStoreUrl."""
    return Catalogue(database_url(settings, SERVICE))


def open_vectors(settings: Settings) -> Vectors:
    """Return the vectors: of the Chroma server that is named, else under ``data_dir``."""
    if settings.chroma_url is not None:
        return ServerVectors(settings.chroma_url, seconds=settings.chroma_seconds)
    return EmbeddedVectors(settings.data_dir / SERVICE / "chroma")


def limits(settings: Settings) -> Limits:
    """Return what reading one file may cost."""
    return Limits(
        max_bytes=settings.max_document_bytes,
        max_pages=settings.max_document_pages,
        max_chars=settings.max_document_chars,
        max_unzipped_bytes=settings.max_unzipped_bytes,
        seconds=settings.parse_seconds,
    )


def read_corpus(settings: Settings, catalogue: Catalogue) -> Ingested:
    """Make the documents of the corpus those of its folder; the index follows by ``sync``.

    Text of one's own can do no harm to its reader: a process a file would take ten times as long.
    """

    def read_own(data: bytes, name: str) -> Parsed:
        return (read if name.endswith(TEXT) else read_in_child)(data, name, limits(settings))

    return ingest_files(catalogue, corpus_files(settings.corpus), read_own)


@contextmanager
def opened(settings: Settings) -> Iterator[tuple[Assistant, RegisteredModel]]:
    """Load the champion's assistant without a service around it, and bring its index up to date.

    Raises:
        NoChampion, RegistryUnavailable: there is no model to load.
        Unfit: the index is another model's.
        StoreUnavailable: the database does not answer.
    """
    registry = Registry(settings, SERVICE)
    champion = registry.with_alias(CHAMPION)
    catalogue, vectors = open_catalogue(settings), open_vectors(settings)
    load = partial(Assistant.load, settings=settings, catalogue=catalogue, vectors=vectors)
    try:
        catalogue.migrate()
        with TemporaryDirectory() as folder:
            read_corpus(settings, catalogue)
            assistant = load(registry.download(champion, Path(folder)))
            assistant.index.sync()
            yield assistant, champion
    finally:
        vectors.close()
        catalogue.close()
