"""The shipped model beside everything simpler, on the same split.

``python -m projects.image_classifier.evaluate.ladder`` fits every rung on one thread and writes its answers on the
test part to LADDER_FILE, about ten minutes. The answers are kept, not the accuracies, so that the shipped model can be
compared with each rung picture by picture without fitting anything again.
"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from projects.image_classifier.data.images import Dataset, Labels
from projects.image_classifier.evaluate.rungs import RUNGS, Fit
from projects.image_classifier.evaluate.scores import ACCURACY, REPORTS, Scores, accuracy, catalogue
from projects.image_classifier.settings import Settings
from shared.evaluation import Column, Comparison, Metric, Row, Table, paired_bootstrap

LADDER_FILE = "ladder.json"
PARAMETERS, FIT_SECONDS, ANSWER_MILLISECONDS = "parameters", "CPU s to fit", "CPU ms a picture"
COMPARED = 3
COLUMNS = (
    Column(name=ACCURACY, decimals=4),
    Column(name=PARAMETERS, better="neither", decimals=0),
    Column(name=FIT_SECONDS, better="neither", decimals=0),
    Column(name=ANSWER_MILLISECONDS, better="neither", decimals=2),
)


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rung(_Kept):
    """What one model answered on the test part, and what it cost on one thread."""

    name: str
    parameters: int | None
    fit_seconds: float
    milliseconds_per_picture: float
    answers: tuple[int, ...]


class Ladder(_Kept):
    """The answers of all rungs, and the data that they were fitted on and asked about."""

    data_sha256: str
    seed: int
    rungs: tuple[Rung, ...]


def climb(dataset: Dataset, rungs: dict[str, Fit], seed: int) -> Ladder:
    """Fit every rung on the training part and ask it about the test part."""
    from tqdm import tqdm

    bar = tqdm(rungs.items(), unit="model", desc="ladder")
    return Ladder(
        data_sha256=dataset.sha256, seed=seed, rungs=tuple(_rung(name, fit, dataset, seed) for name, fit in bar)
    )


def _rung(name: str, fit: Fit, dataset: Dataset, seed: int) -> Rung:
    started = time.process_time()
    fitted = fit(dataset.train, seed)
    done = time.process_time()
    answers = fitted.predict(dataset.test.pixels)
    return Rung(
        name=name,
        parameters=fitted.parameters,
        fit_seconds=round(done - started, 1),
        milliseconds_per_picture=round(1000 * (time.process_time() - done) / len(answers), 3),
        answers=tuple(answers.tolist()),
    )


def read_ladder(dataset: Dataset, folder: Path = REPORTS) -> Ladder | None:
    """Return the ladder kept in a folder; None when there is none about this data set."""
    file = folder / LADDER_FILE
    if not file.is_file():
        return None
    kept = Ladder.model_validate_json(file.read_bytes())
    return kept if kept.data_sha256 == dataset.sha256 else None


def ladder_table(ladder: Ladder, champion: str, scores: Scores, parameters: int, seed: int) -> Table:
    """All rungs and the shipped model, the best last."""
    shipped = Row(
        name=champion,
        metrics={ACCURACY: accuracy(scores.correct, seed), PARAMETERS: Metric(value=parameters)},
    )
    rows = [_row(rung, scores.labels, seed) for rung in ladder.rungs]
    return Table(
        name="ladder",
        title="Official test set",
        columns=COLUMNS,
        primary_metric=ACCURACY,
        rows=tuple(sorted([*rows, shipped], key=lambda row: row.metrics[ACCURACY].value)),
    )


def ladder_comparisons(ladder: Ladder, champion: str, scores: Scores, seed: int) -> tuple[Comparison, ...]:
    """The shipped model against the best rungs, picture by picture, the best first."""
    right = {rung.name: _correct(rung, scores.labels) for rung in ladder.rungs}
    best_first = sorted(right, key=lambda name: -right[name].mean())[:COMPARED]
    return tuple(
        Comparison.of(champion, name, ACCURACY, paired_bootstrap(scores.correct, right[name], seed=seed))
        for name in best_first
    )


def _row(rung: Rung, labels: Labels, seed: int) -> Row:
    learned = {} if rung.parameters is None else {PARAMETERS: Metric(value=rung.parameters)}
    return Row(
        name=rung.name,
        metrics={
            ACCURACY: accuracy(_correct(rung, labels), seed),
            **learned,
            FIT_SECONDS: Metric(value=rung.fit_seconds),
            ANSWER_MILLISECONDS: Metric(value=rung.milliseconds_per_picture),
        },
    )


def _correct(rung: Rung, labels: Labels) -> NDArray[np.bool_]:
    return np.equal(rung.answers, labels)


def main() -> None:
    """Fit every rung on the configured data set and keep the answers."""
    import torch
    from threadpoolctl import threadpool_limits

    settings = Settings()
    torch.set_num_threads(1)
    with threadpool_limits(1):
        ladder = climb(catalogue(settings), RUNGS, settings.seed)
    (REPORTS / LADDER_FILE).write_text(ladder.model_dump_json() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
