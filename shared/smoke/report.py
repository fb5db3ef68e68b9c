"""One line a check: who was asked what, and what was seen."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from requests import RequestException


class Failed(Exception):
    """A check that did not pass: what was seen, and what to do about it."""

    def __init__(self, seen: str, remedy: str) -> None:
        super().__init__(seen)
        self.seen, self.remedy = seen, remedy


class Report:
    """Prints every check when it is done, and counts."""

    def __init__(self) -> None:
        self.passed = 0
        self.failed = 0
        self._began = monotonic()

    def check(self, who: str, asked: str, look: Callable[[], str]) -> bool:
        """Do one check. ``look`` returns what it saw, or raises Failed."""
        try:
            seen = look()
        except Failed as failure:
            return self._fail(who, asked, failure.seen, failure.remedy)
        except RequestException as exc:
            return self._fail(who, asked, f"no answer: {exc}", "its log says why: `docker compose logs`, or the demo's")
        self.passed += 1
        self._line("ok", who, asked, seen)
        return True

    def say(self, who: str, what: str) -> None:
        """Print a line that is no check: what is left out and why, or what is being waited for."""
        self._line("..", who, what, "")

    def summary(self) -> str:
        """Return the last line."""
        failed = f"{self.failed} failed" if self.failed else "none failed"
        return f"{self.passed + self.failed} checks in {monotonic() - self._began:.0f} s, {failed}"

    def _fail(self, who: str, asked: str, seen: str, remedy: str) -> bool:
        self.failed += 1
        self._line("FAIL", who, asked, f"{' '.join(seen.split())}\n      what to do: {remedy}")
        return False

    def _line(self, verdict: str, who: str, asked: str, seen: str) -> None:
        print(f"{verdict:<4}  {who:<16}  {asked}{' → ' if seen else ''}{seen}", flush=True)
