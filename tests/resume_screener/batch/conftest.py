"""A champion that hears words, and a folder of resumes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pydantic import SecretStr

from projects.resume_screener.settings import Settings
from tests.resume_screener import champions
from tests.resume_screener.people import ANALYST, ENGINEER, JOB_AD, NURSE


@pytest.fixture(scope="session")
def champion_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose registry has a champion."""
    folder = tmp_path_factory.mktemp("champion")
    champions.register(Settings(_env_file=None, data_dir=folder), champions.write(tmp_path_factory.mktemp("bundle")))
    return folder


@pytest.fixture
def settings(champion_dir: Path, tmp_path: Path) -> Settings:
    data_dir = shutil.copytree(champion_dir, tmp_path / "data")
    return Settings(_env_file=None, data_dir=data_dir, readers=1, storage_key=SecretStr("a key for the tests"))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Three people, one of them twice, a broken file, and one that is hidden."""
    folder = tmp_path / "resumes"
    (folder / "more").mkdir(parents=True)
    (folder / "a nurse.txt").write_text(NURSE, encoding="utf-8")
    (folder / "engineer.txt").write_text(ENGINEER, encoding="utf-8")
    (folder / "more" / "analyst.txt").write_text(ANALYST, encoding="utf-8")
    (folder / "more" / "engineer again.txt").write_text(ENGINEER, encoding="utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 and nothing else")
    (folder / ".hidden.txt").write_text(NURSE, encoding="utf-8")
    return folder


@pytest.fixture
def job(tmp_path: Path) -> Path:
    file = tmp_path / "job.txt"
    file.write_text(JOB_AD, encoding="utf-8")
    return file
