"""The registered model answers through MLflow's own interface as the service does."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from projects.image_classifier.settings import Settings
from shared.tracking.client import connect
from shared.tracking.registry import CHAMPION
from tests.image_classifier import champions, pictures


@pytest.fixture
def registered(data_dir: Path, bundle: Path) -> Settings:
    settings = Settings(_env_file=None, data_dir=data_dir)
    champions.register(settings, bundle)
    return settings


def test_mlflow_loads_the_champion_and_classifies_bytes(registered: Settings) -> None:
    import mlflow

    connect(registered)
    model = mlflow.pyfunc.load_model(f"models:/image_classifier@{CHAMPION}")
    answers = model.predict(pd.DataFrame({"image": [pictures.sample("coat"), pictures.blank()]}))

    assert [answer["label"] for answer in answers][:1] == ["Coat"]
    assert [answer["rejected"] for answer in answers] == [None, "blank"]
    assert answers[0]["confidence"] > 0.9
