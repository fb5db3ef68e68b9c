"""The registered model for those who expect ``mlflow.pyfunc.load_model("models:/recommender@champion")``.

MLflow runs this file as the model's code; it needs this repository on the Python path. The service does not use it: it
loads the same native files directly. Input: a table with a column ``user_id``. Output: ten item ids a row, best first.
"""

from pathlib import Path
from typing import Any

import mlflow
from mlflow.pyfunc.model import PythonModel, PythonModelContext
from pandas import DataFrame

from projects.recommender.feedback import NO_TASTE
from projects.recommender.recommend import RecommendationEngine


class Recommender(PythonModel):
    """Recommendations for known users; popular items for all others."""

    def load_context(self, context: PythonModelContext) -> None:
        """Load the native files."""
        self.service = RecommendationEngine.load(Path(context.artifacts["bundle"]))

    def predict(
        self, context: PythonModelContext, model_input: DataFrame, params: dict[str, Any] | None = None
    ) -> list[list[str]]:
        """Answer each row."""
        return [self._answer(str(user_id)) for user_id in model_input["user_id"]]

    def _answer(self, user_id: str) -> list[str]:
        picks = self.service.recommend(self.service.history([user_id], NO_TASTE, []))
        return [self.service.model.items[index].id for index in picks.items]


mlflow.models.set_model(Recommender())
