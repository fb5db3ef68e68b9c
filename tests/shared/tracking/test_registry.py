"""The registry's aliases, and what happens when it is empty, altered or away."""

import shutil
from pathlib import Path

import pytest

from shared.config import ServiceSettings
from shared.tracking.manifest import ManifestMismatch
from shared.tracking.registry import (
    CHALLENGER,
    CHAMPION,
    PREVIOUS,
    NoChampion,
    Registry,
    RegistryUnavailable,
)
from tests.toy import TOY, ToyModel, challenge, crown, registered_file


def version_of(settings: ServiceSettings, alias: str) -> str:
    return Registry(settings, TOY).with_alias(alias).version


def test_a_registered_model_is_the_challenger_and_nothing_else(settings: ServiceSettings) -> None:
    toy = challenge(settings, 1)
    assert Registry(settings, TOY).with_alias(CHALLENGER) == toy
    with pytest.raises(NoChampion, match="no version of toy is champion; train one first"):
        Registry(settings, TOY).with_alias(CHAMPION)


def test_a_promotion_keeps_the_previous_champion(settings: ServiceSettings) -> None:
    first, second = crown(settings, 1), crown(settings, 2)
    assert version_of(settings, CHAMPION) == second.version
    assert version_of(settings, PREVIOUS) == first.version


def test_promoting_the_champion_again_changes_nothing(settings: ServiceSettings) -> None:
    first, second = crown(settings, 1), crown(settings, 2)
    Registry(settings, TOY).promote(second.version)
    assert (version_of(settings, CHAMPION), version_of(settings, PREVIOUS)) == (second.version, first.version)


def test_a_rollback_swaps_champion_and_previous(settings: ServiceSettings) -> None:
    first, second = crown(settings, 1), crown(settings, 2)
    assert Registry(settings, TOY).rollback() == first
    assert (version_of(settings, CHAMPION), version_of(settings, PREVIOUS)) == (first.version, second.version)


def test_there_is_no_way_back_from_the_first_champion(settings: ServiceSettings) -> None:
    crown(settings, 1)
    with pytest.raises(NoChampion, match="previous"):
        Registry(settings, TOY).rollback()


def test_an_unknown_model_has_no_champion(settings: ServiceSettings) -> None:
    with pytest.raises(NoChampion):
        Registry(settings, "nobody").with_alias(CHAMPION)


def test_a_download_gives_the_native_files(settings: ServiceSettings, tmp_path: Path) -> None:
    toy = challenge(settings, 7)
    folder = Registry(settings, TOY).download(toy, tmp_path / "download")
    assert ToyModel.load(folder) == ToyModel(7)


def test_an_altered_file_is_refused_with_both_hashes(settings: ServiceSettings, tmp_path: Path) -> None:
    toy = challenge(settings, 7)
    registered_file(settings, toy).write_text('{"answer": 8}')
    with pytest.raises(ManifestMismatch, match=r"toy\.json: SHA-256 is [0-9a-f]{64}, expected [0-9a-f]{64}"):
        Registry(settings, TOY).download(toy, tmp_path / "download")


def test_files_that_are_gone_from_the_registry_are_not_taken_for_a_model(
    settings: ServiceSettings, tmp_path: Path
) -> None:
    toy = challenge(settings, 7)
    shutil.rmtree(settings.mlflow_dir / "artifacts")
    with pytest.raises(ManifestMismatch, match=r"has no manifest\.json"):
        Registry(settings, TOY).download(toy, tmp_path / "download")


def test_a_server_that_is_away_is_said_to_be_away(
    settings: ServiceSettings, tmp_path: Path, closed_server: ServiceSettings
) -> None:
    toy = challenge(settings, 7)
    registry = Registry(closed_server, TOY)
    with pytest.raises(RegistryUnavailable):
        registry.with_alias(CHAMPION)
    with pytest.raises(RegistryUnavailable):
        registry.promote(toy.version)
    with pytest.raises(RegistryUnavailable):
        registry.download(toy, tmp_path / "download")
    with pytest.raises(RegistryUnavailable):
        registry.register("models:/m-1", run_id="1", manifest_sha256="", data_sha256="", metrics={})
