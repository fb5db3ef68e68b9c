"""The model that answers: taken over, kept through every fault, found again after a restart."""

import json
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from shared.config import ServiceSettings
from shared.serving import model_slot
from shared.serving.model_slot import POINTER, ModelSlot
from shared.serving.problems import Unavailable
from shared.tracking.registry import RegisteredModel, Registry
from tests.shared.serving.toy_service import make_slot
from tests.toy import TOY, ToyModel, challenge, crown, registered_file


@pytest.fixture
def slot(settings: ServiceSettings) -> ModelSlot[ToyModel]:
    return make_slot(settings)


def cache(settings: ServiceSettings) -> Path:
    return settings.data_dir / "serving" / TOY


def cached(settings: ServiceSettings, model: RegisteredModel) -> Path:
    return cache(settings) / model.manifest_sha256


def answer_of(slot: ModelSlot[ToyModel]) -> int:
    return slot.current().model.answer


def test_an_empty_slot_is_unavailable_and_says_why(slot: ModelSlot[ToyModel]) -> None:
    assert slot.loaded is None
    with pytest.raises(Unavailable, match="none has been fetched so far"):
        slot.current()
    assert slot.refresh() is False
    with pytest.raises(Unavailable, match="no version of toy is champion; train one first") as refused:
        slot.current()
    assert refused.value.headers == {"Retry-After": "5"}


def test_the_champion_is_taken_over_with_all_that_is_known_of_it(
    settings: ServiceSettings, slot: ModelSlot[ToyModel]
) -> None:
    champion = crown(settings, 1)
    assert slot.refresh() is True
    serving = slot.current()
    assert (serving.model, serving.registered, serving.source) == (ToyModel(1), champion, "registry")
    assert serving.size_bytes == sum(file.stat().st_size for file in cached(settings, champion).iterdir())
    assert slot.failures == 0


def test_a_second_look_changes_nothing(settings: ServiceSettings, slot: ModelSlot[ToyModel]) -> None:
    crown(settings, 1)
    slot.refresh()
    before = slot.current()
    assert slot.refresh() is False
    assert slot.current() is before


def test_a_challenger_does_not_answer(settings: ServiceSettings, slot: ModelSlot[ToyModel]) -> None:
    crown(settings, 1)
    slot.refresh()
    challenge(settings, 2)
    assert slot.refresh() is False
    assert answer_of(slot) == 1


def test_a_new_champion_and_a_rollback_are_followed(settings: ServiceSettings, slot: ModelSlot[ToyModel]) -> None:
    answers = []
    for answer in (1, 2):
        crown(settings, answer)
        slot.refresh()
        answers.append(answer_of(slot))
    Registry(settings, TOY).rollback()
    assert slot.refresh() is True
    assert [*answers, answer_of(slot)] == [1, 2, 1]


