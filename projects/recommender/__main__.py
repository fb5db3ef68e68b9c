"""The recommender on the command line: ``python -m projects.recommender --help``."""

import typer

from projects.recommender.batch import UnknownUsers
from projects.recommender.data import DatasetError
from projects.recommender.model.bundle import BundleError
from projects.recommender.settings import Settings
from shared.cli import errors_in_one_line, project_cli

EXPECTED = (BundleError, DatasetError, UnknownUsers)
cli = project_cli("projects.recommender", Settings, expected=EXPECTED)


@cli.command()
def search() -> None:
    """Choose the parameters again, on training data only; writes reports/search.json (minutes)."""
    from projects.recommender.search import search as run

    with errors_in_one_line(EXPECTED):
        run(Settings())


@cli.command()
def forget(user_id: str) -> None:
    """Erase what the database holds about one user; the model forgets at the next training."""
    from projects.recommender.forget import forget as run

    with errors_in_one_line(EXPECTED):
        rows = run(Settings(), user_id)
    typer.echo(f"{rows} rows erased; restart the services and retrain, and the rest is forgotten too")


if __name__ == "__main__":
    cli()
