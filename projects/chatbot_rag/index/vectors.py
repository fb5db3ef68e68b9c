"""The vectors of every index version, in Chroma: under a folder, or on a server.

Each version has a collection of its own with cosine distance. Vectors come from our encoder only: Chroma never
embeds. It holds no text either; what a chunk says is looked up in the catalogue.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from operator import methodcaller
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from projects.chatbot_rag.documents import Access, Chunk
from projects.chatbot_rag.index.errors import VectorsUnavailable
from shared.encoder.protocol import Vectors as Matrix

if TYPE_CHECKING:
    from chromadb.api import ServerAPI
    from chromadb.api.collection_configuration import CreateHNSWConfiguration
    from chromadb.api.models.Collection import Collection as ChromaCollection

Result = TypeVar("Result")
BATCH = 500
"""Vectors written at a time: few enough for a server to answer within its time limit."""
PAGE = 10_000
HNSW: CreateHNSWConfiguration = {"space": "cosine", "ef_construction": 100, "max_neighbors": 16, "ef_search": 400}


class Neighbours(NamedTuple):
    """Ids of the nearest chunks, nearest first, and their cosines [len(ids)]."""

    ids: Sequence[str]
    cosines: NDArray[np.float64]


class Connection:
    """An open Chroma, and the collections that were used through it."""

    def __init__(self, api: ServerAPI) -> None:
        self.api = api
        self.collections: dict[int, ChromaCollection] = {}

    def open(self, version: int) -> ChromaCollection:
        """Return the version's collection. Raises NotFoundError."""
        from chromadb.api.models.Collection import Collection

        model = self.api.get_collection(name=_name(version))
        self.collections[version] = Collection(client=self.api, model=model, embedding_function=None)
        return self.collections[version]


class Vectors(ABC):
    """The collections of one Chroma; safe to use from several threads.

    Every method raises VectorsUnavailable when Chroma can't be used and, where not said otherwise, when the version
    has no collection.
    """

    def __init__(self) -> None:
        self._connection: Connection | None = None
        self._connecting = Lock()

    @abstractmethod
    def refresh(self, version: int) -> None:
        """Take over what other processes have written to the version's collection, absent or not."""

    @abstractmethod
    def close(self) -> None:
        """Give up the connection. It is made again on the next use."""

    def create(self, version: int) -> None:
        """Make the version's collection; one that is there is kept."""
        with self._changing():
            self._connected().api.get_or_create_collection(name=_name(version), configuration={"hnsw": HNSW})

    def drop(self, version: int) -> None:
        """Remove the version's collection; an absent one is no error."""
        from chromadb.errors import NotFoundError

        with self._changing(), suppress(NotFoundError):
            self._connected().api.delete_collection(name=_name(version))

    def upsert(self, version: int, chunks: Sequence[Chunk], vectors: Matrix) -> None:
        """Write one vector for each chunk, over the one of equal id: [len(chunks), dimension]."""
        for start in range(0, len(chunks), BATCH):
            batch = chunks[start : start + BATCH]
            write = methodcaller(
                "upsert",
                ids=[chunk.id for chunk in batch],
                embeddings=vectors[start : start + BATCH],
                metadatas=[{"access": chunk.access, "document": chunk.document_id} for chunk in batch],
            )
            with self._changing():
                self._on(version, write)

    def delete(self, version: int, ids: Sequence[str]) -> None:
        """Remove vectors; absent ids are no error."""
        for start in range(0, len(ids), BATCH):
            with self._changing():
                self._on(version, methodcaller("delete", ids=list(ids[start : start + BATCH])))

    def ids(self, version: int) -> set[str]:
        """Return the ids of all vectors; none for an absent collection."""
        found: set[str] = set()
        nothing: Mapping[str, list[str]] = {"ids": []}
        while True:
            page = self._read(version, methodcaller("get", limit=PAGE, offset=len(found), include=[]), nothing)
            found.update(page["ids"])
            if len(page["ids"]) < PAGE:
                return found

    def count(self, version: int) -> int:
        """Return how many vectors there are; 0 for an absent collection."""
        return int(self._read(version, methodcaller("count"), 0))

    def query(self, version: int, vector: Matrix, k: int, access: Access | None = None) -> Neighbours:
        """Return the at most k chunks nearest to the unit vector [dimension], under these labels or under any.

        The collection may hold chunks that no snapshot shows yet, or no longer.
        """
        where = None if access is None else {"access": {"$in": sorted(access)}}
        query = methodcaller(
            "query", query_embeddings=vector[np.newaxis], n_results=k, where=where, include=["distances"]
        )
        with translated_errors():
            result = self._on(version, query)
        return Neighbours(result["ids"][0], 1 - np.asarray(result["distances"][0], np.float64))

    def get(self, version: int, ids: Sequence[str]) -> Mapping[str, Matrix]:
        """Return the vector [dimension] of each id that is there."""
        with translated_errors():
            result = self._on(version, methodcaller("get", ids=list(ids), include=["embeddings"]))
        return dict(zip(result["ids"], np.asarray(result["embeddings"], np.float32), strict=True))

    @abstractmethod
    def _connect(self) -> ServerAPI: ...

    @abstractmethod
    def _writing(self) -> AbstractContextManager[None]: ...

    def _connected(self) -> Connection:
        with self._connecting:
            if self._connection is None:
                self._connection = Connection(self._connect())
            return self._connection

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with translated_errors(), self._writing():
            yield

    def _read(self, version: int, work: Callable[[ChromaCollection], Result], when_absent: Result) -> Result:
        from chromadb.errors import NotFoundError

        with translated_errors():
            try:
                return self._on(version, work)
            except NotFoundError:
                return when_absent

    def _on(self, version: int, work: Callable[[ChromaCollection], Result]) -> Result:
        """Work on a collection that is kept open; open it again when it was dropped and made anew meanwhile."""
        from chromadb.errors import NotFoundError

        connection = self._connected()
        if (held := connection.collections.get(version)) is not None:
            try:
                return work(held)
            except NotFoundError:
                connection.collections.pop(version, None)
        return work(connection.open(version))


def _name(version: int) -> str:
    return f"chatbot-rag-v{version}"


@contextmanager
def translated_errors() -> Iterator[None]:
    """Chroma lets through whatever its parts raise: of HTTP, of JSON, of its own."""
    try:
        yield
    except Exception as error:
        reason = f"{type(error).__name__}: {error}"[:200]
        raise VectorsUnavailable(
            f"Chroma can't be used ({reason}). Check that it runs, that the address is right and its disk isn't full; "
            "when it has lost its data, the next synchronisation writes them again."
        ) from error
