"""Many pictures, one model: batches grow under load, and nobody pays for another one's trouble."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from projects.image_classifier.batching import Batcher
from projects.image_classifier.model.bundle import Pixels
from shared.serving.problems import Unavailable
from tests.waiting import PATIENCE_S, until


@dataclass(frozen=True)
class Doubling:
    """A model that doubles the first pixel; ``name`` tells two models apart."""

    name: str = "doubling"


MODEL = Doubling()


@dataclass
class Work:
    """What was asked of the model, and a gate that holds it back until it is opened."""

    batches: list[tuple[str, list[int]]] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    busy: threading.Event = field(default_factory=threading.Event)

    def prepare(self, model: Doubling, data: bytes) -> Pixels:
        if data == b"broken":
            raise ValueError("broken")
        return np.array([data[0]], np.uint8)

    def predict(self, model: Doubling, pixels: Pixels) -> list[int]:
        values = [int(value) for value in pixels[:, 0]]
        self.batches.append((model.name, values))
        self.busy.set()
        assert self.gate.wait(PATIENCE_S)
        if 13 in values:
            raise RuntimeError("unlucky")
        return [2 * value for value in values]


def batcher(work: Work, **changes: int) -> Batcher[Doubling, int]:
    limits = {"max_batch": 4, "max_waiting": 20, "threads": 2, **changes}
    return Batcher(work.prepare, work.predict, **limits)


def run(scenario: Callable[[Work], Coroutine[Any, Any, None]], *, open_gate: bool = False) -> Work:
    work = Work()
    if open_gate:
        work.gate.set()
    asyncio.run(scenario(work))
    return work


async def occupied(work: Work, batcher: Batcher[Doubling, int]) -> asyncio.Task[list[int | BaseException]]:
    """One picture at the model, behind the closed gate."""
    first = asyncio.create_task(batcher.answer(MODEL, [b"\0"]))
    await until(work.busy.is_set)
    return first


def ready(batcher: Batcher[Doubling, int]) -> int:
    return len(batcher._ready)


def test_each_file_gets_its_own_answer_in_order() -> None:
    async def scenario(work: Work) -> None:
        service = batcher(work)
        assert await service.answer(MODEL, [bytes([value]) for value in range(10)]) == [2 * n for n in range(10)]
        assert (service.waiting, service.pictures) == (0, 10)
        service.close()

    run(scenario, open_gate=True)


def test_a_picture_that_comes_alone_does_not_wait_for_company() -> None:
    async def scenario(work: Work) -> None:
        service = batcher(work)
        for value in range(3):
            assert await service.answer(MODEL, [bytes([value])]) == [2 * value]
        service.close()

    assert run(scenario, open_gate=True).batches == [("doubling", [0]), ("doubling", [1]), ("doubling", [2])]


def test_what_comes_while_the_model_works_is_the_next_batch_up_to_its_limit() -> None:
    async def scenario(work: Work) -> None:
        service = batcher(work)
        first = await occupied(work, service)
        others = [asyncio.create_task(service.answer(MODEL, [bytes([value])])) for value in range(1, 7)]
        await until(lambda: ready(service) == 6)
        work.gate.set()
        assert await first == [0]
        assert [await other for other in others] == [[2 * value] for value in range(1, 7)]
        assert (service.batches, service.pictures, service.waiting) == (3, 7, 0)
        service.close()

    assert [len(values) for _, values in run(scenario).batches] == [1, 4, 2]


def test_the_picture_too_many_is_sent_away_and_the_others_are_answered() -> None:
    async def scenario(work: Work) -> None:
        service = batcher(work, max_waiting=4)
        first = await occupied(work, service)
        second = asyncio.create_task(service.answer(MODEL, [b"\1", b"\2"]))
        await until(lambda: ready(service) == 2)
        with pytest.raises(Unavailable, match="3 pictures wait for the model, and at most 4") as refusal:
            await service.answer(MODEL, [b"\3", b"\4"])
        assert refusal.value.headers["Retry-After"] == "1"
        third = asyncio.create_task(service.answer(MODEL, [b"\5"]))
        work.gate.set()
        assert [await first, await second, await third] == [[0], [2, 4], [10]]
        assert await service.answer(MODEL, [b"\3", b"\4"]) == [6, 8]
        service.close()

    run(scenario)


def test_one_unreadable_file_does_not_spoil_the_others() -> None:
    async def scenario(work: Work) -> None:
        service = batcher(work)
        good, broken, also_good = await service.answer(MODEL, [b"\1", b"broken", b"\2"])
        assert (good, str(broken), also_good) == (2, "broken", 4)
        assert service.waiting == 0
        service.close()

    run(scenario, open_gate=True)


def test_a_failure_reaches_its_whole_batch_and_the_next_batch_works() -> None:
    async def scenario(work: Work) -> None:
        service = batcher(work)
        first = await occupied(work, service)
        doomed = [asyncio.create_task(service.answer(MODEL, [bytes([value])])) for value in (12, 13)]
        await until(lambda: ready(service) == 2)
        work.gate.set()
        assert await first == [0]
        assert [str(error) for other in doomed for error in await other] == ["unlucky", "unlucky"]
        assert await service.answer(MODEL, [b"\1"]) == [2]
        assert service.waiting == 0
        service.close()

    run(scenario)


def test_a_cancelled_request_hurts_no_other_and_leaves_its_place() -> None:
    async def scenario(work: Work) -> None:
        service = batcher(work)
        first = await occupied(work, service)
        given_up = asyncio.create_task(service.answer(MODEL, [b"\1"]))
        patient = asyncio.create_task(service.answer(MODEL, [b"\2"]))
        await until(lambda: ready(service) == 2)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        assert service.waiting == 3
        work.gate.set()
        assert [await first, await patient] == [[0], [4]]
        assert service.waiting == 0
        service.close()

    run(scenario)


def test_what_is_cancelled_before_it_was_decoded_costs_nothing() -> None:
    async def scenario(work: Work) -> None:
        service = batcher(work, threads=1)
        first = await occupied(work, service)
        given_up = asyncio.create_task(service.answer(MODEL, [b"\7"]))
        await until(lambda: service.waiting == 2)
        given_up.cancel()
        await asyncio.gather(given_up, return_exceptions=True)
        work.gate.set()
        assert await first == [0]
        await until(lambda: service.waiting == 0)
        service.close()

    assert run(scenario).batches == [("doubling", [0])]


def test_a_batch_never_mixes_two_models() -> None:
    async def scenario(work: Work) -> None:
        service = batcher(work)
        old, new = Doubling("old"), Doubling("new")
        first = await occupied(work, service)
        models = [old, old, new, new, new, old]
        others = [asyncio.create_task(service.answer(model, [bytes([n])])) for n, model in enumerate(models)]
        await until(lambda: ready(service) == 6)
        work.gate.set()
        await first
        assert [await other for other in others] == [[2 * n] for n in range(6)]
        service.close()

    batches = run(scenario).batches[1:]
    assert sorted((n, name) for name, values in batches for n in values) == list(
        enumerate(["old", "old", "new", "new", "new", "old"])
    )
    assert len(batches) < 6


def test_closing_finishes_what_was_accepted_and_takes_nothing_more() -> None:
    async def scenario(work: Work) -> None:
        service = batcher(work)
        first = await occupied(work, service)
        second = asyncio.create_task(service.answer(MODEL, [b"\1"]))
        await until(lambda: ready(service) == 1)
        closing = asyncio.create_task(asyncio.to_thread(service.close))
        await until(lambda: service._closed)
        with pytest.raises(Unavailable, match="shutting down"):
            await service.answer(MODEL, [b"\2"])
        work.gate.set()
        assert [await first, await second] == [[0], [2]]
        await closing

    before = threading.active_count()
    run(scenario)
    assert threading.active_count() == before


def test_a_loop_that_is_gone_stops_nobody() -> None:
    work = Work()
    service = batcher(work)

    async def leave() -> None:
        task = asyncio.create_task(service.answer(MODEL, [b"\1"]))
        await until(work.busy.is_set)
        task.cancel()

    asyncio.run(leave())
    work.gate.set()
    service.close()

    assert work.batches == [("doubling", [1])]
