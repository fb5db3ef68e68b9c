"""Pictures of many requests in one run of the model, without a timer: while it runs, the next batch collects.

A few threads decode. The one that has a picture ready while nobody runs the model runs it, and goes on for as long as
pictures are ready: alone, a picture costs one hop to a thread and back; under load, batches grow by themselves.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from projects.image_classifier.model.bundle import Pixels
from shared.serving.problems import Unavailable

Model = TypeVar("Model")
Answer = TypeVar("Answer")


@dataclass(eq=False, slots=True)
class _Waiting(Generic[Model, Answer]):
    """A picture on its way: the model that its request began with, and where the answer goes."""

    model: Model
    answer: asyncio.Future[Answer]


class Batcher(Generic[Model, Answer]):
    """Calls ``prepare`` for each picture and ``predict`` for batches of them, off the event loop.

    Args:
        prepare: from a model and the bytes of a file to pixels; called by several threads at once.
        predict: from a model and pixels [n, ...] to one answer a picture; called by one thread at a time.
        max_batch: pictures in one run.
        max_waiting: pictures that may be on their way; more are refused.
        threads: how many decode.
    """

    def __init__(
        self,
        prepare: Callable[[Model, bytes], Pixels],
        predict: Callable[[Model, Pixels], Sequence[Answer]],
        *,
        max_batch: int,
        max_waiting: int,
        threads: int,
    ) -> None:
        self.waiting = 0
        self.batches = 0
        self.pictures = 0
        self._prepare = prepare
        self._predict = predict
        self._max_batch = max_batch
        self._max_waiting = max_waiting
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="pictures")
        self._lock = threading.Lock()
        self._ready: deque[tuple[_Waiting[Model, Answer], Pixels]] = deque()
        self._running = False
        self._closed = False

    async def answer(self, model: Model, files: Sequence[bytes]) -> list[Answer | BaseException]:
        """Return, for each file, its answer or what ``prepare`` or ``predict`` raised. All come from ``model``.

        Call it from one event loop only.

        Raises:
            Unavailable: not all files find room, or the service is shutting down.
        """
        if self._closed:
            raise Unavailable("The service is shutting down.", headers={"Retry-After": "5"})
        if self.waiting + len(files) > self._max_waiting:
            raise Unavailable(
                f"{self.waiting} pictures wait for the model, and at most {self._max_waiting} may.",
                headers={"Retry-After": "1"},
            )
        self.waiting += len(files)
        loop = asyncio.get_running_loop()
        pictures = [_Waiting[Model, Answer](model, loop.create_future()) for _ in files]
        for picture, data in zip(pictures, files, strict=True):
            self._threads.submit(self._work, picture, data)
        return await asyncio.gather(*(picture.answer for picture in pictures), return_exceptions=True)

    def close(self) -> None:
        """Finish what was accepted, then let the threads go. Blocks."""
        self._closed = True
        self._threads.shutdown()

    def _work(self, picture: _Waiting[Model, Answer], data: bytes) -> None:
        """Decode one picture; then run the model, if nobody does, for as long as pictures are ready."""
        if picture.answer.cancelled():
            _hand_over(self._settle, [picture], [asyncio.CancelledError()])
            return
        try:
            pixels = self._prepare(picture.model, data)
        except Exception as exc:  # noqa: BLE001 - whatever it is, the one who waits must hear of it
            _hand_over(self._settle, [picture], [exc])
            return
        with self._lock:
            self._ready.append((picture, pixels))
            if self._running:
                return
            self._running = True
        while batch := self._next_batch():
            self._run(batch)

    def _next_batch(self) -> list[tuple[_Waiting[Model, Answer], Pixels]]:
        """Take the first pictures, as far as they are for one model. When none are left, nobody runs it."""
        batch: list[tuple[_Waiting[Model, Answer], Pixels]] = []
        with self._lock:
            while self._ready and len(batch) < self._max_batch:
                if batch and self._ready[0][0].model is not batch[0][0].model:
                    break
                batch.append(self._ready.popleft())
            self._running = bool(batch)
        return batch

    def _run(self, batch: list[tuple[_Waiting[Model, Answer], Pixels]]) -> None:
        pictures = [picture for picture, _ in batch]
        outcomes: Sequence[Answer | BaseException]
        try:
            outcomes = self._predict(pictures[0].model, np.stack([pixels for _, pixels in batch]))
        except Exception as exc:  # noqa: BLE001 - whatever it is, those who wait must hear of it
            outcomes = [exc] * len(pictures)
        self.batches += 1
        self.pictures += len(pictures)
        _hand_over(self._settle, pictures, outcomes)

    def _settle(self, pictures: Sequence[_Waiting[Model, Answer]], outcomes: Sequence[Answer | BaseException]) -> None:
        """On the event loop: answer those who still wait."""
        self.waiting -= len(pictures)
        for picture, outcome in zip(pictures, outcomes, strict=True):
            if picture.answer.done():
                continue
            if isinstance(outcome, BaseException):
                picture.answer.set_exception(outcome)
            else:
                picture.answer.set_result(outcome)


def _hand_over(
    settle: Callable[[Sequence[_Waiting[Model, Answer]], Sequence[Answer | BaseException]], None],
    pictures: Sequence[_Waiting[Model, Answer]],
    outcomes: Sequence[Answer | BaseException],
) -> None:
    """Wake the event loop once for all of them; one that is closed has nobody left who waits."""
    with suppress(RuntimeError):
        pictures[0].answer.get_loop().call_soon_threadsafe(settle, pictures, outcomes)
