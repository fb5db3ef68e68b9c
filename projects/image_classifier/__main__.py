"""The image classifier on the command line: ``python -m projects.image_classifier --help``."""

import typer

from projects.image_classifier.batch import NoPictures
from projects.image_classifier.data.images import DatasetError
from projects.image_classifier.model.bundle import BundleError
from projects.image_classifier.settings import Settings
from shared.cli import errors_in_one_line, project_cli

EXPECTED = (BundleError, DatasetError, NoPictures)
cli = project_cli("projects.image_classifier", Settings, expected=EXPECTED)


@cli.command()
def ship() -> None:
    """Put the champion into the repository, as the first model of every new checkout."""
    from projects.image_classifier.ship import ship as run

    with errors_in_one_line(EXPECTED):
        champion = run(Settings())
    typer.echo(f"version {champion.version} lies in champion/; measure it with `evaluate`, then commit both")


if __name__ == "__main__":
    cli()
