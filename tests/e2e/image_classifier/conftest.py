"""An image classifier for the tests of its page."""

from collections.abc import Iterator

import pytest

from projects.image_classifier.settings import SERVICE, Settings
from shared.config import database_url
from tests.e2e.image_classifier.page import Running
from tests.image_classifier import champions
from tests.running import service


@pytest.fixture(scope="session")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A real image classifier that knows the samples by heart."""
    settings = Settings(_env_file=None, data_dir=tmp_path_factory.mktemp("image_classifier"))
    champions.register(settings, champions.write(tmp_path_factory.mktemp("bundle")))
    with service(SERVICE, settings) as (_, address):
        yield Running(address, database_url(settings, SERVICE))
