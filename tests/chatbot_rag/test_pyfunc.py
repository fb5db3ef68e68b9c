"""The registered model answers through MLflow's own interface as the service does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from projects.chatbot_rag.model.bundle import ChatbotModel
from projects.chatbot_rag.settings import SERVICE, Settings
from shared.tracking.client import connect
from shared.tracking.registry import CHAMPION
from tests.chatbot_rag import champions


def test_mlflow_loads_the_champion_and_encodes_texts(data_dir: Path, tmp_path: Path) -> None:
    import mlflow

    settings = Settings(_env_file=None, data_dir=data_dir)
    texts = ["a cat", "a dog and a cat"]
    bundle = champions.write(tmp_path / "bundle", texts)
    champions.register(settings, bundle)
    connect(settings)
    model = mlflow.pyfunc.load_model(f"models:/{SERVICE}@{CHAMPION}")
    vectors = model.predict(pd.DataFrame({"text": texts}))
    np.testing.assert_allclose(vectors, ChatbotModel.load(bundle).encoder.encode(texts), rtol=1e-6)
