"""One client for every language model, and what it makes of their failures."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest
from pydantic import SecretStr

from projects.chatbot_rag.generation.llm import LLM, Endpoint, LLMUnavailable, Message
from tests.chatbot_rag.generation.model_server import Ending, ModelServer, model_server
from tests.running import free_port
from tests.waiting import await_true, until

CHAT = [Message("system", "Be brief."), Message("user", "Hello?")]


async def _read(llm: LLM) -> str:
    try:
        return "".join([text async for text in llm.stream(CHAT)])
    finally:
        await llm.close()


def test_text_comes_piece_by_piece() -> None:
    with model_server("Hel", "lo", ".") as server:
        assert asyncio.run(_read(server.llm())) == "Hello."


def test_the_chat_is_sent_as_it_is() -> None:
    with model_server("Hello.") as server:
        asyncio.run(_read(server.llm()))
    [asked] = server.asked
    assert asked["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Hello?"},
    ]
    assert (asked["model"], asked["stream"], asked["temperature"]) == ("toy", True, 0)


@pytest.mark.parametrize(("key", "sent"), [("", None), ("secret", "Bearer secret")])
def test_a_key_is_sent_only_when_there_is_one(key: str, sent: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "of another service")
    with model_server("Hello.") as server:
        asyncio.run(_read(server.llm(key=key)))
    assert server.keys == [sent]


@pytest.mark.parametrize("ending", ["garbage", "error", "cut"])
def test_a_broken_answer_is_said_to_be_unavailable(ending: Ending) -> None:
    with model_server("Hello.", ending=ending) as server, pytest.raises(LLMUnavailable) as failure:
        asyncio.run(_read(server.llm()))
    assert "SECRET" not in str(failure.value)


@pytest.mark.parametrize("pieces", [[], ["Hel"]])
def test_a_server_that_falls_silent_is_not_waited_for(pieces: list[str]) -> None:
    with model_server(*pieces, ending="silent") as server, pytest.raises(LLMUnavailable, match="TimeoutError"):
        asyncio.run(_read(server.llm(seconds=0.5)))


def test_a_server_that_never_ends_is_stopped_in_time() -> None:
    with model_server(ending="endless") as server:
        with pytest.raises(LLMUnavailable):
            asyncio.run(_read(server.llm(seconds=0.5)))
        await_true(server.left.is_set)


def test_no_server_is_unavailable() -> None:
    endpoint = Endpoint(f"http://127.0.0.1:{free_port()}/v1", "toy", SecretStr(""))
    with pytest.raises(LLMUnavailable, match="llm_base_url"):
        asyncio.run(_read(LLM(lambda: endpoint, seconds=5, concurrency=1)))


def test_closing_the_stream_makes_the_server_stop() -> None:
    async def leave(server: ModelServer) -> None:
        llm = server.llm()
        async with aclosing(llm.stream(CHAT)) as texts:
            await anext(texts)
        await until(server.left.is_set)
        await llm.close()

    with model_server("Hello. ", ending="endless") as server:
        asyncio.run(leave(server))


def test_a_cancelled_reader_makes_the_server_stop() -> None:
    async def cancel(server: ModelServer) -> None:
        llm = server.llm()
        reading = asyncio.create_task(_read(llm))
        await until(lambda: server.asked)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        await until(server.left.is_set)

    with model_server("Hello. ", ending="endless") as server:
        asyncio.run(cancel(server))


def test_more_readers_than_places_wait() -> None:
    async def compete(server: ModelServer) -> None:
        llm = server.llm(seconds=0.5)
        async with aclosing(llm.stream(CHAT)) as first:
            await anext(first)
            with pytest.raises(LLMUnavailable, match="busy"):
                await anext(llm.stream(CHAT))
        async with aclosing(llm.stream(CHAT)) as second:
            assert await anext(second)
        await llm.close()

    with model_server("Hello. ", ending="endless") as server:
        asyncio.run(compete(server))
