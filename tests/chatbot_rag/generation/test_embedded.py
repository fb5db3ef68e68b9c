"""The language model that comes with the service."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from projects.chatbot_rag.generation.embedded import EmbeddedServer
from projects.chatbot_rag.generation.llm import LLM, LLMUnavailable, Message
from projects.chatbot_rag.settings import Settings
from shared.assets import AssetUnavailable, fetch
from tests.waiting import PATIENCE_S

CHAT = [Message("user", "Say hello.")]


async def _first(llm: LLM) -> str:
    try:
        return await anext(llm.stream(CHAT))
    finally:
        await llm.close()


def _llm(server: EmbeddedServer) -> LLM:
    return LLM(server.start, seconds=PATIENCE_S, concurrency=1)


@pytest.fixture(scope="module")
def server() -> Iterator[EmbeddedServer]:
    settings = Settings()
    try:
        model = fetch("smollm2-135m-instruct", folder=settings.assets_dir, mirror=settings.asset_mirror)
    except AssetUnavailable as reason:
        pytest.skip(str(reason))
    embedded = EmbeddedServer(model)
    yield embedded
    embedded.close()


def test_a_model_that_is_not_there_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(LLMUnavailable, match="is not there"):
        asyncio.run(_first(_llm(EmbeddedServer(tmp_path / "absent.gguf"))))


def test_a_file_that_is_no_model_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "broken.gguf").write_bytes(b"GGUF but nothing more")
    with pytest.raises(LLMUnavailable, match="is no model"):
        asyncio.run(_first(_llm(EmbeddedServer(tmp_path / "broken.gguf"))))


def test_closing_what_was_never_started_is_fine(tmp_path: Path) -> None:
    EmbeddedServer(tmp_path / "absent.gguf").close()


@pytest.mark.real_data
def test_the_model_writes(server: EmbeddedServer) -> None:
    assert asyncio.run(_first(_llm(server)))


@pytest.mark.real_data
def test_only_the_process_itself_may_ask(server: EmbeddedServer) -> None:
    endpoint = server.start()
    assert endpoint.base_url.startswith("http://127.0.0.1:")
    stranger = type(endpoint)(endpoint.base_url, endpoint.model, SecretStr("guessed"))
    with pytest.raises(LLMUnavailable, match="401"):
        asyncio.run(_first(LLM(lambda: stranger, seconds=PATIENCE_S, concurrency=1)))


@pytest.mark.real_data
def test_it_starts_once_and_again_after_it_was_closed(server: EmbeddedServer) -> None:
    first = server.start()
    assert server.start() == first
    server.close()
    assert asyncio.run(_first(_llm(server)))
