"""A recommender for the tests of its page."""

from collections.abc import Iterator

import pytest

from projects.recommender.model.bundle import RecommenderModel
from projects.recommender.settings import SERVICE, Settings
from tests.recommender import small_world
from tests.recommender.champions import register
from tests.running import service


@pytest.fixture(scope="session")
def recommender_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a real recommender that has learned a small world."""
    settings = Settings(_env_file=None, data_dir=tmp_path_factory.mktemp("recommender"))
    model = RecommenderModel.fit(small_world.dataset(), small_world.blend(), half_life=small_world.HALF_LIFE)
    register(settings, model)
    with service(SERVICE, settings) as (_, address):
        yield address
