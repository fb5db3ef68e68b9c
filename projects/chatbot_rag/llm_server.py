"""The small language model as a server of its own: what another process, or another machine, can write with."""

from __future__ import annotations

import signal

from projects.chatbot_rag.assistant import SMALL_LLM
from projects.chatbot_rag.generation.embedded import serve
from projects.chatbot_rag.settings import Settings
from shared.assets import fetch
from shared.logging import get_logger

log = get_logger(__name__)


def serve_llm(settings: Settings) -> None:
    """Fetch the model when needed and serve it until SIGINT or SIGTERM.

    Raises:
        shared.assets.AssetError: the model can't be had.
        LLMUnavailable: llama.cpp is not installed, can't load the file or can't listen.
    """
    stops = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    file = fetch(SMALL_LLM, folder=settings.assets_dir, mirror=settings.asset_mirror)
    server = serve(
        file, host=settings.host, port=settings.port, slots=settings.llm_concurrency, threads=settings.threads
    )
    log.info("llm_serves", model=SMALL_LLM, address=server.listening_address)
    signal.sigwait(stops)
