"""From the published encoder to one that knows which titles belong to which occupation."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from projects.resume_screener.data.onet import Occupation, Onet
from projects.resume_screener.data.titles import Split, split, titles_of
from projects.resume_screener.evaluate.titles import reciprocal_ranks, score
from projects.resume_screener.recipe import Recipe
from shared.encoder.averaging import average
from shared.encoder.contrastive import Lessons, Progress, fit
from shared.encoder.pretrained import Pretrained

JUDGED = 2000
"""Validation titles that choose the epoch and the share: they are encoded anew for each."""

VIEWS = 3


@dataclass(frozen=True)
class Tuned:
    """A fine-tuned encoder with what was chosen for it.

    ``shares``: the mean reciprocal rank at each way between published (0) and fine-tuned (1) weights, on titles of
    validation occupations; ``share`` is the best one.
    """

    encoder: Pretrained
    split: Split
    share: float
    shares: Mapping[float, float]
    progress: Progress
    checkpoint: Path


def finetune(pretrained: Pretrained, dataset: Onet, recipe: Recipe, *, seed: int, folder: Path) -> Tuned:
    """Fine-tune on titles of the split's train occupations; stop and average by those of its validation occupations.

    ``folder`` keeps the checkpoint of a training that is under way. Raises ValueError for too few occupations.
    """
    occupations = dataset.occupations
    parts = split(occupations, seed=seed)
    judged = titles_of(occupations, parts.validation).sample(JUDGED, seed=seed)

    def judge(candidate: Pretrained) -> float:
        return float(reciprocal_ranks(score(candidate.encoder(), judged, occupations), judged).mean())

    checkpoint = folder / f"{_fingerprint(pretrained, dataset, recipe, seed)}.safetensors"
    weights, progress = fit(
        pretrained,
        lessons(occupations, parts.train, recipe),
        recipe,
        lambda tensors: judge(pretrained.with_tensors(tensors)),
        seed=seed,
        path=checkpoint,
    )
    candidates = {
        share: pretrained.with_tensors(average(pretrained.tensors, weights, share)) for share in recipe.shares
    }
    shares = {share: judge(candidate) for share, candidate in candidates.items()}
    share = max(shares, key=shares.__getitem__)
    return Tuned(candidates[share], parts, share, shares, progress, checkpoint)


def views(occupation: Occupation) -> tuple[str, str, str]:
    """Return the VIEWS of an occupation: each learns to be found by itself."""
    return occupation.profile, occupation.title, occupation.description


def lessons(occupations: Sequence[Occupation], chosen: frozenset[int], recipe: Recipe) -> Lessons:
    """Return the titles of the chosen occupations and, as hard negatives, the related ones of the chosen.

    Every view of an occupation is a document.
    """
    titles = titles_of(occupations, chosen)
    documents = [text for occupation in occupations for text in views(occupation)]
    related = _related(occupations, chosen, recipe.negatives_depth)
    return Lessons(
        queries=titles.texts,
        relevant=[_documents(own) for own in titles.relevant],
        documents=documents,
        negatives=[_negatives(own, related) for own in titles.relevant],
    )


def _related(occupations: Sequence[Occupation], chosen: frozenset[int], depth: int) -> list[list[int]]:
    place = {occupations[position].code: position for position in chosen}
    return [[place[code] for code in occupation.related if code in place][:depth] for occupation in occupations]


def _negatives(own: frozenset[int], related: list[list[int]]) -> list[int]:
    return sorted(_documents(frozenset(other for position in own for other in related[position]) - own))


def _documents(positions: frozenset[int]) -> frozenset[int]:
    return frozenset(VIEWS * position + view for position in positions for view in range(VIEWS))


def _fingerprint(pretrained: Pretrained, dataset: Onet, recipe: Recipe, seed: int) -> str:
    """Name a training by everything that its result depends on."""
    parts = (pretrained.encoder().sha256, dataset.sha256, recipe.model_dump_json(), seed)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
