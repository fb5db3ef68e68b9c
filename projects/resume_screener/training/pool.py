"""Job ads and resumes made of O*NET's occupations: labelled by construction, and nobody's data.

An ad and a resume of one occupation share no title and, but for a few, no task; the resume knows some of the
technologies and others that belong to no such job. It is a construction: it tells whether a resume is of the
occupation, and nothing of who was hired.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from projects.resume_screener.data.onet import Occupation

Thing = TypeVar("Thing")
MIN_TASKS, MIN_TITLES = 8, 4
RESUMES_OF_OCCUPATION = 2
SAME, RELATED = 2, 1
"""Grades: the ad's occupation, one of the occupations that O*NET calls related to it; 0 for all others."""
AD_TASKS, AD_TOOLS = 4, 6
MUSTS_OF_TOOLS = 4
RESUME_TASKS = 5
KNOWN_TOOLS = 0.5
"""Share of the occupation's technologies that a resume lists, at most MAX_KNOWN."""
MAX_KNOWN, FOREIGN_TOOLS = 10, 4
SHARED_TASK, NO_LIST, OTHER_PAST = 0.3, 0.15, 0.3
"""How often a resume has a task of the ad; lists no skills; and has worked in something else before."""
_IRREGULAR = """
Build:Built Buy:Bought Cut:Cut Do:Did Draw:Drew Drive:Drove Feed:Fed Find:Found Give:Gave Grind:Ground Hold:Held
Keep:Kept Lay:Laid Lead:Led Make:Made Meet:Met Oversee:Oversaw Plan:Planned Put:Put Read:Read Run:Ran Sell:Sold
Send:Sent Set:Set Speak:Spoke Stop:Stopped Take:Took Teach:Taught Tell:Told Write:Wrote
"""
IRREGULAR = dict(pair.split(":") for pair in _IRREGULAR.split())


@dataclass(frozen=True)
class Pool:
    """Ads and resumes; ``grades`` [n_ads, n_resumes] says how near their occupations are."""

    ads: tuple[str, ...]
    resumes: tuple[str, ...]
    grades: NDArray[np.int64]


@dataclass(frozen=True)
class _Writer:
    """Writes for one occupation; ``others`` give what does not belong."""

    occupation: Occupation
    others: Sequence[Occupation]
    rng: np.random.Generator

    def ad(self) -> str:
        title, tasks, tools = self._titles(0)[0], self._tasks(0)[:AD_TASKS], self._tools(AD_TOOLS)
        lines = [title, "", "What you will do", *_bullets(tasks), "", "Requirements"]
        lines += _bullets([f"Experience with {tool}" for tool in tools[:MUSTS_OF_TOOLS]])
        lines += ["", "Nice to have", *_bullets(tools[MUSTS_OF_TOOLS:])] if tools[MUSTS_OF_TOOLS:] else []
        return "\n".join(lines)

    def resume(self) -> str:
        titles, tasks = self._titles(1), list(self._tasks(1)[:RESUME_TASKS])
        if self.rng.random() < SHARED_TASK:
            tasks[-1] = self._tasks(0)[0]
        past = self._other() if self.rng.random() < OTHER_PAST else self.occupation
        earlier = _Writer(past, self.others, self.rng)
        end = 2025 - int(self.rng.integers(0, 3))
        middle = end - int(self.rng.integers(1, 6))
        start = middle - int(self.rng.integers(1, 6))
        lines = ["Experience", titles[0], f"Jan {middle} - Dec {end}", *_bullets(map(in_the_past, tasks)), ""]
        lines += [earlier._titles(1)[-1], f"Mar {start} - Dec {middle - 1}"]
        lines += _bullets(in_the_past(task) for task in earlier._tasks(1)[-2:])
        if self.rng.random() >= NO_LIST:
            lines += ["", "Skills", ", ".join(self._known())]
        return "\n".join(lines)

    def _titles(self, side: int) -> list[str]:
        """Titles of one side, drawn; the ad's side has none of the resume's."""
        return _drawn(self.occupation.alternate_titles[side::2], self.rng)

    def _tasks(self, side: int) -> list[str]:
        return _drawn(self.occupation.tasks[side::2], self.rng)

    def _tools(self, number: int) -> list[str]:
        """Technologies, those that many ads name before the others."""
        drawn = _drawn(self.occupation.technologies, self.rng)
        return [tool.name for tool in sorted(drawn, key=lambda tool: not tool.is_hot)][:number]

    def _known(self) -> list[str]:
        own = _drawn([tool.name for tool in self.occupation.technologies], self.rng)
        known = own[: min(MAX_KNOWN, round(KNOWN_TOOLS * len(own)))]
        foreign = [tool.name for tool in self._other().technologies]
        return _drawn([*known, *_drawn(foreign, self.rng)[:FOREIGN_TOOLS]], self.rng)

    def _other(self) -> Occupation:
        return self.others[int(self.rng.integers(len(self.others)))]


def usable(occupations: Iterable[Occupation]) -> list[Occupation]:
    """Return those with enough titles and tasks for an ad and resumes that do not share them."""
    return [one for one in occupations if len(one.tasks) >= MIN_TASKS and len(one.alternate_titles) >= MIN_TITLES]


def make_pool(occupations: Sequence[Occupation], *, seed: int) -> Pool:
    """Write one ad and RESUMES_OF_OCCUPATION resumes for each usable occupation.

    Raises ValueError when there are fewer than two.
    """
    chosen = usable(occupations)
    if len(chosen) < 2:
        raise ValueError(f"{len(chosen)} occupations with enough titles and tasks are too few for a pool")
    rng = np.random.default_rng(seed)
    writers = [_Writer(one, [other for other in chosen if other is not one], rng) for one in chosen]
    return Pool(
        ads=tuple(writer.ad() for writer in writers),
        resumes=tuple(writer.resume() for writer in writers for _ in range(RESUMES_OF_OCCUPATION)),
        grades=np.array([list(_grades(one, chosen)) for one in chosen]),
    )


def in_the_past(task: str) -> str:
    """Return a task with its first verb in the past, as a resume tells it: "Direct staff." becomes "Directed staff"."""
    verb, _, rest = task.rstrip(".").partition(" ")
    word = verb.rstrip(",")
    return " ".join((_past(word) + verb[len(word) :], rest)).strip()


def _past(verb: str) -> str:
    if verb in IRREGULAR:
        return IRREGULAR[verb]
    if verb.endswith("e"):
        return f"{verb}d"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return f"{verb[:-1]}ied"
    return f"{verb}ed"


def _grades(one: Occupation, resumes: Iterable[Occupation]) -> Iterator[int]:
    for other in resumes:
        grade = SAME if other is one else RELATED * (other.code in one.related or one.code in other.related)
        yield from [grade] * RESUMES_OF_OCCUPATION


def _drawn(things: Sequence[Thing], rng: np.random.Generator) -> list[Thing]:
    return [things[position] for position in rng.permutation(len(things))]


def _bullets(lines: Iterable[str]) -> list[str]:
    return [f"- {line}" for line in lines]
