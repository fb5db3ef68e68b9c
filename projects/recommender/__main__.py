"""The recommender on the command line: ``python -m projects.recommender --help``."""

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


if __name__ == "__main__":
    cli()
