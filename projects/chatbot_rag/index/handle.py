"""The index as the service holds it: searched by many threads, followed by one, swapped in one reference."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from threading import Lock
from time import perf_counter
from typing import Self

from projects.chatbot_rag.documents import Access, Hit
from projects.chatbot_rag.index.diversity import diversify
from projects.chatbot_rag.index.errors import IndexMismatch, VectorsUnavailable
from projects.chatbot_rag.index.rebuild import rebuild, rollback, writer
from projects.chatbot_rag.index.search import NOTHING, Found, Rerank, SearchResult, find_dense, find_sparse, fuse
from projects.chatbot_rag.index.snapshot import Mask, Snapshot, corpus_sha256
from projects.chatbot_rag.index.sparse import Bm25Config
from projects.chatbot_rag.index.sync import Progress, Synced, recipe_of, silent, sync
from projects.chatbot_rag.index.vectors import Vectors
from projects.chatbot_rag.index.view import AWAY, LOST, View, look, look_again
from projects.chatbot_rag.model.fusion import Fusion
from projects.chatbot_rag.store import Catalogue, Version, VersionConflict
from shared.encoder.protocol import Encoder
from shared.encoder.protocol import Vectors as Matrix
from shared.logging import get_logger

POOL = 3
"""Hits per hit wanted that are reranked or diversified."""
log = get_logger(__name__)


class Index:
    """A handle on the index version that fits one encoder; safe to use from several threads.

    A search uses what the handle held when it began. When Chroma fails, searches go on with BM25 alone, without
    waiting for it, until ``refresh`` finds it well again. Make one with ``open``.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        vectors: Vectors,
        encoder: Encoder,
        fusion: Fusion,
        folder: Path,
        view: View,
        rerank: Rerank | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._vectors = vectors
        self._encoder = encoder
        self._fusion = fusion
        self._folder = folder
        self._view = view
        self._rerank = rerank
        self._refreshing = Lock()
        self._swapping = Lock()

    @classmethod
    def open(
        cls,
        catalogue: Catalogue,
        vectors: Vectors,
        encoder: Encoder,
        fusion: Fusion,
        folder: Path,
        *,
        rerank: Rerank | None = None,
    ) -> Self:
        """Take the active version; in a new database, make an empty one. ``folder`` keeps the BM25 indexes.

        Raises IndexMismatch when the active version was made with another encoder or chunker, and StoreUnavailable.
        """
        version = _active(catalogue, encoder)
        view = look(Snapshot.load(catalogue.versions, version.id, folder, Bm25Config()), vectors)
        return cls(catalogue, vectors, encoder, fusion, folder, view, rerank)

    @property
    def snapshot(self) -> Snapshot:
        """What the next search sees."""
        return self._view.snapshot

    @property
    def degraded(self) -> str | None:
        """Why the next search does without vectors; None when it does not."""
        return self._view.degraded

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to find."""
        return not self.snapshot.chunks

    @property
    def is_behind(self) -> bool:
        """Whether a synchronisation would change something: documents have changed, or vectors are lost."""
        indexed = self._catalogue.versions.revisions(self.snapshot.version)
        return indexed != self._catalogue.documents.revisions() or self.degraded == LOST

    def search(self, question: str, access: Access, k: int, *, diversity: float = 0.0) -> SearchResult:
        """Return the k best chunks that the holder of the labels may see.

        Args:
            question: what to look for.
            access: the labels that the asker holds.
            k: hits wanted.
            diversity: from 0, the best hits however alike, to 1, hits as unlike each other as can be.
        """
        view = self._view
        snapshot = view.snapshot
        clock = [perf_counter()]
        vector = self._encoder.encode([question])[0]
        clock.append(perf_counter())
        visible = snapshot.visible(access)
        near, degraded = self._dense(view, vector, access, visible)
        if degraded and self._view.snapshot is not snapshot:
            # The vectors went with the revision, which a newer one has replaced by now.
            return self.search(question, access, k, diversity=diversity)
        clock.append(perf_counter())
        matching = find_sparse(snapshot, question, visible, self._fusion.depth)
        clock.append(perf_counter())
        hits = fuse(snapshot, self._fusion, near, matching)
        if self._rerank is not None:
            hits = _reranked(self._rerank, question, hits[: POOL * k])
        if diversity and not degraded:
            hits, degraded = self._diverse(view, hits[: POOL * k], diversity, k)
        clock.append(perf_counter())
        embed_ms, dense_ms, sparse_ms, fuse_ms = ((after - before) * 1000 for before, after in pairwise(clock))
        return SearchResult(
            hits=tuple(hits[:k]),
            degraded=degraded,
            embed_ms=embed_ms,
            dense_ms=dense_ms,
            sparse_ms=sparse_ms,
            fuse_ms=fuse_ms,
            version=snapshot.version,
            revision=snapshot.revision,
            query_vector=vector,
        )

    def refresh(self) -> bool:
        """Take over a newer revision, or a newly activated version that fits; return whether there was one.

        One query when nothing has changed. Also finds out whether the vectors can be used. Raises StoreUnavailable.
        """
        with self._refreshing:
            held = self._view
            version = self._newest(held.snapshot)
            if version is None or (version.id, version.revision) == (held.snapshot.version, held.snapshot.revision):
                self._show(look_again(held, self._vectors))
                return False
            try:
                snapshot = Snapshot.load(self._catalogue.versions, version.id, self._folder, Bm25Config())
            except VersionConflict:
                return False
            self._show(look(snapshot, self._vectors))
            return True

    def sync(self, progress: Progress = silent) -> Synced:
        """Make the index equal to the documents and show it; waits for others that do the same.

        Raises VectorsUnavailable, StoreUnavailable, IndexMismatch, and what ``progress`` raises, which stops it.
        """
        with writer(self._catalogue, progress):
            version = self._newest(self.snapshot) or _active(self._catalogue, self._encoder)
            synced = sync(self._catalogue, self._vectors, self._encoder, version, progress, show=self.refresh)
        self.refresh()
        return synced

    def rebuild(self, progress: Progress = silent) -> Version:
        """Make a new version of all documents and show it; see ``index.rebuild.rebuild``."""
        version = rebuild(self._catalogue, self._vectors, self._encoder, progress)
        self.refresh()
        return version

    def rollback(self, progress: Progress = silent) -> Version:
        """Go back to the version before; see ``index.rebuild.rollback``."""
        version = rollback(self._catalogue, self._vectors, self._encoder, progress)
        self.refresh()
        return version

    def _newest(self, held: Snapshot) -> Version | None:
        """The active version if it fits, else the one that is held; None when that was dropped."""
        active = self._catalogue.versions.active()
        if active is not None and active.manifest.recipe == recipe_of(self._encoder):
            return active
        return self._catalogue.versions.get(held.version)

    def _dense(self, view: View, vector: Matrix, access: Access, visible: Mask) -> tuple[Found, str | None]:
        if view.degraded:
            return NOTHING, view.degraded
        try:
            return find_dense(view.snapshot, self._vectors, vector, access, visible, self._fusion.depth), None
        except VectorsUnavailable as error:
            return NOTHING, self._give_up_vectors(view, error)

    def _diverse(self, view: View, hits: list[Hit], diversity: float, k: int) -> tuple[list[Hit], str | None]:
        try:
            vectors = self._vectors.get(view.snapshot.version, [hit.chunk.id for hit in hits])
        except VectorsUnavailable as error:
            return hits, self._give_up_vectors(view, error)
        return diversify(hits, vectors, 1 - diversity, k), None

    def _give_up_vectors(self, view: View, error: VectorsUnavailable) -> str:
        """The searches after this one don't wait for what has just failed."""
        with self._swapping:
            if self._view is view:
                self._take(replace(view, degraded=AWAY, reason=str(error)))
        return AWAY

    def _show(self, view: View) -> None:
        with self._swapping:
            self._take(view)

    def _take(self, view: View) -> None:
        if view.degraded != self._view.degraded:
            log.warning("search_by_words_alone" if view.degraded else "search_by_both_legs", reason=view.reason)
        self._view = view


def _active(catalogue: Catalogue, encoder: Encoder) -> Version:
    recipe = recipe_of(encoder)
    version = catalogue.versions.active()
    if version is None:
        with writer(catalogue, silent):
            version = catalogue.versions.active() or catalogue.versions.create(
                recipe, corpus_sha256(()), state="active"
            )
    if version.manifest.recipe != recipe:
        ready = [other for other in catalogue.versions.listed() if other.state == "ready"]
        raise IndexMismatch(version, recipe, next((other for other in ready if other.manifest.recipe == recipe), None))
    return version


def _reranked(rerank: Rerank, question: str, hits: list[Hit]) -> list[Hit]:
    scores = rerank(question, [hit.chunk for hit in hits])
    scored = [replace(hit, score=float(score)) for hit, score in zip(hits, scores, strict=True)]
    return sorted(scored, key=lambda hit: -hit.score)
