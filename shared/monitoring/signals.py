"""What is watched: a number or a category that can be read from every recorded answer.

A signal gives one value an answer, and not one for each item in it: items of one answer depend on each other, and
would make a sample look larger than it is.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, ClassVar, Generic, TypeVar

from shared.monitoring.distances import Distance, Test, category_distances, number_distances
from shared.store import Prediction

Value = TypeVar("Value", float, str)
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True)
class Signal(ABC, Generic[Value]):
    """A name, and how to read the value from an answer.

    An answer that cannot be read has no value: it was recorded by older code, or the value is not for its kind.
    """

    name: str
    read: Callable[[Prediction], Value]
    tests: ClassVar[tuple[Test, ...]]

    def values(self, answers: Sequence[Prediction]) -> list[Value]:
        """The values of the answers that have one."""
        return [value for answer in answers if (value := self._value(answer)) is not None]

    @abstractmethod
    def distances(self, reference: Sequence[Value], current: Sequence[Value]) -> dict[Test, Distance]:
        """How far the samples are apart, by each of ``tests``."""

    @abstractmethod
    def _checked(self, value: Any) -> Value | None:  # noqa: ANN401 - whatever a row holds
        ...

    def _value(self, answer: Prediction) -> Value | None:
        try:
            return self._checked(self.read(answer))
        except UNREADABLE:
            return None


class Number(Signal[float]):
    """A finite number, compared by its distribution."""

    tests = ("psi", "ks")

    def distances(self, reference: Sequence[float], current: Sequence[float]) -> dict[Test, Distance]:
        """PSI in the deciles of the reference, and KS."""
        return number_distances(reference, current)

    def _checked(self, value: Any) -> float | None:  # noqa: ANN401
        return number if isfinite(number := float(value)) else None


class Category(Signal[str]):
    """A short name, compared by the shares of the most frequent ones."""

    tests = ("psi",)

    def distances(self, reference: Sequence[str], current: Sequence[str]) -> dict[Test, Distance]:
        """PSI of the shares."""
        return category_distances(reference, current)

    def _checked(self, value: Any) -> str | None:  # noqa: ANN401
        return value if isinstance(value, str) else None


OUTCOME = Category("outcome", lambda answer: answer.outcome)
