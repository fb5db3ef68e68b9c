"""So many requests a window and client; a client is what it can't choose itself."""

import asyncio
from collections.abc import Sequence

import pytest
from limits.aio.storage import MemoryStorage
from pydantic import SecretStr
from starlette.types import ASGIApp

from shared.serving.api_keys import ApiKeyMiddleware
from shared.serving.catch_errors import CatchErrorsMiddleware
from shared.serving.rate_limit import RateLimitMiddleware
from tests.shared.serving.asgi import Answer, ask, ok

KEYS = ("first-key", "second-key")


class BrokenStorage(MemoryStorage):
    """Counts that cannot be reached: what a Redis that is away looks like."""

    STORAGE_SCHEME = ["async+broken"]  # noqa: RUF012 - the library's own declaration

    @property
    def base_exceptions(self) -> type[Exception]:
        return ConnectionError

    async def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        raise ConnectionError("connection refused")


def limited(rate: str = "2/minute", *, keys: Sequence[str] = (), storage: str = "memory://") -> ASGIApp:
    app = RateLimitMiddleware(ok, rate=rate, storage=storage)
    return CatchErrorsMiddleware(ApiKeyMiddleware(app, keys=[SecretStr(key) for key in keys]))


def statuses(app: ASGIApp, requests: Sequence[tuple[str, dict[str, str]]]) -> list[int]:
    """Ask once for each (client address, headers), one after the other."""

    async def all_of_them() -> list[int]:
        return [(await ask(app, client=client, headers=headers)).status for client, headers in requests]

    return asyncio.run(all_of_them())


def test_one_client_over_its_rate_does_not_stop_another() -> None:
    assert statuses(limited(), [("a", {}), ("a", {}), ("a", {}), ("b", {})]) == [200, 200, 429, 200]


def test_the_refusal_says_when_to_come_back() -> None:
    async def last_of_three() -> Answer:
        app = limited()
        return [await ask(app) for _ in range(3)][-1]

    answer = asyncio.run(last_of_three())
    assert answer.status == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 60
    assert "2 per 1 minute" in answer.json()["detail"]


def test_requests_are_let_in_again_after_the_window() -> None:
    async def now_and_later() -> tuple[list[int], int]:
        app = limited("1/second")
        now = [(await ask(app)).status for _ in range(5)]
        await asyncio.sleep(2.1)
        return now, (await ask(app)).status

    now, later = asyncio.run(now_and_later())
    assert 429 in now
    assert later == 200


def test_a_made_up_key_neither_evades_the_limit_nor_is_remembered() -> None:
    spoofed = [("a", {"X-API-Key": f"made-up-{i}"}) for i in range(4)]
    assert statuses(limited(), spoofed) == [200, 200, 429, 429]


def test_each_accepted_key_has_its_own_rate() -> None:
    app = limited(keys=KEYS)
    requests = [("same address", {"X-API-Key": key}) for key in KEYS for _ in range(3)]
    assert statuses(app, requests) == [200, 200, 429, 200, 200, 429]


@pytest.mark.parametrize("path", ["/health/live", "/metrics", "/"])
def test_only_the_api_is_limited(path: str) -> None:
    async def many() -> set[int]:
        app = limited()
        return {(await ask(app, path)).status for _ in range(5)}

    assert asyncio.run(many()) == {200}


def test_a_burst_at_once_gets_no_more_than_the_rate() -> None:
    async def burst() -> list[int]:
        app = limited("5/minute")
        return [answer.status for answer in await asyncio.gather(*(ask(app) for _ in range(20)))]

    assert sorted(asyncio.run(burst())) == [200] * 5 + [429] * 15


def test_counts_that_are_away_let_requests_pass() -> None:
    assert statuses(limited(storage="broken://"), [("a", {})] * 3) == [200, 200, 200]


@pytest.mark.parametrize("rate", ["", "many", "10 per fortnight", "-1/second"])
def test_a_rate_that_means_nothing_is_refused_at_the_start(rate: str) -> None:
    with pytest.raises(ValueError, match=r"rate limit|granularity"):
        limited(rate)
