"""SIGKILL in the middle: the next run goes on, loses nothing and does nothing twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from projects.resume_screener.batch import batch
from projects.resume_screener.screening import Screener
from projects.resume_screener.settings import Settings
from projects.resume_screener.synthetic import synthesize

COUNT, ENOUGH, PATIENCE = 40, 5, 60
"""Files, how many are to be done before the kill, and the seconds after which a run that does nothing is a failure."""
RUN = """
import sys
from pathlib import Path
from pydantic import SecretStr
from projects.resume_screener.batch import batch
from projects.resume_screener.screening import Screener
from projects.resume_screener.settings import Settings
import time

candidate = Screener.candidate
def slowly(*arguments, **options):
    time.sleep(0.05)
    return candidate(*arguments, **options)
Screener.candidate = slowly
data, source, job, out = map(Path, sys.argv[1:])
key = SecretStr("a key for the tests")
batch(Settings(_env_file=None, data_dir=data, readers=1, storage_key=key), source, job, out)
"""


def lines(file: Path) -> int:
    return file.read_bytes().count(b"\n") if file.exists() else 0


@pytest.fixture
def killed(settings: Settings, job: Path, tmp_path: Path) -> Path:
    """The output of a batch that was killed when some files were done."""
    out, source = tmp_path / "ranking.parquet", tmp_path / "made"
    synthesize(source, count=COUNT, seed=5)
    (source / "truth.jsonl").unlink()
    command = [sys.executable, "-c", RUN, *map(str, (settings.data_dir, source, job, out))]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    until = time.monotonic() + PATIENCE
    while lines(tmp_path / ".ranking.parquet.progress") < ENOUGH and time.monotonic() < until:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    return out


def test_the_next_run_goes_on_where_the_killed_one_stopped(
    settings: Settings, job: Path, tmp_path: Path, killed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not killed.exists(), "half a table is no table"
    done = lines(tmp_path / ".ranking.parquet.progress")
    assert ENOUGH <= done < COUNT

    candidate, again = Screener.candidate, []

    def counted(screener: Screener, *arguments: object, **options: object) -> object:
        again.append(arguments)
        return candidate(screener, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Screener, "candidate", counted)
    batch(settings, tmp_path / "made", job, killed)
    assert len(again) <= COUNT - done
    found = pq.read_table(killed).to_pylist()
    assert sorted(row["file"] for row in found) == sorted(file.name for file in (tmp_path / "made").iterdir())

    batch(settings, tmp_path / "made", job, tmp_path / "uninterrupted.parquet")
    assert found == pq.read_table(tmp_path / "uninterrupted.parquet").to_pylist()
    assert not list(tmp_path.glob(".ranking*"))
