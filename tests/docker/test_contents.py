"""What is in an image, and what is not."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.docker.faults.container import missing

ROOT = Path(__file__).resolve().parents[2]
PROJECTS = sorted(path.parent.name for path in (ROOT / "projects").glob("*/compose.yaml"))
FETCH_PACKAGES = [f"{project}-train" for project in PROJECTS if project != "image_classifier"] + ["chatbot_rag-llm"]


def has_pip(image: str) -> bool:
    name = f"ml-services/{image}"
    if reason := missing(name):
        pytest.skip(reason)
    command = ["docker", "run", "--rm", "--entrypoint", "python", name, "-m", "pip", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("image", PROJECTS)
def test_nothing_can_be_installed_in_what_serves(image: str) -> None:
    assert not has_pip(image)


@pytest.mark.parametrize("image", FETCH_PACKAGES)
def test_weights_and_data_that_lie_in_packages_can_be_fetched(image: str) -> None:
    assert has_pip(image)
