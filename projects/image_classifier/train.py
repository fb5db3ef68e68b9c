"""Fit → export → evaluate → track → register → promote only if better.

The gate looks at validation pictures alone: the test set is for the report. A champion that knows the same classes is
compared picture by picture; it has seen no more of these pictures than its challenger.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from projects.image_classifier.data import Dataset
from projects.image_classifier.data.configured import load_dataset
from projects.image_classifier.model.bundle import ImageModel
from projects.image_classifier.recipe import Recipe
from projects.image_classifier.settings import SERVICE, SHIPPED, Settings
from shared.evaluation import Column, Metric, Report, Row, Table, bootstrap_mean, paired_bootstrap
from shared.evaluation.calibration import expected_calibration_error, top_label
from shared.tracking.gate import Check, GateReport, ceiling, floor, non_inferior
from shared.tracking.manifest import write_manifest
from shared.tracking.registry import RegisteredModel, Registry
from shared.tracking.runs import BUNDLE, Run, tracked_run

if TYPE_CHECKING:
    from projects.image_classifier.training.deploy import Deployable, Material
    from projects.image_classifier.training.trained import Trained

PYFUNC = Path(__file__).with_name("pyfunc.py")
MARGIN = 0.005
"""Non-inferiority margin in accuracy: of 5,000 validation pictures, 25."""
MAX_OVERCONFIDENCE = 0.02
"""How far the mean confidence may be above the accuracy, when chance is allowed for."""
MAX_CPU_MS = 50.0
MAX_SIZE_MB = 100.0
LATENCY_SAMPLE = 100


def has_champion(settings: Settings) -> bool:
    """Whether there is a model to serve."""
    return Registry(settings, SERVICE).champion() is not None


def first_champion(settings: Settings) -> GateReport:
    """Register the trained model that comes with the repository; for pictures of your own, train on them."""
    if settings.dataset_path is not None:
        return train(settings)
    description = ImageModel.load(SHIPPED).description
    report = Report.read(SHIPPED.parent / "reports" / "metrics.json")
    params = description.model_dump(mode="json", include={"network", "parameters", "precision", "dataset"})
    with tracked_run(settings, SERVICE, params=params, data_sha256=description.data_sha256, seed=report.seed) as run:
        run.log_report(report)
        measured = {"test_accuracy": report.table("accuracy").row("champion").metrics["accuracy"].value}
        return _decide(settings, run, SHIPPED, _cost_checks(SHIPPED), measured)


def train(settings: Settings) -> GateReport:
    """Train on the data set, and promote the network if the gate lets it pass.

    Under ``torchrun`` its processes share the work. A training that was killed goes on from its last epoch.
    """
    from projects.image_classifier.training.deploy import deploy
    from projects.image_classifier.training.distributed import process_group
    from projects.image_classifier.training.trained import from_pretrained, from_scratch

    dataset = load_dataset(settings)
    with process_group() as process:
        if isinstance(dataset, Dataset):
            trained = from_scratch(settings, dataset, Recipe.read(), process)
        else:
            trained = from_pretrained(settings, dataset, process)
    if not process.leads:
        raise SystemExit(0)
    report = challenge(settings, trained, deploy(trained.network, trained.name, trained.material))
    trained.forget_checkpoint()
    return report


def retrain(settings: Settings) -> GateReport:
    """Train on what the data set holds today. Feedback brings labels, not pictures: those are never stored."""
    return train(settings)


def challenge(settings: Settings, trained: Trained, made: Deployable) -> GateReport:
    """Measure a model beside the champion, register it, and let the gate decide.

    Registering is the last step: whatever fails before leaves the registry as it was.
    """
    champion = Registry(settings, SERVICE).champion()
    material = trained.material
    with (
        tracked_run(settings, SERVICE, params=trained.params, data_sha256=material.sha256, seed=settings.seed) as run,
        tempfile.TemporaryDirectory() as folder,
    ):
        made.save(bundle := Path(folder) / BUNDLE)
        report = _report(settings, made, material)
        run.log_report(report)
        for name, values in trained.curves.items():
            run.log_series(name, values)
        checks = [*_quality_checks(settings, made, material, champion), *_cost_checks(bundle)]
        metrics = report.tables[0].rows[0].metrics
        return _decide(settings, run, bundle, checks, {name: metric.value for name, metric in metrics.items()})


def _decide(
    settings: Settings, run: Run, bundle: Path, checks: Iterable[Check], metrics: dict[str, float]
) -> GateReport:
    registry = Registry(settings, SERVICE)
    champion = registry.champion()
    registered = _register(registry, run, bundle, metrics)
    report = GateReport(
        challenger=registered.version, champion=champion.version if champion else None, checks=tuple(checks)
    )
    run.log_text(report.to_markdown(), "gate.md")
    if report.passed:
        registry.promote(registered.version)
    return report


def _quality_checks(
    settings: Settings, made: Deployable, material: Material, champion: RegisteredModel | None
) -> Iterable[Check]:
    correct = (made.logits.argmax(axis=1) == material.labels).astype(np.float64)
    majority = np.bincount(material.labels).max() / len(material.labels)
    chance = bootstrap_mean(correct, seed=settings.seed).low - majority
    yield floor("accuracy over the largest class: lower end of the interval", chance, 0.0)
    confidence, right = top_label(_probabilities(made), material.labels)
    overconfidence = bootstrap_mean(confidence - right, seed=settings.seed).low
    yield ceiling("confidence over accuracy: lower end of the interval", overconfidence, MAX_OVERCONFIDENCE)
    if champion is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        today = ImageModel.load(Registry(settings, SERVICE).download(champion, Path(folder)))
    if (today.description.classes, today.description.input) != (material.classes, material.spec):
        return
    logits = today.logits(material.held_out)
    before = (logits.argmax(axis=1) == material.labels).astype(np.float64)
    yield non_inferior("accuracy", paired_bootstrap(correct, before, seed=settings.seed), MARGIN)


def _cost_checks(bundle: Path) -> Iterable[Check]:
    yield ceiling("one picture, CPU ms", _cpu_milliseconds(ImageModel.load(bundle)), MAX_CPU_MS)
    size = sum(file.stat().st_size for file in bundle.iterdir())
    yield ceiling("size of the model, MB", size / 1e6, MAX_SIZE_MB)


def _cpu_milliseconds(model: ImageModel) -> float:
    """Return the median time of one picture on the processor, whatever else the machine is doing."""
    spec = model.description.input
    pixels = np.zeros((1, spec.channels, spec.size, spec.size), np.uint8)
    times = np.empty(LATENCY_SAMPLE)
    for run in range(LATENCY_SAMPLE):
        started = time.thread_time()
        model.logits(pixels)
        times[run] = (time.thread_time() - started) * 1000
    return float(np.median(times))


def _probabilities(made: Deployable) -> NDArray[np.float64]:
    from scipy.special import softmax

    return np.asarray(softmax(made.logits.astype(np.float64) / made.description.temperature, axis=1))


def _report(settings: Settings, made: Deployable, material: Material) -> Report:
    correct = made.logits.argmax(axis=1) == material.labels
    metrics = {
        "accuracy": Metric.of(bootstrap_mean(correct.astype(np.float64), seed=settings.seed)),
        "ECE": Metric(value=expected_calibration_error(*top_label(_probabilities(made), material.labels))),
        **{f"accuracy in {precision}": Metric(value=value) for precision, value in made.accuracy.items()},
    }
    table = Table(
        name="gate",
        title="The challenger on validation pictures",
        columns=tuple(Column(name=name, better="lower" if name == "ECE" else "higher") for name in metrics),
        primary_metric="accuracy",
        rows=(Row(name="challenger", metrics=metrics),),
    )
    return Report(
        name=SERVICE,
        dataset=material.name,
        protocol="validation pictures, which chose the epoch, the temperature and the precision",
        data_sha256=material.sha256,
        seed=settings.seed,
        command="python -m projects.image_classifier train",
        tables=(table,),
    )


def _register(registry: Registry, run: Run, bundle: Path, metrics: dict[str, float]) -> RegisteredModel:
    description = ImageModel.load(bundle).description
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / BUNDLE
        shutil.copytree(bundle, copy, ignore=shutil.ignore_patterns("*.md"))
        manifest = write_manifest(copy)
        requirements = [f"{package}=={version(package)}" for package in ("numpy", "onnxruntime", "pillow", "pydantic")]
        uri = run.log_model(copy, pyfunc=PYFUNC, inputs={"image": "binary"}, requirements=requirements)
    return registry.register(
        uri, run_id=run.run_id, manifest_sha256=manifest, data_sha256=description.data_sha256, metrics=metrics
    )
