"""An assistant for the tests of its page."""

from collections.abc import Iterator

import pytest

from projects.chatbot_rag.settings import SERVICE, Settings
from shared.config import database_url
from tests.chatbot_rag import champions, library
from tests.e2e.chatbot_rag.page import Running
from tests.running import service


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A real assistant that has read three documents."""
    corpus = library.write(tmp_path_factory.mktemp("corpus"))
    settings = Settings(_env_file=None, data_dir=tmp_path_factory.mktemp("chatbot_rag"), corpus=corpus)
    champions.register(settings, champions.write(tmp_path_factory.mktemp("bundle"), library.TEXTS.values()))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHATBOT_RAG__CORPUS", str(corpus))
        with service(SERVICE, settings) as (_, address):
            running = Running(address, database_url(settings, SERVICE))
            running.wait_for_documents(len(library.TEXTS))
            yield running
