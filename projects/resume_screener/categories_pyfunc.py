"""The category model for ``mlflow.pyfunc.load_model("models:/resume_screener_categories@champion")``.

MLflow runs this file as the model's code; it needs this repository on the Python path. Input: a table with a column
``text``, resumes without their headline. Output: a category a row.
"""

from pathlib import Path
from typing import Any

import mlflow
from mlflow.pyfunc.model import PythonModel, PythonModelContext
from pandas import DataFrame

from projects.resume_screener.training.categories import load


class Categories(PythonModel):
    """The professions of resumes."""

    def load_context(self, context: PythonModelContext) -> None:
        """Load the file, which must hold no other types than such a model needs."""
        self.model = load(Path(context.artifacts["bundle"]) / "categories.skops")

    def predict(
        self, context: PythonModelContext, model_input: DataFrame, params: dict[str, Any] | None = None
    ) -> list[str]:
        """Answer each row."""
        predicted: list[str] = self.model.predict([str(text) for text in model_input["text"]]).tolist()
        return predicted


mlflow.models.set_model(Categories())
