"""Waiting for what happens in another thread, task or process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

PATIENCE_S = 60


def await_true(condition: Callable[[], object]) -> None:
    """Return when ``condition`` holds; fail when that takes too long."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.005)


async def until(condition: Callable[[], object]) -> None:
    """The same for a task: the others run meanwhile."""
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        await asyncio.sleep(0.002)
