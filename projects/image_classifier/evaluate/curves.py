"""How accuracy grows with the number of training pictures: would more of them help?

``python -m projects.image_classifier.evaluate.curves`` fits three rungs of the ladder on growing parts of the training
set, some minutes on one thread, and writes CURVES_FILE.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from projects.image_classifier.data.images import Dataset, Images
from projects.image_classifier.evaluate.rungs import RUNGS
from projects.image_classifier.evaluate.scores import REPORTS, accuracy, catalogue
from projects.image_classifier.settings import Settings
from shared.evaluation import Column, Metric, Report, Row, Table

CURVES_FILE = "curves.json"
MODELS = ("logistic regression", "random forest", "2 convolutions")
SIZES = (1_000, 3_000, 10_000, 30_000, 55_000)


def learning_curves(dataset: Dataset, models: Sequence[str], sizes: Sequence[int], seed: int) -> Report:
    """Fit each model on random parts of the training set, the smaller within the larger; test accuracy by size."""
    from tqdm import tqdm

    order = np.random.default_rng(seed).permutation(len(dataset.train))
    rows = []
    for size in tqdm(sizes, unit="size", desc="learning curves"):
        part = dataset.train.take(order[:size])
        metrics = {name: _accuracy(name, dataset, part, seed) for name in models}
        rows.append(Row(name=f"{len(part):,}", metrics=metrics))
    table = Table(
        name="curves",
        title="Training pictures",
        columns=tuple(Column(name=name) for name in models),
        primary_metric=models[-1],
        rows=tuple(rows),
    )
    return Report(
        name="learning-curves",
        dataset=dataset.name,
        protocol="Nested random parts of the training set; accuracy on the test set, 95% bootstrap intervals.",
        data_sha256=dataset.sha256,
        seed=seed,
        command="python -m projects.image_classifier.evaluate.curves",
        tables=(table,),
    )


def read_curves(dataset: Dataset, folder: Path = REPORTS) -> Table | None:
    """Return the curves kept in a folder; None when there are none about this data set."""
    file = folder / CURVES_FILE
    if not file.is_file():
        return None
    kept = Report.read(file)
    return kept.table("curves") if kept.data_sha256 == dataset.sha256 else None


def _accuracy(name: str, dataset: Dataset, part: Images, seed: int) -> Metric:
    answers = RUNGS[name](part, seed).predict(dataset.test.pixels)
    return accuracy(np.equal(answers, dataset.test.labels), seed)


def main() -> None:
    """Measure the curves on the configured data set and write them."""
    import torch
    from threadpoolctl import threadpool_limits

    settings = Settings()
    torch.set_num_threads(1)
    with threadpool_limits(1):
        report = learning_curves(catalogue(settings), MODELS, SIZES, settings.seed)
    report.write(REPORTS / CURVES_FILE)


if __name__ == "__main__":
    main()
