"""The category of a resume: every rung of the ladder on resumes that nothing was chosen on, leaks left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from projects.resume_screener.evaluate.folds import Fold, grouped_folds, stratified_folds
from projects.resume_screener.training.categories import Rung
from shared.evaluation import Column, Comparison, Metric, Row, Table, bootstrap_mean, bootstrap_statistic
from shared.evaluation import paired_bootstrap as paired
from shared.evaluation.classification import macro_f1

if TYPE_CHECKING:
    import pandas as pd

Labels = NDArray[np.str_]
ACCURACY, F1, VALIDATED = "accuracy", "macro-F1", "macro-F1 in cross-validation"
INNER = 3


@dataclass(frozen=True)
class Predicted:
    """What a rung says of resumes it was not fitted on, [n]; ``validated``: its mean macro-F1 in cross-validation."""

    labels: Labels
    predicted: Labels
    validated: float


def held_out(
    rungs: Mapping[str, Rung], resumes: pd.DataFrame, labels: Labels, groups: NDArray[np.int64], *, seed: int
) -> dict[str, Predicted]:
    """Choose each rung's parameters by cross-validation on three quarters, and judge it on the rest.

    Resumes of one group are on one side, there and in the cross-validation.
    """
    rest, test = grouped_folds(labels, groups, 4, seed=seed)[0]
    folds = grouped_folds(labels[rest], groups[rest], INNER, seed=seed)
    judged = {}
    for name, rung in rungs.items():
        model, validated = _choose(rung, resumes.iloc[rest], labels[rest], folds, seed)
        judged[name] = Predicted(labels[test], np.asarray(model.predict(resumes.iloc[test])), validated)
    return judged


def nested(rungs: Mapping[str, Rung], resumes: pd.DataFrame, labels: Labels, *, seed: int) -> dict[str, Predicted]:
    """Judge each rung on every resume once, in five folds; its parameters are chosen anew inside of each.

    For sets too small to put a part aside: Cawley & Talbot, JMLR 2010.
    """
    folds = stratified_folds(labels, 5, seed=seed)
    return {name: _nested(rung, resumes, labels, folds, seed) for name, rung in rungs.items()}


def leaked(texts: Sequence[str], labels: Labels, rung: Rung, resumes: pd.DataFrame, *, seed: int) -> Table:
    """Judge a rung on the usual random quarter of a set with repetitions, and count what it had already read."""
    train, test = stratified_folds(labels, 4, seed=seed)[0]
    known = {texts[i] for i in train}
    repeated = np.array([texts[i] in known for i in test], np.float64)
    right = rung.build(seed).fit(resumes.iloc[train], labels[train]).predict(resumes.iloc[test]) == labels[test]
    rows = {"right in a random quarter": right.astype(np.float64), "of these rows, verbatim in training": repeated}
    return Table(
        name="leak",
        title=f"The usual split of {len(texts)} rows, {len(set(texts))} of them distinct",
        columns=(Column(name="share"),),
        primary_metric="share",
        rows=tuple(
            Row(name=name, metrics={"share": Metric.of(bootstrap_mean(values, seed=seed))})
            for name, values in rows.items()
        ),
    )


def table(name: str, title: str, judged: Mapping[str, Predicted], *, seed: int) -> Table:
    """Return accuracy and macro-F1 of all rungs with their intervals."""
    return Table(
        name=name,
        title=title,
        columns=(Column(name=ACCURACY), Column(name=F1), Column(name=VALIDATED)),
        primary_metric=F1,
        rows=tuple(Row(name=rung, metrics=_metrics(one, seed)) for rung, one in judged.items()),
    )


def comparisons(judged: Mapping[str, Predicted], *, seed: int) -> tuple[Comparison, ...]:
    """The rung that cross-validation chose against all others: paired differences in accuracy."""
    chosen = max(judged, key=lambda name: judged[name].validated)
    right = {name: (one.labels == one.predicted).astype(np.float64) for name, one in judged.items()}
    return tuple(
        Comparison.of(chosen, other, ACCURACY, paired(right[chosen], right[other], seed=seed))
        for other in judged
        if other != chosen
    )


def learning_curve(
    rung: Rung, resumes: pd.DataFrame, labels: Labels, groups: NDArray[np.int64], *, sizes: Sequence[float], seed: int
) -> Table:
    """Macro-F1 on what was learnt and on what was not, by the number of resumes learnt from.

    Where the two lie apart is variance, which more resumes lessen; where they meet is bias. ``sizes``: shares.
    """
    train, validation = grouped_folds(labels, groups, 4, seed=seed)[0]
    order = np.random.default_rng(seed).permutation(train)
    rows = []
    for share in sizes:
        chosen = order[: round(share * len(order))]
        model: Any = rung.build(seed)
        model.fit(resumes.iloc[chosen], labels[chosen])
        scores = {
            name: Metric(value=macro_f1(labels[part], model.predict(resumes.iloc[part])))
            for name, part in (("learnt", chosen), ("not learnt", validation))
        }
        rows.append(Row(name=f"{len(chosen):,}", metrics=scores))
    columns = (Column(name="learnt"), Column(name="not learnt"))
    return Table(
        name="learning", title="Resumes learnt from", columns=columns, primary_metric="not learnt", rows=tuple(rows)
    )


def _choose(rung: Rung, resumes: pd.DataFrame, labels: Labels, folds: list[Fold], seed: int) -> tuple[Any, float]:
    from sklearn.model_selection import GridSearchCV

    search = GridSearchCV(rung.build(seed), {k: list(v) for k, v in rung.grid.items()}, scoring=_f1, cv=folds)
    search.fit(resumes, labels)
    return search, float(search.best_score_)


def _nested(rung: Rung, resumes: pd.DataFrame, labels: Labels, folds: list[Fold], seed: int) -> Predicted:
    predicted = np.empty_like(labels)
    scores = []
    for train, test in folds:
        inner = stratified_folds(labels[train], INNER, seed=seed)
        model, score = _choose(rung, resumes.iloc[train], labels[train], inner, seed)
        predicted[test] = model.predict(resumes.iloc[test])
        scores.append(score)
    return Predicted(labels, predicted, float(np.mean(scores)))


def _f1(model: Any, resumes: pd.DataFrame, labels: Labels) -> float:  # noqa: ANN401 - scikit-learn has no types
    return macro_f1(labels, model.predict(resumes))


def _metrics(judged: Predicted, seed: int) -> dict[str, Metric]:
    right = judged.labels == judged.predicted
    f1 = bootstrap_statistic(macro_f1, judged.labels, judged.predicted, n_resamples=1000, seed=seed)
    return {
        ACCURACY: Metric.of(bootstrap_mean(right, seed=seed)),
        F1: Metric.of(f1),
        VALIDATED: Metric(value=judged.validated),
    }
