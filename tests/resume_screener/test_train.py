"""From the parts to a champion: what is registered, what it answers, and what the gate refuses."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import mlflow
import pytest
from pandas import DataFrame

from projects.resume_screener import screening
from projects.resume_screener.audit import blind_gap
from projects.resume_screener.blind import Redacted, redact
from projects.resume_screener.resume import Resume
from projects.resume_screener.samples import JOB, RESUMES
from projects.resume_screener.screening import Screener
from projects.resume_screener.settings import SERVICE, Settings
from projects.resume_screener.train import first_champion, has_champion
from shared.assets import AssetUnavailable
from shared.config import SharedSettings
from shared.tracking.client import connect
from shared.tracking.registry import CHAMPION, Registry
from tests.resume_screener import champions

ROOT = Path(__file__).resolve().parents[2]


def test_the_first_start_needs_no_torch() -> None:
    code = (
        "import sys; from projects.resume_screener import train; from shared.encoder import graph, pretrained; "
        "sys.exit(any(name in sys.modules for name in ('torch', 'transformers', 'sklearn', 'scipy', 'pandas')))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.real_data
def test_the_first_champion_answers_also_by_pyfunc(data_dir: Path, tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=data_dir, asset_mirror=SharedSettings().assets_dir)
    assert not has_champion(settings)
    try:
        report = first_champion(settings)
    except AssetUnavailable as error:
        pytest.skip(str(error))
    assert report.passed
    assert has_champion(settings)
    registry = Registry(settings, SERVICE)
    Screener.load(registry.download(registry.with_alias(CHAMPION), tmp_path)).check()
    connect(settings)
    model = mlflow.pyfunc.load_model(f"models:/{SERVICE}@champion")
    answers = model.predict(DataFrame({"job": [JOB] * len(RESUMES), "resume": RESUMES}))
    assert list(answers) == sorted(answers, reverse=True)


def test_a_model_that_names_can_move_shows_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screener = Screener.load(champions.write(tmp_path))
    assert blind_gap(screener) == 0.0

    def leaky(resume: Resume) -> Redacted:
        redacted = redact(resume)
        return replace(redacted, text=f"{redacted.text}\nData Engineer\n" * (len(resume.text.partition("\n")[0]) % 2))

    monkeypatch.setattr(screening, "redact", leaky)
    assert blind_gap(screener) > 0.0
