"""The registered model for those who expect ``mlflow.pyfunc.load_model("models:/recommender@champion")``.

MLflow runs this file as the model's code; it needs this repository on the Python path. The service does not use it: it
loads the same native files directly. Input: a table with a column ``user_id`` and, if you like, ``k`` (10). Output:
one list of item ids a row.
"""

import math
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import mlflow
from mlflow.pyfunc.model import PythonModel, PythonModelContext
from pandas import DataFrame

from projects.recommender.feedback import NO_TASTE
from projects.recommender.recommend import SAMPLE_K, RecommenderService


class Recommender(PythonModel):
    """Recommendations for known users; popular items for all others."""

    def load_context(self, context: PythonModelContext) -> None:
        """Load the native files."""
        self.service = RecommenderService.load(Path(context.artifacts["bundle"]))

    def predict(
        self, context: PythonModelContext, model_input: DataFrame, params: dict[str, Any] | None = None
    ) -> list[list[str]]:
        """Answer each row."""
        return [self._answer(row) for row in model_input.to_dict("records")]

    def _answer(self, row: dict[Hashable, Any]) -> list[str]:
        history = self.service.history([str(row["user_id"])], NO_TASTE, [])
        k = row.get("k")
        picks = self.service.recommend(history, k=SAMPLE_K if k is None or math.isnan(k) else int(k))
        return [self.service.model.items[index].id for index in picks.items]


mlflow.models.set_model(Recommender())
