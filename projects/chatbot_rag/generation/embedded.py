"""The small language model that comes with the service, served by llama.cpp: within the process, or to a network."""

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
                self._server = _serve(self._model, slots=self._slots, threads=self._threads, key=self._key)
            return Endpoint(f"{self._server.listening_address}/v1", self._model.stem, SecretStr(self._key))

    def close(self) -> None:
        """Stop the server and free the model."""
        with self._lock:
            self._server = None


def serve(model: Path, *, host: str, port: int, slots: int, threads: int) -> xllamacpp.Server:
    """Serve ``model`` to whoever reaches the port, without a key, until the result is let go.

    Raises:
        LLMUnavailable: the file is absent or is no GGUF model, or the port is taken.
    """
    return _serve(model, host=host, port=port, slots=slots, threads=threads)


def _serve(
    model: Path, *, slots: int, threads: int, host: str = "127.0.0.1", port: int = 0, key: str | None = None
) -> xllamacpp.Server:
    if not model.is_file():
        raise LLMUnavailable(f"{model} is not there: fetch it, or set the writer to extractive.")
    try:
        import xllamacpp
    except ModuleNotFoundError:
        raise LLMUnavailable(
            "xllamacpp is not installed here: set the writer to extractive, or to openai and name a server."
        ) from None
    params = xllamacpp.CommonParams()
    params.model.path = str(model)
    params.hostnames = [host]
    params.port = port
    params.api_keys = [] if key is None else [key]
    params.cors_origins = ""
    params.endpoint_slots = False
    params.ui = False
    params.offline = True
    params.warmup = False
    params.verbosity = _SILENT
    params.n_parallel = slots
    params.n_ctx = CONTEXT_TOKENS * slots
    params.cache_ram_mib = 0
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    try:
        return xllamacpp.Server(params)
    except RuntimeError:
        raise LLMUnavailable(f"{model} is no model that llama.cpp can load: fetch it again.") from None