def test_the_files_of_others_go_when_nobody_can_be_loading_them(
    settings: ServiceSettings, slot: ModelSlot[ToyModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    crown(settings, 0)
    slot.refresh()
    kept = {path.name for path in cache(settings).iterdir()}
    monkeypatch.setattr(model_slot, "KEEP_SECONDS", -1)
    for answer in (1, 2, 3):
        champion = crown(settings, answer)
        slot.refresh()
    assert len(kept) == 2
    assert {path.name for path in cache(settings).iterdir()} == {POINTER, champion.manifest_sha256}


def test_requests_during_swaps_never_fail_and_never_mix_two_models(
    settings: ServiceSettings, slot: ModelSlot[ToyModel]
) -> None:
    versions = {crown(settings, 0).version: 0}
    slot.refresh()
    done = threading.Event()

    def request() -> set[tuple[str, int]]:
        seen = set()
        while not done.is_set():
            serving = slot.current()
            time.sleep(0.001)
            seen.add((serving.registered.version, serving.model.answer))
        return seen

    with ThreadPoolExecutor(4) as pool:
        requests = [pool.submit(request) for _ in range(4)]
        try:
            for answer in (1, 2, 3):
                versions[crown(settings, answer).version] = answer
                assert slot.refresh() is True
        finally:
            done.set()
        seen = set().union(*(each.result() for each in requests))
    assert seen <= set(versions.items())
    assert len(seen) > 1


@pytest.mark.parametrize("answer", [-1, -2])
def test_a_model_that_fails_its_check_is_not_taken_over(
    settings: ServiceSettings, slot: ModelSlot[ToyModel], answer: int
) -> None:
    crown(settings, 1)
    slot.refresh()
    crown(settings, answer)
    assert slot.refresh() is False
    assert (answer_of(slot), slot.failures) == (1, 1)


def test_altered_files_in_the_registry_are_not_taken_over(settings: ServiceSettings, slot: ModelSlot[ToyModel]) -> None:
    crown(settings, 1)
    slot.refresh()
    registered_file(settings, crown(settings, 2)).write_text('{"answer": 3}')
    assert slot.refresh() is False
    assert (answer_of(slot), slot.failures) == (1, 1)


def test_a_refused_champion_is_tried_again_after_a_while(
    settings: ServiceSettings, slot: ModelSlot[ToyModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    crown(settings, 1)
    slot.refresh()
    file = registered_file(settings, crown(settings, 2))
    good = file.read_bytes()
    file.write_text('{"answer": 3}')
    slot.refresh()
    file.write_bytes(good)
    assert slot.refresh() is False, "not at every poll"
    monkeypatch.setattr(model_slot, "RETRY_SECONDS", 0.0)
    assert slot.refresh() is True
    assert answer_of(slot) == 2


def test_a_way_back_from_a_refused_champion_does_not_wait(settings: ServiceSettings, slot: ModelSlot[ToyModel]) -> None:
    crown(settings, 1)
    slot.refresh()
    crown(settings, -1)
    slot.refresh()
    crown(settings, 3)
    assert slot.refresh() is True
    assert answer_of(slot) == 3


def test_an_unfit_first_champion_leaves_the_slot_empty_without_telling_its_secrets(
    settings: ServiceSettings, slot: ModelSlot[ToyModel]
) -> None:
    crown(settings, -1)
    slot.refresh()
    with pytest.raises(Unavailable, match="ValueError; the log says more") as refused:
        slot.current()
    assert "-1" not in refused.value.detail


def test_without_mlflow_the_last_good_champion_answers_from_disk(
    settings: ServiceSettings, slot: ModelSlot[ToyModel], closed_server: ServiceSettings
) -> None:
    champion = crown(settings, 1)
    slot.refresh()
    restarted = make_slot(closed_server)
    assert restarted.refresh() is True
    serving = restarted.current()
    assert (serving.model.answer, serving.registered, serving.source) == (1, champion, "disk")
    assert restarted.failures == 1
    assert restarted.refresh() is False
    assert restarted.current() is serving


def test_mlflow_going_away_later_changes_nothing(
    settings: ServiceSettings,
    slot: ModelSlot[ToyModel],
    monkeypatch: pytest.MonkeyPatch,
    closed_server: ServiceSettings,
) -> None:
    crown(settings, 1)
    slot.refresh()
    monkeypatch.setattr(slot, "_settings", closed_server)
    assert slot.refresh() is False
    assert answer_of(slot) == 1


def test_without_mlflow_and_without_files_the_slot_is_unavailable(closed_server: ServiceSettings) -> None:
    slot = make_slot(closed_server)
    assert slot.refresh() is False
    with pytest.raises(Unavailable, match="RegistryUnavailable"):
        slot.current()


def test_a_corrupted_copy_is_fetched_again(settings: ServiceSettings, slot: ModelSlot[ToyModel]) -> None:
    champion = crown(settings, 1)
    slot.refresh()
    (cached(settings, champion) / "toy.json").write_text('{"answer": 666}')
    restarted = make_slot(settings)
    assert restarted.refresh() is True
    assert answer_of(restarted) == 1


def test_a_corrupted_copy_is_never_served_while_mlflow_is_away(
    settings: ServiceSettings, slot: ModelSlot[ToyModel], closed_server: ServiceSettings
) -> None:
    champion = crown(settings, 1)
    slot.refresh()
    (cached(settings, champion) / "toy.json").write_text('{"answer": 666}')
    restarted = make_slot(closed_server)
    assert restarted.refresh() is False
    assert restarted.loaded is None


@pytest.mark.parametrize("pointer", ["", "{", "{}", json.dumps({"name": TOY})])
def test_a_broken_pointer_is_written_anew(
    settings: ServiceSettings, slot: ModelSlot[ToyModel], closed_server: ServiceSettings, pointer: str
) -> None:
    champion = crown(settings, 1)
    slot.refresh()
    (cache(settings) / POINTER).write_text(pointer)
    assert make_slot(closed_server).refresh() is False
    assert make_slot(settings).refresh() is True
    assert RegisteredModel.model_validate_json((cache(settings) / POINTER).read_bytes()) == champion


def test_what_a_killed_download_left_behind_does_no_harm(settings: ServiceSettings, slot: ModelSlot[ToyModel]) -> None:
    crown(settings, 1)
    leftover = cache(settings) / "incoming-of-the-killed" / "artifacts" / "bundle"
    leftover.mkdir(parents=True)
    (leftover / "toy.json").write_text('{"answ')
    assert slot.refresh() is True
    assert answer_of(slot) == 1


def test_a_kill_between_download_and_pointer_needs_no_second_download(
    settings: ServiceSettings, slot: ModelSlot[ToyModel]
) -> None:
    crown(settings, 1)
    slot.refresh()
    (cache(settings) / POINTER).unlink()
    shutil.rmtree(settings.mlflow_dir / "artifacts")
    restarted = make_slot(settings)
    assert restarted.refresh() is True
    assert restarted.current().source == "registry"


def test_it_says_so_when_the_registry_is_back(settings: ServiceSettings, closed_server: ServiceSettings) -> None:
    crown(settings, 1)
    make_slot(settings).refresh()
    slot = make_slot(closed_server)
    slot.refresh()
    away = slot.current().source
    slot._settings = settings
    slot.refresh()
    assert (away, slot.current().source) == ("disk", "registry")
