"""A screener for the tests of its page."""

from collections.abc import Iterator

import pytest

from projects.resume_screener.settings import SERVICE, Settings
from tests.e2e.resume_screener.page import Running
from tests.resume_screener import champions
from tests.running import service


@pytest.fixture(scope="module")
def screener(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A real screener with an empty archive."""
    settings = Settings(_env_file=None, data_dir=tmp_path_factory.mktemp("resume_screener"))
    champions.register(settings, champions.write(tmp_path_factory.mktemp("bundle")))
    with service(SERVICE, settings) as (_, address):
        yield Running(address)
