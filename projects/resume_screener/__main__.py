"""The resume screener on the command line: ``python -m projects.resume_screener --help``."""

from pathlib import Path
from typing import Annotated

import typer

from projects.resume_screener.batch import AlreadyRunning, NoResumes, UnknownTable
from projects.resume_screener.data.onet import OnetError
from projects.resume_screener.matching import EmptyJob
from projects.resume_screener.model.bundle import BundleError
from projects.resume_screener.settings import Settings
from shared.cli import errors_in_one_line, project_cli
from shared.encoder.onnx_encoder import EncoderError

EXPECTED = (AlreadyRunning, BundleError, EmptyJob, EncoderError, NoResumes, OnetError, UnknownTable)
cli = project_cli("projects.resume_screener", Settings, expected=EXPECTED)


@cli.command()
def audit() -> None:
    """Measure blind mode and fairness, write reports/AUDIT.md; exit code 1 when blind mode got worse (minutes)."""
    with errors_in_one_line(EXPECTED):
        from projects.resume_screener.audit import audit_champion
        from projects.resume_screener.fairness.thresholds import AuditFailed

        try:
            audit_champion(Settings())
        except AuditFailed as exc:
            for failure in exc.failures:
                typer.secho(f"failed: {failure}", err=True, fg="red")
            raise typer.Exit(1) from exc


@cli.command()
def batch(
    source: Path,
    job: Annotated[Path, typer.Option(help="Text file with the job description.")],
    out: Annotated[Path, typer.Option(help="Parquet or CSV file to write.")],
) -> None:
    """Rank a folder of resumes against one job; goes on where it was killed."""
    with errors_in_one_line(EXPECTED):
        from projects.resume_screener.batch import batch as run

        run(Settings(), source, job, out)


@cli.command()
def categories() -> None:
    """Measure the ladder of category models on two public sets, keep the best (a quarter of an hour)."""
    with errors_in_one_line(EXPECTED):
        from projects.resume_screener.categories import categories as run

        typer.echo(run(Settings()).to_markdown())


@cli.command()
def synthesize(
    out: Path,
    count: Annotated[int, typer.Option(min=1)] = 100,
    seed: Annotated[int, typer.Option(min=0)] = 42,
) -> None:
    """Write invented resumes as PDF, DOCX and text, with their truth beside them."""
    with errors_in_one_line(EXPECTED):
        from projects.resume_screener.synthetic import synthesize as run

        run(out, count=count, seed=seed)


@cli.command()
def calibrate() -> None:
    """Fit the weights of the model that comes with the repository again; writes champion/screener.json (minutes)."""
    with errors_in_one_line(EXPECTED):
        from projects.resume_screener.train import fit_shipped

        typer.echo(fit_shipped(Settings()).model_dump_json(indent=1))


if __name__ == "__main__":
    cli()
