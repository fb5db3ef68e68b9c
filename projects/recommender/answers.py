"""From indices and arrays to what the API shows: plain values that a response schema validates in one go."""

from __future__ import annotations

from typing import Any

from projects.recommender.data import Item
from projects.recommender.experiments import Analysis, Experiment
from projects.recommender.model.base import Contributions
from projects.recommender.recommend import Picks, RecommendationEngine

Plain = dict[str, Any]


def plain_item(item: Item) -> Plain:
    """One entry of the catalogue."""
    return {"item_id": item.id, "title": item.title, "year": item.year, "genres": item.genres}


def plain_picks(engine: RecommendationEngine, picks: Picks) -> list[Plain]:
    """The recommended items with rank, score and reasons."""
    items = engine.model.items
    rows = zip(picks.items.tolist(), picks.scores.tolist(), engine.reasons(picks), strict=True)
    return [
        {
            **plain_item(items[index]),
            "rank": rank,
            "score": score,
            "because": [_reason(items[film], contribution) for film, contribution in because],
        }
        for rank, (index, score, because) in enumerate(rows, start=1)
    ]


def plain_neighbours(engine: RecommendationEngine, item: int, k: int) -> list[Plain]:
    """The items nearest to one."""
    items = engine.model.items
    return [{**plain_item(items[other]), "similarity": cosine} for other, cosine in engine.similar(item, k)]


def plain_explanation(engine: RecommendationEngine, item: int, parts: Contributions) -> Plain:
    """The score of one item, split into what each film of the history adds to it."""
    items = engine.model.items
    pairs = zip(parts.items.tolist(), parts.values[0].tolist(), strict=True)
    return {
        "item": plain_item(items[item]),
        "score": parts.totals[0],
        "baseline": parts.baseline[0],
        "contributions": [
            _reason(items[film], value) for film, value in sorted(pairs, key=lambda pair: abs(pair[1]), reverse=True)
        ],
    }


def plain_experiment(experiment: Experiment) -> Plain:
    """A running test."""
    return {
        "name": experiment.name,
        "question": experiment.question,
        "variants": [
            {"name": variant.name, "share": variant.share, "diversity": variant.diversity}
            for variant in experiment.variants
        ],
    }


def plain_analysis(experiment: Experiment, analysis: Analysis) -> Plain:
    """What a test shows so far."""
    return {
        "experiment": experiment.name,
        "variants": [
            {
                "name": count.name,
                "exposed_users": count.exposed,
                "converted_users": count.converted,
                "rate": count.rate,
            }
            for count in analysis.counts
        ],
        "difference": analysis.difference,
        "low": analysis.low,
        "high": analysis.high,
        "sample_ratio_p_value": analysis.sample_ratio_p_value,
        "verdict": analysis.verdict,
    }


def _reason(film: Item, contribution: float) -> Plain:
    return {"item_id": film.id, "title": film.title, "contribution": contribution}
