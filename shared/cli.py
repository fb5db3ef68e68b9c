"""The verbs of every project, as in ``python -m projects.<name> train``.

A project keeps each verb as a plain function, in the module where a reader would look for it. Modules are imported
when their verb runs, so that ``--help`` answers at once.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError

from shared.assets import AssetError
from shared.config import ServiceSettings
from shared.logging import configure_logging
from shared.store import StoreError
from shared.tracking.gate import GateReport
from shared.tracking.manifest import ManifestMismatch
from shared.tracking.registry import NoChampion, Registry, RegistryUnavailable

EXPECTED: tuple[type[Exception], ...] = (
    AssetError,
    ManifestMismatch,
    NoChampion,
    OSError,
    RegistryUnavailable,
    SettingsError,
    StoreError,
    ValidationError,
)
REFUSED = 3
DRIFTED = 4


@dataclass(frozen=True)
class Project:
    """What the verbs work on: a package, its settings, and errors of its own that a user can mend."""

    package: str
    settings_type: type[ServiceSettings]
    expected: tuple[type[Exception], ...] = ()

    def call(self, target: str, *arguments: object, data: Path | None = None) -> Any:  # noqa: ANN401 - the verb's
        """Call ``module.function`` of the package with the settings, then ``arguments``.

        ``data`` takes the place of the setting ``dataset_path``.
        """
        module, name = target.split(".")
        with errors_in_one_line(self.expected):
            own: dict[str, Any] = {} if data is None else {"dataset_path": data}
            settings = self.settings_type(**own)
            configure_logging(settings)
            return getattr(import_module(f"{self.package}.{module}"), name)(settings, *arguments)


def project_cli(
    package: str, settings_type: type[ServiceSettings], *, expected: tuple[type[Exception], ...] = ()
) -> typer.Typer:
    """Build the command line of the project in ``package``; the project may add verbs of its own.

    An ``expected`` error of the project, like those of EXPECTED, is told in one line and ends with exit code 1.

    The project provides ``train.train(settings)``, ``train.retrain(settings)``, ``train.has_champion(settings)``,
    ``train.first_champion(settings)``,
    ``evaluate.evaluate(settings)``, ``batch.batch(settings, source, out)``, ``api.create_app`` and ``signals.SIGNALS``.
    """
    cli = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
    project = Project(package, settings_type, expected)

    @cli.callback()
    def remember(context: typer.Context) -> None:
        context.obj = project
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # the first process of a container ignores it

    for verb in (train, retrain, rollback, evaluate, batch, serve, drift):
        cli.command()(verb)
    return cli


Data = Annotated[Path | None, typer.Option(help="Your own data instead of the default; the README says its form.")]


def train(
    context: typer.Context,
    data: Data = None,
    if_missing: Annotated[bool, typer.Option("--if-missing", help="Do nothing when there is a champion.")] = False,
) -> None:
    """Train a challenger; the gate decides whether it becomes champion (exit code 3: refused)."""
    if not if_missing:
        _exit_by(context.obj.call("train.train", data=data))
    elif context.obj.call("train.has_champion"):
        typer.echo("a champion is registered; nothing to train")
    else:
        _exit_by(context.obj.call("train.first_champion", data=data))


def retrain(context: typer.Context, data: Data = None) -> None:
    """Train with the feedback that has come in since, through the same gate."""
    _exit_by(context.obj.call("train.retrain", data=data))


def rollback(context: typer.Context) -> None:
    """Make the previous champion the champion again; services take it over by themselves."""
    project: Project = context.obj
    with errors_in_one_line(project.expected):
        champion = Registry(project.settings_type(), project.package.rpartition(".")[2]).rollback()
    typer.echo(f"version {champion.version} of {champion.trained_at:%Y-%m-%d %H:%M} UTC is champion again")


def evaluate(context: typer.Context, data: Data = None) -> None:
    """Measure everything that the reports and the README show."""
    context.obj.call("evaluate.evaluate", data=data)


def batch(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="Parquet file to write.")],
    source: Annotated[Path | None, typer.Argument(help="What to work on; default: everything known.")] = None,
) -> None:
    """Answer for many at once, without HTTP."""
    context.obj.call("batch.batch", source, out)


def serve(context: typer.Context) -> None:
    """Answer HTTP requests until told to stop."""
    from shared.serving.server import serve as run

    project: Project = context.obj
    with errors_in_one_line(project.expected):
        run(f"{project.package}.api:create_app", project.settings_type())


def drift(context: typer.Context) -> None:
    """Compare the champion's latest recorded answers with its first ones (exit code 4: something drifted)."""
    project: Project = context.obj
    with errors_in_one_line(project.expected):
        from shared.monitoring.champion import champion_drift

        signals = import_module(f"{project.package}.signals").SIGNALS
        report = champion_drift(project.settings_type(), project.package.rpartition(".")[2], signals)
    typer.echo(report.to_markdown())
    if report.drifted:
        raise typer.Exit(DRIFTED)


@contextmanager
def errors_in_one_line(expected: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """What a user can mend is said without a traceback; anything else is a bug, and keeps it."""
    try:
        yield
    except ModuleNotFoundError as exc:
        typer.secho(f"error: {exc.name} is not installed; `make setup` installs what this needs", err=True, fg="red")
        raise typer.Exit(1) from exc
    except EXPECTED + expected as exc:
        typer.secho(f"error: {_in_one_line(exc)}", err=True, fg="red")
        raise typer.Exit(1) from exc


def _in_one_line(exc: Exception) -> str:
    if isinstance(exc, ValidationError):
        errors = (": ".join([*map(str, error["loc"]), error["msg"]]) for error in exc.errors())
        return f"{exc.title}: {'; '.join(errors)}"
    return " ".join(str(exc).split())


def _exit_by(report: GateReport) -> None:
    typer.echo(report.to_markdown())
    if not report.passed:
        raise typer.Exit(REFUSED)
