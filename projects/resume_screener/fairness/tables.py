"""What was measured, as tables of the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from projects.resume_screener.fairness.impact import GroupRate, above_median, impact_table
from projects.resume_screener.fairness.null import false_alarm
from projects.resume_screener.fairness.pairs import Gap, Grid, selection_rates, standardised
from projects.resume_screener.fairness.placements import FORMS, Name
from projects.resume_screener.fairness.recall import Line, Redact, Trial, found_share
from shared.evaluation import Column, Metric, Row, Table, bootstrap_mean

N = Column(name="n", better="neither", decimals=0)
RACES = {"W": "White", "B": "Black", "H": "Hispanic", "A": "Asian"}
SEXES = {"W": "women", "M": "men"}


def recall_table(name: str, title: str, trials: Sequence[Trial], seed: int) -> Table:
    """Return the share of names of which nothing is left, for each form and for all of them."""
    rows = [_recall_row("all forms", trials, seed)]
    rows += [_recall_row(form, [trial for trial in trials if trial.form == form], seed) for form in FORMS]
    unlisted = Column(name="n, name not in the lists", better="neither", decimals=0)
    columns = (Column(name="recall"), N, Column(name="recall, name not in the lists"), unlisted)
    return Table(name=name, title=title, columns=columns, primary_metric="recall", rows=tuple(rows))


def labelled_table(lines: Sequence[Line], redact: Redact, seed: int) -> Table:
    """Return the share of marked words that are gone, for each kind of identity."""
    found: dict[str, list[bool]] = {}
    for line in lines:
        if line.spans:
            found.setdefault(line.kind, []).extend(found_share(line, redact=redact))
    return Table(
        name="labelled",
        title="Marked lines",
        columns=(Column(name="recall"), N),
        primary_metric="recall",
        rows=tuple(Row(name=kind, metrics=_share("recall", marks, seed)) for kind, marks in found.items()),
    )


def loss_table(losses: Mapping[str, tuple[int, int]]) -> Table:
    """Return the share of words that blind mode takes from texts, of which (gone, all) are given."""
    rows = tuple(
        Row(name=text, metrics={"words removed": Metric(value=gone / words), "n": Metric(value=words)})
        for text, (gone, words) in losses.items()
    )
    columns = (Column(name="words removed", better="neither", decimals=4), N)
    return Table(name="loss", title="Text", columns=columns, primary_metric="words removed", rows=rows)


def group_table(system: str, grids: Sequence[Grid], names: Sequence[Name], seed: int) -> Table:
    """Return rates and impact ratios by sex, by race or ethnicity and by both; ``grids`` are over the names."""
    selected = selection_rates(grids, seed=seed)
    scored = above_median(standardised(grids)).astype(np.float64)
    rows = [row for labels in _labels(names) for row in _rate_rows(selected, scored, labels, seed)]
    columns = (
        N,
        Column(name="selection rate", better="neither"),
        Column(name="impact ratio", better="neither"),
        Column(name="p", better="neither"),
        Column(name="scoring rate", better="neither"),
        Column(name="scoring impact ratio", better="neither"),
        Column(name="scoring p", better="neither"),
    )
    return Table(
        name=f"groups, {system}",
        title=f"Groups, {system}",
        columns=columns,
        primary_metric="impact ratio",
        rows=tuple(rows),
    )


def pair_table(gaps: Mapping[tuple[str, str], Gap]) -> Table:
    """Return what each attribute (first of the key) changes in each system (second)."""
    columns = (
        Column(name="mean shift", better="lower", decimals=5),
        Column(name="largest gap", better="lower", decimals=5),
        Column(name="first changes", better="lower"),
        Column(name="first three change", better="lower"),
        N,
    )
    rows = tuple(
        Row(
            name=f"{attribute}: {system}",
            metrics={
                "mean shift": Metric.of(gap.shift),
                "largest gap": Metric(value=gap.largest),
                "first changes": Metric.of(gap.flips[0]),
                "first three change": Metric.of(gap.flips[1]),
                "n": Metric(value=gap.shift.n),
            },
        )
        for (attribute, system), gap in gaps.items()
    )
    return Table(name="pairs", title="Attribute: system", columns=columns, primary_metric="largest gap", rows=rows)


def null_table(seed: int) -> Table:
    """Return how often a fair scorer fails the rule of four fifths by chance."""
    rows = tuple(
        Row(name=f"8 groups of {people}", metrics={"false alarms": Metric(value=false_alarm(people=people, seed=seed))})
        for people in (12, 100, 1000)
    )
    columns = (Column(name="false alarms", better="lower"),)
    return Table(name="null", title="Fair scorer", columns=columns, primary_metric="false alarms", rows=rows)


def equality_table(counts: Mapping[str, tuple[int, int]]) -> Table:
    """Return the share of redacted texts that differ by the name, of which (differing, all) are given."""
    rows = tuple(
        Row(name=bodies, metrics={"texts that differ": Metric(value=differ / total), "n": Metric(value=total)})
        for bodies, (differ, total) in counts.items()
    )
    columns = (Column(name="texts that differ", better="lower", decimals=4), N)
    return Table(name="equality", title="Same resume, other names", columns=columns, primary_metric="n", rows=rows)


def _recall_row(form: str, trials: Sequence[Trial], seed: int) -> Row:
    metrics = _share("recall", [trial.is_found for trial in trials], seed)
    if unlisted := [trial.is_found for trial in trials if not trial.is_listed]:
        others = _share("recall", unlisted, seed)
        metrics |= {f"{column}, name not in the lists": metric for column, metric in others.items()}
    return Row(name=form, metrics=metrics)


def _share(name: str, outcomes: Sequence[bool], seed: int) -> dict[str, Metric]:
    interval = bootstrap_mean(np.asarray(outcomes, dtype=np.float64), seed=seed)
    return {name: Metric.of(interval), "n": Metric(value=len(outcomes))}


def _labels(names: Sequence[Name]) -> tuple[list[str], list[str], list[str]]:
    sexes = [SEXES[name.sex] for name in names]
    races = [RACES[name.race] for name in names]
    return sexes, races, [f"{race} {sex}" for race, sex in zip(races, sexes, strict=True)]


def _rate_rows(
    selected: NDArray[np.float64], scored: NDArray[np.float64], labels: Sequence[str], seed: int
) -> list[Row]:
    selections = impact_table(selected, labels, seed=seed)
    scorings = impact_table(scored, labels, seed=seed) if scored.any() else ()
    rows = {rate.group: _rate_metrics(rate, "selection rate", "impact ratio", "p") for rate in selections}
    for rate in scorings:
        rows[rate.group] |= _rate_metrics(rate, "scoring rate", "scoring impact ratio", "scoring p")
    return [Row(name=group, metrics=metrics) for group, metrics in rows.items()]


def _rate_metrics(rate: GroupRate, share: str, ratio: str, p: str) -> dict[str, Metric]:
    return {
        "n": Metric(value=rate.n),
        share: Metric(value=rate.rate),
        ratio: Metric.of(rate.ratio),
        p: Metric(value=rate.p),
    }
