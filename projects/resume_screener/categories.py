"""What profession a resume is of: the ladder of classic models, measured, and the best of them kept.

The two sets are public and their licence is not stated, so they are measured on and never passed on: the model stays in
the registry of whoever trained it. The service does not use it.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from projects.resume_screener.data.configured import fetched
from projects.resume_screener.data.resumes import read_livecareer, read_updatedresume
from projects.resume_screener.evaluate import categories as ladder
from projects.resume_screener.evaluate.categories import Predicted
from projects.resume_screener.evaluate.clusters import clusters
from projects.resume_screener.evaluate.folds import versions
from projects.resume_screener.evaluate.vectors import mean_vectors, passage_vectors
from projects.resume_screener.settings import SERVICE, Settings
from projects.resume_screener.train import pretrained, work_folder
from projects.resume_screener.training.categories import fit_categories, save, table
from projects.resume_screener.training.categories import ladder as rungs
from shared.evaluation import Report, paired_bootstrap
from shared.tracking.gate import Check, GateReport, ceiling, floor
from shared.tracking.manifest import write_manifest
from shared.tracking.registry import Registry
from shared.tracking.runs import BUNDLE, Run, tracked_run

if TYPE_CHECKING:
    import pandas as pd

    from projects.resume_screener.data.resumes import Labelled

NAME = f"{SERVICE}_categories"
REPORTS = Path(__file__).with_name("reports")
REPORT_FILE, MODEL_FILE = "categories.json", "categories.skops"
PYFUNC = Path(__file__).with_name("categories_pyfunc.py")
KEPT = "random forest"
CURVES = ("linear SVM", KEPT)
SIZES = (0.1, 0.25, 0.5, 0.75, 1.0)
MAX_SIZE_MB = 150.0
PROTOCOL = (
    "95% bootstrap intervals over resumes. UpdatedResumeDataSet: distinct rows, five folds, parameters chosen in three "
    "folds inside of each. livecareer: without the headline, versions of one resume on one side, a quarter held out, "
    "parameters chosen by cross-validation on the rest."
)


def categories(settings: Settings) -> GateReport:
    """Measure every rung, write the report and its figure, and register the forest if the gate lets it pass (minutes).

    Raises shared.assets.AssetUnavailable where a set can't be had, and ResumesError for a file that is not one.
    """
    small = read_updatedresume(fetched(settings, "updatedresume"))
    large = read_livecareer(fetched(settings, "livecareer")).without_headlines()
    data_sha256 = hashlib.sha256("\n".join((*small.texts, *large.texts)).encode()).hexdigest()
    with tracked_run(settings, NAME, params={"model": KEPT}, data_sha256=data_sha256, seed=settings.seed) as run:
        report, judged = measure(settings, small, large, data_sha256)
        report.write(REPORTS / REPORT_FILE)
        run.log_report(report, draw(report, REPORTS))
        with tempfile.TemporaryDirectory() as folder:
            bundle = Path(folder) / BUNDLE
            save(fit_categories(large.texts, large.labels, seed=settings.seed), bundle / MODEL_FILE)
            return _decide(settings, run, bundle, judged, data_sha256)


def measure(
    settings: Settings, small: Labelled, large: Labelled, data_sha256: str
) -> tuple[Report, dict[str, Predicted]]:
    """Return the report, and what each rung says of the resumes of the large set that were held out."""
    seed, ladder_rungs = settings.seed, rungs()
    distinct = small.distinct()
    labels, groups = np.array(large.labels), versions(large.texts)
    resumes = _resumes(settings, large)
    nested = ladder.nested(ladder_rungs, _resumes(settings, distinct), np.array(distinct.labels), seed=seed)
    held_out = ladder.held_out(ladder_rungs, resumes, labels, groups, seed=seed)
    words = table(small.texts, np.zeros((len(small), 1), np.float32))
    curves = [
        ladder.learning_curve(ladder_rungs[name], resumes, labels, groups, sizes=SIZES, seed=seed).model_copy(
            update={"name": f"learning curve of {name}"}
        )
        for name in CURVES
    ]
    piles, _ = clusters(large.texts, labels, len(set(large.labels)), seed=seed)
    report = Report(
        name=NAME,
        dataset="UpdatedResumeDataSet and livecareer",
        protocol=PROTOCOL,
        data_sha256=data_sha256,
        seed=seed,
        command="python -m projects.resume_screener categories",
        tables=(
            ladder.leaked(small.texts, np.array(small.labels), ladder_rungs["linear SVM"], words, seed=seed),
            ladder.table("distinct", f"UpdatedResumeDataSet, {len(distinct)} distinct rows", nested, seed=seed),
            ladder.table("livecareer", "livecareer, held out", held_out, seed=seed),
            *curves,
            piles,
        ),
        comparisons=ladder.comparisons(held_out, seed=seed),
    )
    return report, held_out


def draw(report: Report, folder: Path) -> Path:
    """Draw the ladder in ``folder`` and return the SVG file."""
    from shared.evaluation.figures import bars_with_intervals

    path = folder / "categories.svg"
    bars_with_intervals(report.table("livecareer"), ladder.F1, path)
    return path


def _resumes(settings: Settings, labelled: Labelled) -> pd.DataFrame:
    encoder = pretrained(settings).encoder(threads=settings.threads)
    return table(labelled.texts, mean_vectors(passage_vectors(encoder, labelled.texts, folder=work_folder(settings))))


def _decide(settings: Settings, run: Run, bundle: Path, judged: dict[str, Predicted], data_sha256: str) -> GateReport:
    registry = Registry(settings, NAME)
    champion = registry.champion()
    manifest = write_manifest(bundle)
    packages = ("numpy", "scikit-learn", "skops")
    uri = run.log_model(
        bundle,
        pyfunc=PYFUNC,
        inputs={"text": "string"},
        requirements=[f"{package}=={version(package)}" for package in packages],
    )
    right = {name: (one.labels == one.predicted).astype(np.float64) for name, one in judged.items()}
    registered = registry.register(
        uri,
        run_id=run.run_id,
        manifest_sha256=manifest,
        data_sha256=data_sha256,
        metrics={"held_out_accuracy": float(right[KEPT].mean())},
    )
    report = GateReport(
        challenger=registered.version,
        champion=champion.version if champion else None,
        checks=tuple(_checks(settings, bundle, right)),
    )
    run.log_text(report.to_markdown(), "gate.md")
    if report.passed:
        registry.promote(registered.version)
    return report


def _checks(
    settings: Settings, bundle: Path, right: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]
) -> Iterable[Check]:
    gain = paired_bootstrap(right[KEPT], right["naive Bayes"], seed=settings.seed)
    yield floor("accuracy over naive Bayes: lower end of the paired interval", gain.low, 0.0)
    size = sum(file.stat().st_size for file in bundle.iterdir())
    yield ceiling("size of the model, MB", size / 1e6, MAX_SIZE_MB)
