"""One revision of an index, as searches see it: immutable, in memory."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from projects.chatbot_rag.documents import Access, Chunk
from projects.chatbot_rag.index.sparse import Bm25Config, Sparse, kept_on_disk
from projects.chatbot_rag.store import Manifest, Versions

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Snapshot:
    """The chunks of an index version at one revision, and their BM25 index. Their vectors are in Chroma."""

    version: int
    revision: int
    manifest: Manifest
    chunks: tuple[Chunk, ...]
    sparse: Sparse

    @classmethod
    def load(cls, versions: Versions, version_id: int, folder: Path, config: Bm25Config) -> Self:
        """Read the newest revision of a version; ``folder`` keeps the BM25 indexes.

        Raises VersionConflict when the version was dropped.
        """
        version, chunks = versions.contents(version_id)
        own = folder / f"{version.id}-{version.revision}"
        key = corpus_sha256(chunk.id for chunk in chunks)
        sparse = kept_on_disk(own, key, [chunk.embedded_text for chunk in chunks], config)
        return cls(version.id, version.revision, version.manifest, chunks, sparse)

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Position of each chunk by id."""
        return {chunk.id: position for position, chunk in enumerate(self.chunks)}

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """Every label that a chunk has."""
        return tuple(sorted({chunk.access for chunk in self.chunks}))

    @cached_property
    def chunk_counts(self) -> Mapping[str, int]:
        """Number of chunks of each document."""
        return Counter(chunk.document_id for chunk in self.chunks)

    def visible(self, access: Access) -> Mask:
        """Return which chunks the holder of the labels may see: [n]."""
        held = np.array([label in access for label in self.labels], bool)
        return held[self._codes] if len(self.chunks) else np.zeros(0, bool)

    @cached_property
    def _codes(self) -> NDArray[np.intp]:
        code = {label: number for number, label in enumerate(self.labels)}
        return np.array([code[chunk.access] for chunk in self.chunks], np.intp)


def corpus_sha256(chunk_ids: Iterable[str]) -> str:
    """Return what names a sequence of chunks: of equal hashes, equal texts in equal order."""
    return hashlib.sha256("\n".join(chunk_ids).encode()).hexdigest()
