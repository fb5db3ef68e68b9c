"""The registered model for those who expect ``mlflow.pyfunc.load_model("models:/chatbot_rag@champion")``.

MLflow runs this file as the model's code; it needs this repository on the Python path. The service does not use it: it
loads the same native files directly. Input: a table with a column ``text``. Output: a unit vector a row; the dot
product of two of them says how near their texts are in meaning.
"""

from pathlib import Path
from typing import Any

import mlflow
from mlflow.pyfunc.model import PythonModel, PythonModelContext
from pandas import DataFrame

from projects.chatbot_rag.model.bundle import ChatbotModel


class SentenceEncoder(PythonModel):
    """Vectors of texts."""

    def load_context(self, context: PythonModelContext) -> None:
        """Load the native files."""
        self.model = ChatbotModel.load(Path(context.artifacts["bundle"]))

    def predict(
        self, context: PythonModelContext, model_input: DataFrame, params: dict[str, Any] | None = None
    ) -> list[list[float]]:
        """Encode each row."""
        vectors: list[list[float]] = self.model.encoder.encode([str(text) for text in model_input["text"]]).tolist()
        return vectors


mlflow.models.set_model(SentenceEncoder())
