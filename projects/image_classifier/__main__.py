"""The image classifier on the command line: ``python -m projects.image_classifier --help``."""

from pathlib import Path
from typing import Annotated

import typer

from projects.image_classifier.batch import NoPictures
from projects.image_classifier.data.images import DatasetError
from projects.image_classifier.model.bundle import BundleError, WeightsError
from projects.image_classifier.settings import Settings
from shared.cli import errors_in_one_line, project_cli

EXPECTED = (BundleError, DatasetError, NoPictures, WeightsError)
cli = project_cli("projects.image_classifier", Settings, expected=EXPECTED)


@cli.command()
def cross_validate(
    folder: Path,
    name: Annotated[str, typer.Option(help="What the report calls the photos.")] = "photos",
) -> None:
    """Measure transfer learning on a folder of photos, one subfolder a class."""
    with errors_in_one_line(EXPECTED):
        from projects.image_classifier.evaluate.transfer import cross_validate as run

        report = run(Settings(), folder, name)
    typer.echo(report)


@cli.command()
def ship() -> None:
    """Put the champion into the repository, as the first model of every new checkout."""
    from projects.image_classifier.ship import ship as run

    with errors_in_one_line(EXPECTED):
        champion = run(Settings())
    typer.echo(f"version {champion.version} lies in champion/; measure it with `evaluate`, then commit both")


if __name__ == "__main__":
    cli()
