"""A server that speaks as a language model does, and fails as one does."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal

from pydantic import SecretStr

from projects.chatbot_rag.generation.llm import LLM, Endpoint
from tests.waiting import PATIENCE_S

Ending = Literal["done", "cut", "silent", "garbage", "error", "endless"]


class ModelServer(ThreadingHTTPServer):
    """Says ``pieces`` to everybody; then ``ending`` happens. Remembers what it was asked."""

    daemon_threads = True

    def __init__(self, pieces: Sequence[str], ending: Ending) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pieces = pieces
        self.ending = ending
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.closing = threading.Event()
        self.left = threading.Event()

    def llm(self, *, seconds: float = PATIENCE_S, key: str = "", concurrency: int = 1) -> LLM:
        endpoint = Endpoint(f"http://127.0.0.1:{self.server_port}/v1", "toy", SecretStr(key))
        return LLM(lambda: endpoint, seconds=seconds, concurrency=concurrency)


class _Handler(BaseHTTPRequestHandler):
    server: ModelServer

    def do_POST(self) -> None:
        server = self.server
        server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        server.keys.append(self.headers["Authorization"])
        if server.ending == "error":
            self.send_error(500, "the prompt was: SECRET")
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        try:
            for piece in server.pieces:
                self._say(piece)
            while server.ending == "endless":
                self._say("More of it is said here. ")
                server.closing.wait(0.01)
        except OSError:
            server.left.set()
        if server.ending == "garbage":
            self.wfile.write(b"data: {]\n\n")
        if server.ending == "done":
            self._send({"delta": {}, "finish_reason": "stop"})
            self.wfile.write(b"data: [DONE]\n\n")
        if server.ending == "silent":
            server.closing.wait(PATIENCE_S)
        if server.ending == "cut":
            self.wfile.write(b'data: {"id": "1", "choices": [{"index": 0, "del')

    def _say(self, piece: str) -> None:
        self._send({"delta": {"content": piece}, "finish_reason": None})

    def _send(self, choice: dict[str, Any]) -> None:
        chunk = {
            "id": "1",
            "object": "chat.completion.chunk",
            "created": 0,
            "model": "toy",
            "choices": [{"index": 0, **choice}],
        }
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@contextmanager
def model_server(*pieces: str, ending: Ending = "done") -> Iterator[ModelServer]:
    with ModelServer(pieces, ending) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            server.shutdown()
            thread.join()
