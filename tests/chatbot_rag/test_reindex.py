"""The index as an operator changes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from projects.chatbot_rag import reindex
from projects.chatbot_rag.configured import open_catalogue, opened
from projects.chatbot_rag.index import IndexMismatch, NoPreviousVersion
from projects.chatbot_rag.settings import Settings
from shared.serving.unfit import Unfit
from tests.chatbot_rag import champions, library


def active(settings: Settings) -> int | None:
    catalogue = open_catalogue(settings)
    version = catalogue.versions.active()
    catalogue.close()
    return None if version is None else version.id


def test_a_new_champion_is_served_after_a_rebuild_and_its_index_can_be_taken_back(
    settings: Settings, tmp_path: Path
) -> None:
    assert "version 1 " in reindex.rebuild(settings)
    champions.register(settings, champions.write(tmp_path / "other", library.TEXTS.values(), seed=1))
    with pytest.raises(Unfit, match="chatbot_rag rebuild"), opened(settings):
        pass
    assert "version 2 " in reindex.rebuild(settings)
    with opened(settings) as (assistant, champion):
        assert (champion.version, assistant.index.snapshot.version) == ("2", 2)
    with pytest.raises(IndexMismatch):
        reindex.rollback(settings)
    assert active(settings) == 2


def test_a_rollback_goes_to_the_version_before(settings: Settings) -> None:
    reindex.rebuild(settings)
    reindex.rebuild(settings)
    assert "version 1 " in reindex.rollback(settings)
    assert active(settings) == 1


def test_there_may_be_nothing_to_go_back_to(settings: Settings) -> None:
    reindex.rebuild(settings)
    with pytest.raises(NoPreviousVersion, match="rebuild"):
        reindex.rollback(settings)
