"""Job titles with known occupations: what the encoder is fine-tuned and measured on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from projects.resume_screener.data.onet import Occupation

SHARES = (0.6, 0.2)
"""Of the occupations that are learnt from, and that choose; the rest is only ever measured on."""
SOC_DIGITS = len("15-1252")
"""What follows in a code tells apart variants of one occupation of the Standard Occupational Classification."""


@dataclass(frozen=True)
class Titles:
    """Titles as people write them, and for each the positions of the occupations that it is a title of."""

    texts: tuple[str, ...]
    relevant: tuple[frozenset[int], ...]

    def __len__(self) -> int:
        return len(self.texts)

    def sample(self, size: int, *, seed: int) -> Titles:
        """Return that many titles, drawn without replacement; all when there are fewer."""
        drawn = np.random.default_rng(seed).permutation(len(self))[:size].tolist()
        return Titles(tuple(self.texts[i] for i in drawn), tuple(self.relevant[i] for i in drawn))


@dataclass(frozen=True)
class Split:
    """Positions of occupations in three parts; the variants of one occupation are in one part."""

    train: frozenset[int]
    validation: frozenset[int]
    test: frozenset[int]


def split(occupations: Sequence[Occupation], *, seed: int) -> Split:
    """Place the occupations at random. Raises ValueError when they are too few for three parts."""
    groups: dict[str, set[int]] = defaultdict(set)
    for position, occupation in enumerate(occupations):
        groups[occupation.code[:SOC_DIGITS]].add(position)
    names = np.random.default_rng(seed).permutation(sorted(groups)).tolist()
    first, second = (round(share * len(names)) for share in (SHARES[0], sum(SHARES)))
    parts = [
        frozenset(position for name in chosen for position in groups[name])
        for chosen in (names[:first], names[first:second], names[second:])
    ]
    if not all(parts):
        raise ValueError(f"{len(occupations)} occupations are too few to learn from some and to measure on others")
    return Split(*parts)


def titles_of(occupations: Sequence[Occupation], chosen: frozenset[int]) -> Titles:
    """Return the alternate and reported titles that belong to none but the chosen occupations, by their text.

    Upper and lower case are one title, and what an occupation is called itself is none.
    """
    owners: dict[str, set[int]] = defaultdict(set)
    spelling: dict[str, str] = {}
    for position, occupation in enumerate(occupations):
        for title in (*occupation.alternate_titles, *occupation.reported_titles):
            owners[title.casefold()].add(position)
            spelling.setdefault(title.casefold(), title)
    official = {occupation.title.casefold() for occupation in occupations}
    kept = sorted(key for key, own in owners.items() if own <= chosen and key not in official)
    return Titles(tuple(spelling[key] for key in kept), tuple(frozenset(owners[key]) for key in kept))
