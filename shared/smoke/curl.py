"""Runs an example as a reader would: in bash, with curl, where the repository's files are."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from shared.smoke.report import Failed

SECONDS = 120
REPORTED = "%{stderr}%{json}\\n"
"""What curl writes about each answer, as JSON on a line of standard error, leaving standard output to the example."""


@dataclass(frozen=True)
class Answer:
    """What one curl was answered."""

    method: str
    url: str
    status: int
    media_type: str
    body: bytes


class Terminal:
    """A folder with the repository's files in it, which takes what the examples write."""

    def __init__(self, folder: Path, configuration: Path) -> None:
        self._folder = folder
        self._environment = {**os.environ, "CURL_HOME": str(configuration)}

    def run(self, command: str) -> list[Answer]:
        """Run a command and return what each curl in it was answered, in their order of ending.

        Raises:
            Failed: the command ended badly, or no curl of it was answered.
        """
        try:
            ended = subprocess.run(  # noqa: S603 - what the README tells its readers to run
                ["bash", "-o", "pipefail", "-c", command],  # noqa: S607 - bash is wherever it is
                cwd=self._folder,
                env=self._environment,
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise Failed(f"no end after {SECONDS} s", "mend the service or the example") from None
        except FileNotFoundError as exc:
            raise Failed(f"{exc.filename} is not installed", "install bash and curl") from None
        reports = [json.loads(line) for line in ended.stderr.splitlines() if line.startswith(b"{")]
        if ended.returncode or not reports:
            said = next((report["errormsg"] for report in reports if report["errormsg"]), "")
            said = said or ended.stderr.decode(errors="replace").strip()
            raise Failed(f"exit code {ended.returncode}: {said}", "mend the service or the example")
        return [self._answer(report, ended.stdout) for report in reports]

    def _answer(self, report: Mapping[str, str | int | None], output: bytes) -> Answer:
        written = report["filename_effective"]
        return Answer(
            method=str(report["method"]),
            url=str(report["url_effective"]),
            status=int(report["http_code"] or 0),
            media_type=str(report["content_type"] or "").partition(";")[0],
            body=(self._folder / str(written)).read_bytes() if written else output,
        )


@contextmanager
def terminal(root: Path, headers: Mapping[str, str]) -> Iterator[Terminal]:
    """Yield a terminal in a folder that shows what ``root`` holds; every curl in it sends ``headers``."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as configuration:
        for path in root.iterdir():
            (Path(folder) / path.name).symlink_to(path)
        lines = [f'write-out = "{REPORTED}"', f"max-time = {SECONDS}", 'noproxy = "*"']
        lines += [f'header = "{name}: {value}"' for name, value in headers.items()]
        (Path(configuration) / ".curlrc").write_text("\n".join(lines), encoding="utf-8")
        yield Terminal(Path(folder), Path(configuration))
