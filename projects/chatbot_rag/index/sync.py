"""The one function that makes an index version equal to the documents.

Vectors are written first, then the rows that make them visible in one transaction, then what is no longer needed is
removed. A process may be killed between any two of these: searches see the old revision or the new one, and the next
synchronisation finishes the work.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from projects.chatbot_rag.documents import Chunk
from projects.chatbot_rag.index.snapshot import corpus_sha256
from projects.chatbot_rag.index.vectors import Vectors
from projects.chatbot_rag.ingest.chunk import CHUNKER, split
from projects.chatbot_rag.store import Catalogue, Entry, Recipe, Source, Version
from shared.encoder.protocol import Encoder

Progress: TypeAlias = Callable[[str, int, int], None]
"""Is told a stage, how much of it is done, and of how much. What it raises stops the work."""
EMBED_BATCH = 128


@dataclass(frozen=True)
class Synced:
    """What a synchronisation did: chunks embedded and removed; the version as it is now."""

    version: Version
    embedded: int
    removed: int


def silent(_stage: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def recipe_of(encoder: Encoder) -> Recipe:
    """Return what an index made by this code with this encoder is made with."""
    return Recipe(encoder.sha256, encoder.dimension, CHUNKER)


def unseen() -> None:
    """Show nobody."""


def sync(
    catalogue: Catalogue,
    vectors: Vectors,
    encoder: Encoder,
    version: Version,
    progress: Progress = silent,
    show: Callable[[], object] = unseen,
) -> Synced:
    """Make the version hold today's documents. The caller sees to it that nobody else writes to it meanwhile.

    Only documents that have changed are split, and only chunks without a vector are embedded; when nothing has
    changed, the revision stays. ``show`` is called when the new revision can be seen, before the vectors that only
    the old one needs are removed. Raises VectorsUnavailable, StoreUnavailable, VersionConflict and what the two
    callables raise.
    """
    entries, gone = _changes(catalogue, encoder, version, progress)
    replaced = {entry.document_id for entry in entries} | gone
    held = catalogue.versions.chunk_documents(version.id)
    chunks = {chunk.id: chunk for entry in entries for chunk in entry.chunks}
    kept = {chunk_id for chunk_id, document_id in held.items() if document_id not in replaced}
    wanted = kept | chunks.keys()

    vectors.create(version.id)
    present = vectors.ids(version.id)
    if not kept <= present:
        _, shown = catalogue.versions.contents(version.id)
        chunks |= {chunk.id: chunk for chunk in shown if chunk.id in kept}
    missing = [chunk for chunk_id, chunk in chunks.items() if chunk_id not in present]
    _embed(vectors, encoder, version.id, missing, progress)
    if replaced:
        manifest = version.manifest.model_copy(
            update={"corpus_sha256": corpus_sha256(sorted(wanted)), "chunks": len(wanted)}
        )
        version = catalogue.versions.commit(version, entries, gone, manifest)
        show()
    stale = sorted(present - wanted)
    vectors.delete(version.id, stale)
    return Synced(version, len(missing), len(stale))


def chunks_of(source: Source, encoder: Encoder) -> tuple[Chunk, ...]:
    """Split a document. A chunk's id says what it holds, not where: it survives a change elsewhere in the document."""
    seen: Counter[str] = Counter()
    chunks = []
    for piece in split(source.parsed, encoder.count_tokens):
        chunk = Chunk(
            headings=piece.headings,
            start=piece.start,
            end=piece.end,
            text=piece.text,
            id="",
            document_id=source.id,
            title=source.parsed.title,
            access=source.access,
        )
        text = chunk.embedded_text
        chunks.append(replace(chunk, id=_chunk_id(source, text, seen[text])))
        seen[text] += 1
    return tuple(chunks)


def _chunk_id(source: Source, text: str, occurrence: int) -> str:
    named = "\0".join([source.id, source.access, text, str(occurrence)])
    return hashlib.sha256(named.encode()).hexdigest()[:32]


def _changes(
    catalogue: Catalogue, encoder: Encoder, version: Version, progress: Progress
) -> tuple[list[Entry], set[str]]:
    """Split the documents that the version doesn't hold as they are today; say which it holds that are gone."""
    indexed = catalogue.versions.revisions(version.id)
    today = catalogue.documents.revisions()
    changed = [key for key, revision in today.items() if indexed.get(key) != revision]
    gone = indexed.keys() - today.keys()
    entries = []
    for done, key in enumerate(changed):
        progress("splitting", done, len(changed))
        if (source := catalogue.documents.source(key)) is not None:
            entries.append(Entry(key, source.revision, chunks_of(source, encoder)))
        elif key in indexed:
            gone.add(key)
    return entries, gone


def _embed(vectors: Vectors, encoder: Encoder, version: int, chunks: Sequence[Chunk], progress: Progress) -> None:
    for start in range(0, len(chunks), EMBED_BATCH):
        progress("embedding", start, len(chunks))
        batch = chunks[start : start + EMBED_BATCH]
        vectors.upsert(version, batch, encoder.encode([chunk.embedded_text for chunk in batch]))
    progress("embedding", len(chunks), len(chunks))
