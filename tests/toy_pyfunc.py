"""The toy for ``mlflow.pyfunc.load_model``: MLflow runs this file as the model's code."""

import json
from pathlib import Path
from typing import Any

import mlflow
import pandas as pd
from mlflow.pyfunc.model import PythonModel, PythonModelContext


class Toy(PythonModel):
    """One answer a row."""

    def load_context(self, context: PythonModelContext) -> None:
        folder = Path(context.artifacts["bundle"])
        self.answer = json.loads((folder / "toy.json").read_text())["answer"]

    def predict(
        self, context: PythonModelContext, model_input: pd.DataFrame, params: dict[str, Any] | None = None
    ) -> list[int]:
        return [self.answer for _ in range(len(model_input))]


mlflow.models.set_model(Toy())
