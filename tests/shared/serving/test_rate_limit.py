"""So many requests a window and client; a client is what it can't choose itself."""

import asyncio
from collections.abc import Sequence

import pytest
from limits.aio.storage import MemoryStorage
from pydantic import SecretStr
from starlette.types import ASGIApp

from shared.serving.api_keys import ApiKeyMiddleware
from shared.serving.catch_errors import CatchErrorsMiddleware
from shared.serving.limiter import Limiter
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

    async def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        raise ConnectionError("connection refused")


def limited(rate: str = "2/minute", *, keys: Sequence[str] = (), storage: str = "memory://") -> ASGIApp:
    limiter = Limiter(rate, storage)
    app = RateLimitMiddleware(ok, limiter)
    return CatchErrorsMiddleware(ApiKeyMiddleware(app, keys=[SecretStr(key) for key in keys], limiter=limiter))


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


def with_keys(*keys: str) -> list[tuple[str, dict[str, str]]]:
    return [("a", {"X-API-Key": key}) for key in keys]


def test_guessing_keys_is_limited_and_does_not_end_with_the_right_one() -> None:
    app = limited(keys=KEYS)
    guesses = with_keys("guess-0", "guess-1", "guess-2", *KEYS)
    assert statuses(app, [*guesses, ("a", {}), ("b", {"X-API-Key": KEYS[0]})]) == [401, 401, 429, 429, 429, 429, 200]


def test_an_address_that_sends_no_key_is_limited_too() -> None:
    assert statuses(limited(keys=KEYS), [("a", {})] * 3) == [401, 401, 429]


def test_a_wrong_key_takes_nothing_from_the_rate_of_a_right_one() -> None:
    requests = with_keys("wrong", KEYS[0], KEYS[0], KEYS[0], KEYS[1])
    assert statuses(limited(keys=KEYS), requests) == [401, 200, 200, 429, 200]


def test_a_burst_of_guesses_gets_no_more_refusals_than_the_rate() -> None:
    async def burst() -> list[int]:
        app = limited("5/minute", keys=KEYS)
        guesses = (ask(app, headers={"X-API-Key": f"guess-{i}"}) for i in range(20))
        return [answer.status for answer in await asyncio.gather(*guesses)]

    assert sorted(asyncio.run(burst())) == [401] * 5 + [429] * 15


def test_behind_a_root_path_the_api_is_limited_too() -> None:
    async def three() -> list[int]:
        app = limited()
        return [(await ask(app, root_path="/api")).status for _ in range(3)]

    assert asyncio.run(three()) == [200, 200, 429]


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
    assert statuses(limited(storage="broken://", keys=KEYS), with_keys("wrong", *KEYS)) == [401, 200, 200]


@pytest.mark.parametrize("rate", ["", "many", "10 per fortnight", "-1/second"])
def test_a_rate_that_means_nothing_is_refused_at_the_start(rate: str) -> None:
    with pytest.raises(ValueError, match=r"rate limit|granularity"):
        limited(rate)
