"""The small language model that comes with the service, served within the process by llama.cpp."""

from __future__ import annotations

import secrets
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr

from projects.chatbot_rag.generation.llm import Endpoint, LLMUnavailable

if TYPE_CHECKING:
    import xllamacpp

CONTEXT_TOKENS = 4_096
"""For the prompt and the answer of one request."""
_SILENT = -1


class EmbeddedServer:
    """An OpenAI-compatible server on a free port of 127.0.0.1, with a key that only this process knows.

    Starts at the first ``start`` and lives until ``close``; both may come from any thread. ``slots`` answers are
    written at a time, by ``threads`` threads.
    """

    def __init__(self, model: Path, *, slots: int = 1, threads: int = 1) -> None:
        self._model = model
        self._slots = slots
        self._threads = threads
        self._key = secrets.token_urlsafe(32)
        self._lock = threading.Lock()
        self._server: xllamacpp.Server | None = None

    def start(self) -> Endpoint:
        """Load the model unless it is loaded, which takes about a second, and return where it is served.

        Raises:
            LLMUnavailable: the file is absent or is no GGUF model.
        """
        with self._lock:
            if self._server is None:
                self._server = self._load()
            return Endpoint(f"{self._server.listening_address}/v1", self._model.stem, SecretStr(self._key))

    def close(self) -> None:
        """Stop the server and free the model."""
        with self._lock:
            self._server = None

    def _load(self) -> xllamacpp.Server:
        import xllamacpp

        if not self._model.is_file():
            raise LLMUnavailable(f"{self._model} is not there: fetch it, or set the writer to extractive.")
        params = xllamacpp.CommonParams()
        params.model.path = str(self._model)
        params.hostnames = ["127.0.0.1"]
        params.port = 0
        params.api_keys = [self._key]
        params.cors_origins = ""
        params.endpoint_slots = False
        params.ui = False
        params.offline = True
        params.warmup = False
        params.verbosity = _SILENT
        params.n_parallel = self._slots
        params.n_ctx = CONTEXT_TOKENS * self._slots
        params.cache_ram_mib = 0
        params.cpuparams.n_threads = params.cpuparams_batch.n_threads = self._threads
        try:
            return xllamacpp.Server(params)
        except RuntimeError:
            raise LLMUnavailable(f"{self._model} is no model that llama.cpp can load: fetch it again.") from None
