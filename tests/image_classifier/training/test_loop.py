"""The training loop: it learns, it goes on where it was killed, and it knows when to stop."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import cast

import numpy as np
import pytest
import torch

from projects.image_classifier.data import Pixels
from projects.image_classifier.training import loop
from projects.image_classifier.training.augment import train_preset
from projects.image_classifier.training.loop import Epoch, Progress, fit, predict
from projects.image_classifier.training.schedule import Mixing, Schedule
from shared import checkpoint
from tests.image_classifier.training.small import SCHEDULE, dataset, images, network, unchanged

TRAIN, VALIDATION, TEST = dataset().train, dataset().validation, dataset().test
ROOT = Path(__file__).resolve().parents[3]


def train(trained: torch.nn.Module, path: Path | None = None, schedule: Schedule = SCHEDULE) -> Progress:
    return fit(trained, TRAIN, VALIDATION, schedule, seed=7, augment=unchanged, path=path)


def same(one: torch.nn.Module, other: torch.nn.Module) -> bool:
    pairs = zip(one.state_dict().values(), other.state_dict().values(), strict=True)
    return all(torch.equal(left, right) for left, right in pairs)


def test_it_learns_what_can_be_learned() -> None:
    trained = network()
    before = (predict(trained, TEST.pixels).argmax(axis=1) == TEST.labels).mean()
    progress = train(trained)
    assert (predict(trained, TEST.pixels).argmax(axis=1) == TEST.labels).mean() > max(0.9, before)
    assert progress.epochs[-1].loss < progress.epochs[0].loss


def test_the_same_seed_gives_the_same_weights_and_another_seed_others() -> None:
    one, again, other = network(), network(), network()
    train(one)
    train(again)
    fit(other, TRAIN, VALIDATION, SCHEDULE, seed=8, augment=unchanged)
    assert same(one, again)
    assert not same(one, other)


def test_the_network_ends_with_the_weights_of_its_best_epoch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = np.eye(4, dtype=np.float32)[VALIDATION.labels]
    shares = iter([0.1, 0.9, 0.3, 0.3, 0.3])

    def judged(_network: torch.nn.Module, _pixels: Pixels) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
        return np.where(np.arange(len(right))[:, None] < next(shares) * len(right), right, -right)

    monkeypatch.setattr(loop, "predict", judged)
    trained, path = network(), tmp_path / "checkpoint.safetensors"
    assert train(trained, path).best == 1
    tensors, _ = checkpoint.read(path)
    best, last = network(), network()
    best.load_state_dict({name: tensors[f"best.{name}"] for name in best.state_dict()})
    last.load_state_dict({name: tensors[f"average.module.{name}"] for name in last.state_dict()})
    assert same(trained, best)
    assert not same(trained, last)


def test_no_better_epoch_for_too_long_ends_it() -> None:
    progress = Progress([Epoch(loss=1, accuracy=accuracy) for accuracy in (0.5, 0.7, 0.6, 0.7)])
    assert progress.best == 1
    assert progress.ended(Schedule(epochs=10, patience=2))
    assert not progress.ended(Schedule(epochs=10, patience=3))
    assert not progress.ended(Schedule(epochs=10))
    assert progress.ended(Schedule(epochs=4))
    assert not Progress().ended(Schedule(epochs=1, patience=1))


def test_less_than_one_batch_is_refused() -> None:
    with pytest.raises(ValueError, match="8 pictures are less than one batch of 16"):
        fit(network(), images(8, 1), VALIDATION, SCHEDULE, seed=7, augment=unchanged)


KILLED = """
import signal
import sys
signal.signal(signal.SIGTERM, signal.default_int_handler)  # as the command line does
sys.path.insert(0, {root!r})
from pathlib import Path
from typing import cast
from tests.image_classifier.training.small import *
from projects.image_classifier.training.augment import train_preset
from projects.image_classifier.training.loop import fit
data = dataset()
fit(network(), data.train, data.validation, {schedule!s}, seed=7, augment=train_preset, path=Path({path!r}))
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_a_training_that_is_ended_resumes_to_the_weights_of_one_that_is_not(
    end: signal.Signals, tmp_path: Path
) -> None:
    long = Schedule(epochs=12, batch_size=16, ema_decay=0.9, varied=0.3, mixing="cutmix")
    path = tmp_path / "checkpoint.safetensors"
    code = KILLED.format(root=str(ROOT), schedule=f"Schedule(**{long.model_dump()})", path=str(path))
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen([sys.executable, "-c", code], env=environment, cwd=ROOT)
    deadline = time.monotonic() + 120
    while not path.is_file() and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(end)
    process.wait()
    _, written = checkpoint.read(path)
    done = len(cast("list[object]", written["epochs"]))
    assert 1 <= done < long.epochs
    resumed, whole = network(), network()
    fit(resumed, TRAIN, VALIDATION, long, seed=7, augment=train_preset, path=path)
    fit(whole, TRAIN, VALIDATION, long, seed=7, augment=train_preset)
    assert same(resumed, whole)


@pytest.mark.parametrize("mixing", ["mixup", "cutmix"])
def test_it_learns_from_mixed_pictures(mixing: Mixing) -> None:
    mixed, plain = network(), network()
    train(mixed, schedule=SCHEDULE.model_copy(update={"mixing": mixing}))
    train(plain)
    assert (predict(mixed, TEST.pixels).argmax(axis=1) == TEST.labels).mean() > 0.9
    assert not same(mixed, plain)


def test_a_training_that_is_done_is_not_done_again(tmp_path: Path) -> None:
    path = tmp_path / "checkpoint.safetensors"
    first, again = network(), network()
    train(first, path)
    before = path.read_bytes()
    train(again, path)
    assert same(first, again)
    assert path.read_bytes() == before


@pytest.mark.parametrize(("step", "share"), [(0, 0.1), (9, 1.0), (10, 1.0), (55, 0.5), (100, 0.0)])
def test_the_learning_rate_rises_in_a_line_and_falls_in_a_cosine(step: int, share: float) -> None:
    assert Schedule(epochs=1, warmup=0.1).intensity(step, 100) == pytest.approx(share, abs=1e-12)
