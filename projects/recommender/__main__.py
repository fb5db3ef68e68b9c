"""The recommender on the command line: ``python -m projects.recommender --help``."""

from projects.recommender.settings import Settings
from shared.cli import project_cli

cli = project_cli("projects.recommender", Settings)


@cli.command()
def search() -> None:
    """Choose the parameters again, on training data only; writes reports/search.json (minutes)."""
    from projects.recommender.search import search as run

    run(Settings())


if __name__ == "__main__":
    cli()
