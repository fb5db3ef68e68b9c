"""A language model behind an OpenAI-compatible server, whichever that is."""

from __future__ import annotations

from asyncio import Semaphore
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass
from time import monotonic
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from anyio import CancelScope, fail_after, to_thread
from pydantic import SecretStr

if TYPE_CHECKING:
    from openai import AsyncOpenAI
    from openai.types.chat import ChatCompletionMessageParam

MAX_TOKENS = 240
STOP = ["\n\n", "```", "</passage", "Question:"]
"""A paragraph is an answer; what comes after it, or imitates the prompt, is none."""
CONNECT_SECONDS = 3.0


class LLMUnavailable(RuntimeError):
    """The language model is down, late, or says what is no answer of a language model."""


Role: TypeAlias = Literal["system", "user", "assistant"]


@dataclass(frozen=True)
class Message:
    """One message of a chat."""

    role: Role
    content: str


@dataclass(frozen=True)
class Endpoint:
    """Where a model is served: ``base_url`` ends in ``/v1``; with an empty key none is sent."""

    base_url: str
    model: str
    api_key: SecretStr


class LLM:
    """Streams completions. One for a process and an event loop; ``endpoint`` is asked for at first use, in a thread.

    ``seconds`` is the time for a whole completion, the wait for one of the ``concurrency`` places included.
    """

    def __init__(self, endpoint: Callable[[], Endpoint], *, seconds: float, concurrency: int) -> None:
        self._endpoint = endpoint
        self._seconds = seconds
        self._places = Semaphore(concurrency)
        self._opened: tuple[AsyncOpenAI, Endpoint] | None = None

    async def stream(self, messages: Sequence[Message]) -> AsyncGenerator[str]:
        """Yield the text as it comes, greedily decoded. Closing the generator makes the server stop.

        Raises:
            LLMUnavailable: no connection, an error of the server, a broken stream, or the time is over.
        """
        end = monotonic() + self._seconds
        try:
            with fail_after(end - monotonic()):
                await self._places.acquire()
        except TimeoutError:
            raise LLMUnavailable("The language model is busy: raise llm_concurrency or llm_seconds.") from None
        try:
            async with aclosing(self._complete(messages, end)) as texts:
                async for text in texts:
                    yield text
        finally:
            self._places.release()

    async def close(self) -> None:
        """Close the connections. The next stream opens them again."""
        opened, self._opened = self._opened, None
        if opened is not None:
            await opened[0].close()

    async def _complete(self, messages: Sequence[Message], end: float) -> AsyncGenerator[str]:
        import httpx2
        import openai

        failures = (openai.OpenAIError, httpx2.HTTPError, OSError, EOFError, ValueError, TimeoutError)
        try:
            with fail_after(end - monotonic()):
                client, endpoint = await self._open()
                stream = await client.chat.completions.create(
                    model=endpoint.model,
                    messages=cast("list[ChatCompletionMessageParam]", [asdict(message) for message in messages]),
                    stream=True,
                    temperature=0,
                    max_tokens=MAX_TOKENS,
                    stop=STOP,
                    extra_headers=None if endpoint.api_key.get_secret_value() else {"Authorization": openai.omit},
                )
        except failures as failure:
            raise _unavailable(failure) from None
        try:
            chunks, finished = aiter(stream), False
            while True:
                with fail_after(end - monotonic()):
                    chunk = await anext(chunks, None)
                if chunk is None:
                    break
                for choice in chunk.choices[:1]:
                    finished = finished or choice.finish_reason is not None
                    if choice.delta.content:
                        yield choice.delta.content
            if not finished:
                raise EOFError
        except failures as failure:
            raise _unavailable(failure) from None
        finally:
            with CancelScope(shield=True):
                await stream.close()

    async def _open(self) -> tuple[AsyncOpenAI, Endpoint]:
        if self._opened is None:
            import openai

            endpoint = await to_thread.run_sync(self._endpoint)
            client = openai.AsyncOpenAI(
                base_url=endpoint.base_url,
                api_key=endpoint.api_key.get_secret_value() or "none",
                timeout=openai.Timeout(self._seconds, connect=CONNECT_SECONDS),
                max_retries=1,  # a pooled connection may have been closed by the server meanwhile
            )
            self._opened = (client, endpoint)
        return self._opened


def _unavailable(failure: BaseException) -> LLMUnavailable:
    """Name the kind of failure only: a message of the server may quote the prompt."""
    status = getattr(failure, "status_code", None)
    what = f"status {status}" if status else type(failure).__name__
    return LLMUnavailable(f"The language model gave no answer ({what}): check llm_base_url, llm_model and llm_seconds.")
