"""The two ways to reach Chroma."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from operator import methodcaller
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit
from uuid import uuid4

from filelock import FileLock

from projects.chatbot_rag.index.vectors import Vectors, translated_errors

if TYPE_CHECKING:
    from chromadb.api import ServerAPI
    from chromadb.api.fastapi import FastAPI


class ServerVectors(Vectors):
    """A Chroma server at ``url``; one that takes longer than ``seconds`` to answer counts as down."""

    def __init__(self, url: str, *, seconds: float) -> None:
        super().__init__()
        self._url = url
        self._seconds = seconds

    def refresh(self, version: int) -> None:
        """Nothing to do: a server shows everybody the same."""

    def close(self) -> None:
        """Give up the connection. It is made again on the next use."""
        connection, self._connection = self._connection, None
        if connection is not None:
            cast("FastAPI", connection.api)._session.close()

    def _connect(self) -> ServerAPI:
        from chromadb.api.fastapi import FastAPI
        from chromadb.config import Settings, System

        address = urlsplit(self._url)
        secure = address.scheme == "https"
        settings = Settings(
            chroma_server_host=address.hostname,
            chroma_server_http_port=address.port or (443 if secure else 80),
            chroma_server_ssl_enabled=secure,
            anonymized_telemetry=False,
        )
        api = System(settings).instance(FastAPI)
        # The client would wait for ever, and has no setting for it.
        api._session.timeout = self._seconds
        return api

    def _writing(self) -> AbstractContextManager[None]:
        return nullcontext()


class EmbeddedVectors(Vectors):
    """A Chroma under a folder, for the processes of one machine.

    A handle of Chroma keeps its graph in memory: it doesn't see what another process writes, and would write over
    it. So writers take turns, every write leaves a mark, and who finds a mark that isn't its own opens the files anew.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._mark = folder / "last_write"
        self._seen = ""

    def refresh(self, version: int) -> None:
        """Take over what other processes have written; load the graph while nobody writes its files."""
        with translated_errors(), self._locked():
            self._catch_up()
            self._read(version, methodcaller("get", limit=1, include=["embeddings"]), None)

    def close(self) -> None:
        """Release the files. They are opened again on the next use."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.api.stop()

    def _connect(self) -> ServerAPI:
        from chromadb.api.rust import RustBindingsAPI
        from chromadb.config import Settings, System

        settings = Settings(is_persistent=True, persist_directory=str(self._folder), anonymized_telemetry=False)
        system = System(settings)
        api = system.instance(RustBindingsAPI)
        system.start()
        return api

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._locked():
            self._catch_up()
            self._seen = uuid4().hex
            self._mark.write_text(self._seen)
            yield

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self._folder / ".lock"):
            yield

    def _catch_up(self) -> None:
        mark = self._mark.read_text() if self._mark.exists() else ""
        if mark != self._seen:
            # Dropped and not closed: a search may be using it.
            self._connection = None
            self._seen = mark
