"""A training run as MLflow keeps it: parameters, data hash, code version, environment, report, figures, model."""

import platform
import subprocess
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

from shared.config import SharedSettings
from shared.evaluation.report import Report
from shared.tracking.client import connect, ensure_experiment

BUNDLE = "bundle"
ROOT = Path(__file__).resolve().parents[2]


def code_version() -> str:
    """Return the commit: the setting ``code_version``, or else ``git describe``, or else ``unknown``.

    ``git describe`` adds ``-dirty`` for uncommitted changes.
    """
    if configured := SharedSettings().code_version:
        return configured
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        described = subprocess.run(  # noqa: S603 - our own command
            command, check=True, capture_output=True, text=True, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return described.stdout.strip()


@dataclass(frozen=True)
class Run:
    """An open run. Everything logged to it stays, whether it ends well or not."""

    run_id: str

    def log_report(self, report: Report, *files: Path) -> None:
        """Log every number as a metric, and the report and its figures as files."""
        import mlflow

        mlflow.log_metrics(report.to_mlflow_metrics())
        mlflow.log_dict(report.model_dump(), "report.json")
        for file in files:
            mlflow.log_artifact(str(file), "figures")

    def log_series(self, name: str, values: Iterable[float]) -> None:
        """Log one value an epoch, as a curve."""
        import mlflow

        for step, value in enumerate(values, start=1):
            mlflow.log_metric(name, value, step=step)

    def log_text(self, text: str, name: str) -> None:
        """Log a small text file."""
        import mlflow

        mlflow.log_text(text, name)

    def log_model(self, bundle: Path, *, pyfunc: Path, inputs: Mapping[str, str], requirements: list[str]) -> str:
        """Log the native files of a model, loadable by ``mlflow.pyfunc`` through the script ``pyfunc``.

        Args:
            bundle: folder of native files with their manifest.
            pyfunc: script that ends in ``mlflow.models.set_model(...)``.
            inputs: MLflow column type by column name.
            requirements: packages that loading needs; given, so that MLflow does not guess for half a minute.

        Returns:
            The address under which the model can be registered.
        """
        import mlflow
        from mlflow.models import ModelSignature
        from mlflow.types import ColSpec, DataType, Schema, TensorSpec

        columns: list[ColSpec | TensorSpec] = [
            ColSpec(DataType[kind], name, required=False) for name, kind in inputs.items()
        ]
        with warnings.catch_warnings():
            # MLflow asks for an example and for type hints, to infer the signature that it is given here.
            warnings.filterwarnings("ignore", category=UserWarning, module="mlflow")
            info = mlflow.pyfunc.log_model(
                name="model",
                python_model=str(pyfunc),
                artifacts={BUNDLE: str(bundle)},
                signature=ModelSignature(inputs=Schema(columns)),
                pip_requirements=requirements,
            )
        return str(info.model_uri)


@contextmanager
def tracked_run(
    settings: SharedSettings, experiment: str, *, params: Mapping[str, object], data_sha256: str, seed: int
) -> Iterator[Run]:
    """Open a run; it is marked failed when the block raises."""
    client = connect(settings)
    import mlflow

    mlflow.set_experiment(experiment_id=ensure_experiment(client, settings, experiment))
    tags = {"data_sha256": data_sha256, "code_version": code_version(), "python": platform.python_version()}
    with mlflow.start_run(tags=tags) as run:
        mlflow.log_params({**params, "seed": seed})
        mlflow.log_text(_environment(), "environment.txt")
        yield Run(run.info.run_id)


def _environment() -> str:
    names = {f"{dist.name}=={dist.version}" for dist in distributions()}
    return "\n".join([platform.platform(), *sorted(names, key=str.lower), ""])
