"""The index as an operator changes it: made anew for the champion's encoder, or taken back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from projects.chatbot_rag import index
from projects.chatbot_rag.configured import open_catalogue, open_vectors, read_corpus
from projects.chatbot_rag.index import Progress, Vectors
from projects.chatbot_rag.model.bundle import ChatbotModel
from projects.chatbot_rag.settings import SERVICE, Settings
from projects.chatbot_rag.store import Catalogue, Version
from shared.encoder.protocol import Encoder
from shared.tracking.registry import CHAMPION, Registry

Change = Callable[[Catalogue, Vectors, Encoder, Progress], Version]


def rebuild(settings: Settings) -> str:
    """Make a new version of the index for the champion's encoder; return what came of it in a sentence.

    Raises NoChampion, RegistryUnavailable, VectorsUnavailable and StoreUnavailable.
    """
    return _changed(settings, index.rebuild)


def rollback(settings: Settings) -> str:
    """Take the version before back, brought up to date; return what came of it in a sentence.

    Raises NoPreviousVersion, IndexMismatch, and what ``rebuild`` raises.
    """
    return _changed(settings, index.rollback)


def _changed(settings: Settings, change: Change) -> str:
    from tqdm import tqdm

    registry = Registry(settings, SERVICE)
    catalogue, vectors = open_catalogue(settings), open_vectors(settings)
    try:
        with TemporaryDirectory() as folder, tqdm(unit="chunk", disable=None) as bar:
            encoder = ChatbotModel.load(registry.download(registry.with_alias(CHAMPION), Path(folder))).encoder

            def show(stage: str, done: int, total: int) -> None:
                bar.set_description(stage)
                bar.total = total
                bar.update(done - bar.n)

            catalogue.migrate()
            read_corpus(settings, catalogue)
            version = change(catalogue, vectors, encoder, show)
    finally:
        vectors.close()
        catalogue.close()
    return f"version {version.id} of the index is in use, with {version.manifest.chunks} chunks"
