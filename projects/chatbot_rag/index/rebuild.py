"""A new index version beside the one that serves, and the way back.

A version is built while the active one goes on serving and following the documents; only the last few changes are
taken over while the active one holds still. The version that was active stays, ready to be taken back.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

from projects.chatbot_rag.index.errors import IndexMismatch, NoPreviousVersion
from projects.chatbot_rag.index.snapshot import corpus_sha256
from projects.chatbot_rag.index.sync import Progress, recipe_of, silent, sync
from projects.chatbot_rag.index.vectors import Vectors
from projects.chatbot_rag.store import Catalogue, Version
from shared.encoder.protocol import Encoder


def writer(catalogue: Catalogue, progress: Progress) -> AbstractContextManager[None]:
    """Be the only one who changes what the active version holds, or which one is active."""
    return catalogue.database.exclusive("index", lambda: progress("waiting", 0, 0))


def rebuild(catalogue: Catalogue, vectors: Vectors, encoder: Encoder, progress: Progress = silent) -> Version:
    """Make a new version of all documents and activate it; searches and changes go on meanwhile.

    A rebuild that was killed leaves a version that never became active: the next one removes it. Raises what ``sync``
    raises.
    """
    with _builder(catalogue, progress):
        for version in catalogue.versions.listed():
            if version.state == "building":
                _drop(catalogue, vectors, version)
        version = catalogue.versions.create(recipe_of(encoder), corpus_sha256(()), state="building")
        version = sync(catalogue, vectors, encoder, version, progress).version
        return _activate(catalogue, vectors, encoder, version, progress)


def rollback(catalogue: Catalogue, vectors: Vectors, encoder: Encoder, progress: Progress = silent) -> Version:
    """Bring the version that was active before up to date and make it the active one again.

    Raises NoPreviousVersion, IndexMismatch when that version was made with another encoder or chunker, and what
    ``sync`` raises.
    """
    with _builder(catalogue, progress):
        previous = next((version for version in catalogue.versions.listed() if version.state == "ready"), None)
        if previous is None:
            raise NoPreviousVersion
        if previous.manifest.recipe != recipe_of(encoder):
            raise IndexMismatch(previous, recipe_of(encoder))
        return _activate(catalogue, vectors, encoder, previous, progress)


def _builder(catalogue: Catalogue, progress: Progress) -> AbstractContextManager[None]:
    return catalogue.database.exclusive("rebuild", lambda: progress("waiting", 0, 0))


def _activate(
    catalogue: Catalogue, vectors: Vectors, encoder: Encoder, version: Version, progress: Progress
) -> Version:
    with writer(catalogue, progress):
        synced = sync(catalogue, vectors, encoder, version, progress)
        for old in catalogue.versions.activate(version.id):
            _drop(catalogue, vectors, old)
    return synced.version


def _drop(catalogue: Catalogue, vectors: Vectors, version: Version) -> None:
    """First the vectors: a version whose row says that it is retired has none."""
    vectors.drop(version.id)
    catalogue.versions.retire(version.id)
