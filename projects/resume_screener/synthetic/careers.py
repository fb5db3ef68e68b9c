"""The course of a working life: from the first internship to today, with gaps, overlaps and veterans."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from projects.resume_screener.synthetic.periods import Period, index

_KINDS = ("starter", "regular", "veteran")
_WEIGHTS = (2, 6, 1)
_STAGES = {"starter": (1, 2), "regular": (2, 4), "veteran": (8, 10)}
_GAP, _OVERLAP = 0.25, 0.15
"""Shares of changes of job that leave a gap, and that begin before the old job has ended."""


@dataclass(frozen=True)
class Stage:
    """One job: how senior, and when."""

    seniority: str
    period: Period


@dataclass(frozen=True)
class Career:
    """Stages, the latest first; ``graduation`` is the year of the last degree."""

    stages: tuple[Stage, ...]
    graduation: int


def draw_career(random: Random, today: date) -> Career:
    """Draw a career that ends on ``today`` or a little earlier."""
    kind = random.choices(_KINDS, _WEIGHTS)[0]
    count, now = random.randint(*_STAGES[kind]), index(today.year, today.month)
    is_current = random.random() < 0.7
    last = now if is_current else now - random.randint(1, 9)
    stages: list[Stage] = []
    for position in range(count):
        is_first = position == count - 1
        if kind == "starter" and is_first:
            stages.append(Stage("junior", _summer(last - 12)))
        else:
            length = random.randint(13, 30) if kind == "starter" else random.randint(10, 62)
            is_going_on = is_current and not stages
            stages.append(Stage(_seniority(position, count), Period(last - length + 1, last, is_going_on)))
        last = stages[-1].period.first - 1 + _change(random)
    graduation = stages[-1].period.first // 12
    return Career(tuple(stages), graduation + 1 if kind == "starter" and count == 1 else graduation)


def _seniority(position: int, count: int) -> str:
    """The last third of a long career is senior, the first job of at least three junior."""
    if count >= 3 and position == count - 1:
        return "junior"
    return "senior" if count >= 3 and position < count / 3 else "regular"


def _change(random: Random) -> int:
    """Months from the end of the earlier job to the start of the later one, less one; positive: they overlap."""
    draw = random.random()
    if draw < _GAP:
        return -random.randint(2, 14)
    return random.randint(2, 6) if draw < _GAP + _OVERLAP else 0


def _summer(before: int) -> Period:
    """June to August of the year of the month ``before``."""
    year = before // 12
    return Period(index(year, 6), index(year, 8))
