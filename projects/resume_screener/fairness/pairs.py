"""Paired counterfactuals: equal resumes but for one attribute, and what that does to scores and rankings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from projects.resume_screener.fairness.kit import Kit, Opening
from projects.resume_screener.fairness.scorers import Scorer
from shared.evaluation import Interval, bootstrap_mean

Grid = NDArray[np.float64]
"""Scores [resumes, variants] of one opening."""

TIED = 1e-9


@dataclass(frozen=True)
class Gap:
    """What an attribute changes. ``shift`` is |score - mean over the variants|, its interval over resumes.

    ``largest`` is the largest difference between two variants of a resume. ``flips`` are the shares of random
    assignments of variants to the resumes of an opening that change who is first, and who are the first three.
    """

    shift: Interval
    largest: float
    flips: tuple[Interval, Interval]


def score_grid(scorer: Scorer, opening: Opening, variants: Callable[[str], Sequence[str]]) -> Grid:
    """Score every resume of the opening in all its variants; equal texts are scored once."""
    texts = [list(variants(resume)) for resume in opening.resumes]
    distinct = list(dict.fromkeys(text for row in texts for text in row))
    scores = dict(zip(distinct, scorer(opening.job, distinct).tolist(), strict=True))
    return np.array([[scores[text] for text in row] for row in texts])


def score_kit(scorer: Scorer, kit: Kit, variants: Callable[[str], Sequence[str]]) -> tuple[Grid, ...]:
    """Return the scores of each opening of the kit."""
    return tuple(score_grid(scorer, opening, variants) for opening in kit.openings)


def gap(grids: Sequence[Grid], *, draws: int = 500, seed: int = 0) -> Gap:
    """Measure what the variants change. A gap of exactly 0 is 0 here; scores closer than TIED are equal ranks."""
    shifts = np.concatenate([np.abs(grid - grid.mean(axis=1, keepdims=True)).mean(axis=1) for grid in grids])
    largest = max(float(np.ptp(grid, axis=1).max()) for grid in grids)
    rng = np.random.default_rng(seed)
    changed = np.array([_changes(grid, rng) for grid in grids for _ in range(draws)])
    first, three = (bootstrap_mean(column, n_resamples=500, seed=seed) for column in changed.T)
    shift = bootstrap_mean(shifts if largest else np.zeros_like(shifts), seed=seed)
    return Gap(shift, largest, (first, three))


def selection_rates(grids: Sequence[Grid], *, draws: int = 4000, seed: int = 0) -> NDArray[np.float64]:
    """Return how often each variant [variants] was first when equal resumes got variants at random. Ties share."""
    rng = np.random.default_rng(seed)
    won, shown = np.zeros(grids[0].shape[1]), np.zeros(grids[0].shape[1])
    for draw in range(draws):
        grid = grids[draw % len(grids)]
        people = rng.choice(grid.shape[1], len(grid), replace=len(grid) > grid.shape[1])
        scores = grid[rng.permutation(len(grid)), people]
        best = scores >= scores.max() - TIED
        np.add.at(shown, people, 1.0)
        np.add.at(won, people[best], 1.0 / best.sum())
    return np.divide(won, shown, out=np.zeros_like(won), where=shown > 0)


def standardised(grids: Sequence[Grid]) -> NDArray[np.float64]:
    """Return each variant's [variants] mean difference to the mean of its resume: who the scorer likes."""
    return np.asarray(np.concatenate([grid - grid.mean(axis=1, keepdims=True) for grid in grids]).mean(axis=0))


def _changes(grid: Grid, rng: np.random.Generator) -> tuple[float, float]:
    """Return whether a random assignment has another first, and other first three, than one variant for all."""
    same = grid[:, 0]
    mixed = grid[np.arange(len(grid)), rng.integers(grid.shape[1], size=len(grid))]
    return float(_top(same, 1) != _top(mixed, 1)), float(_top(same, 3) != _top(mixed, 3))


def _top(scores: NDArray[np.float64], count: int) -> frozenset[int]:
    return frozenset(np.argsort(-np.round(scores / TIED), kind="stable")[:count].tolist())
