"""The compose stack, when that is what is up."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from shared.smoke.report import Failed

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 300


@dataclass(frozen=True)
class Stack:
    """The services of ``docker compose`` that run now."""

    services: frozenset[str]

    def address(self, service: str, port: int) -> str:
        """Return where this machine reaches a container's port."""
        return f"http://{_compose('port', service, str(port)).strip()}"

    def restart(self, service: str) -> None:
        """Stop it in the orderly way and start it again."""
        _compose("restart", service)

    def kill(self, service: str) -> None:
        """End it at once, as a power cut would."""
        _compose("kill", "--signal", "SIGKILL", service)

    def start(self, service: str) -> None:
        """Start what was killed."""
        _compose("start", service)


def running_stack() -> Stack | None:
    """Return the stack of this checkout; None when there is no Docker or nothing of it runs."""
    if shutil.which("docker") is None:
        return None
    try:
        services = _compose("ps", "--services", "--status", "running").split()
    except Failed:
        return None
    return Stack(frozenset(services)) if services else None


def _compose(*arguments: str) -> str:
    command = ["docker", "compose", *arguments]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)  # noqa: S603
    if ended.returncode:
        raise Failed(f"{' '.join(command)}: {ended.stderr.strip()}", "does `docker compose ps` work here?")
    return ended.stdout
