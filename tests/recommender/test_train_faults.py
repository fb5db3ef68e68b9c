"""A training that fails or is killed leaves the registry as it was, and the next one works."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from projects.recommender.data import Dataset
from projects.recommender.model.bundle import RecommenderModel
from projects.recommender.settings import SERVICE, Settings
from projects.recommender.train import challenge
from shared.tracking.client import connect
from shared.tracking.registry import CHAMPION, Registry
from shared.tracking.runs import Run
from tests.recommender.small_world import recipe

resource = pytest.importorskip("resource", reason="file size limits are a matter of POSIX")


def versions(settings: Settings) -> list[str]:
    found = connect(settings).search_model_versions(f"name='{SERVICE}'")
    return sorted(str(version.version) for version in found)


@contextmanager
def full_disk() -> Iterator[None]:
    """No file may grow beyond 16 kB, which is less than a model."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16_384, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def on_full_disk(work: Callable[..., Any]) -> Callable[..., Any]:
    def limited(*arguments: Any, **options: Any) -> Any:
        with full_disk():
            return work(*arguments, **options)

    return limited


@pytest.mark.parametrize(("owner", "step"), [(RecommenderModel, "save"), (Run, "log_model"), (Registry, "register")])
def test_a_full_disk_leaves_nothing_registered(
    own: Settings, dataset: Dataset, monkeypatch: pytest.MonkeyPatch, owner: type, step: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(owner, step, on_full_disk(getattr(owner, step)))
        with pytest.raises(Exception, match=r"(?i)file too large|disk"):
            challenge(own, dataset, recipe())
    left = versions(own), Registry(own, SERVICE).with_alias(CHAMPION).version

    assert left == (["1"], "1")
    assert challenge(own, dataset, recipe()).passed


KILLED = """
import os, signal
from pathlib import Path
from projects.recommender import train
from shared.tracking.registry import Registry
from shared.tracking.runs import Run
from tests.recommender import small_world

{step} = lambda *arguments, **options: os.kill(os.getpid(), signal.SIGKILL)
settings = train.Settings(data_dir=Path({data_dir!r}))
train.challenge(settings, small_world.dataset(), small_world.recipe())
"""


@pytest.mark.parametrize("step", ["Run.log_model", "Registry.register"])
def test_a_killed_training_leaves_the_champion_and_the_next_one_works(
    own: Settings, dataset: Dataset, step: str
) -> None:
    script = KILLED.format(step=step, data_dir=str(own.data_dir))
    killed = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=False)
    left = versions(own), Registry(own, SERVICE).with_alias(CHAMPION).version

    assert killed.returncode == -9, killed.stderr
    assert left == (["1"], "1")
    assert challenge(own, dataset, recipe()).passed
