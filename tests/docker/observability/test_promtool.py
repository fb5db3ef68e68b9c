"""Prometheus' own tool checks the configuration, checks the rules, and runs their tests."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.docker.observability.expressions import PROMETHEUS, read_yaml

MOUNTED = "/etc/prometheus"


@pytest.fixture(scope="module")
def image() -> str:
    """The image that compose runs; without an engine there is no promtool."""
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "version"], capture_output=True, check=False).returncode:
        pytest.skip("no Docker engine answers: promtool comes from Prometheus' image")
    image: str = read_yaml(PROMETHEUS / "compose.yaml")["services"]["prometheus"]["image"]
    if subprocess.run([docker, "image", "inspect", image], capture_output=True, check=False).returncode:
        pytest.skip(f"there is no image {image}: `docker pull` gets it, and so does `make up`")
    return image


def promtool(image: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    mount = f"{PROMETHEUS}:{MOUNTED}:ro"
    command = ["docker", "run", "--rm", "--network", "none", "--volume", mount, "--entrypoint", "promtool", image]
    return subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)


def test_the_configuration_and_its_rules_are_sound(image: str) -> None:
    checked = promtool(image, "check", "config", "--lint=all", "--lint-fatal", f"{MOUNTED}/prometheus.yml")
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("name", sorted(path.name for path in (PROMETHEUS / "tests").glob("*.yml")))
def test_alerts_fire_when_they_should_and_only_then(image: str, name: str) -> None:
    tested = promtool(image, "test", "rules", f"{MOUNTED}/tests/{name}")
    assert tested.returncode == 0, tested.stdout + tested.stderr
