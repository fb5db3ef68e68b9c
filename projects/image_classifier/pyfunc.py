"""The registered model for those who expect ``mlflow.pyfunc.load_model("models:/image_classifier@champion")``.

MLflow runs this file as the model's code; it needs this repository on the Python path. The service does not use it: it
loads the same native files directly. Input: a table with a column ``image``, the bytes of a picture file a row.
Output: label, confidence and the reason of a rejection (or None) a row.
"""

from pathlib import Path
from typing import Any

import mlflow
import numpy as np
from mlflow.pyfunc.model import PythonModel, PythonModelContext
from pandas import DataFrame

from projects.image_classifier.classify import Classifier
from projects.image_classifier.settings import Settings

MAX_PIXELS: int = Settings.model_fields["max_pixels"].default


class PictureClassifier(PythonModel):
    """Verdicts for pictures. Raises UnreadableImage when one is none."""

    def load_context(self, context: PythonModelContext) -> None:
        """Load the native files."""
        self.classifier = Classifier.load(Path(context.artifacts["bundle"]))

    def predict(
        self, context: PythonModelContext, model_input: DataFrame, params: dict[str, Any] | None = None
    ) -> list[dict[str, str | float | None]]:
        """Answer each row."""
        pixels = np.stack([self.classifier.read(data, max_pixels=MAX_PIXELS) for data in model_input["image"]])
        return [
            {"label": verdict.label, "confidence": verdict.confidence, "rejected": verdict.rejected}
            for verdict in self.classifier.classify(pixels)
        ]


mlflow.models.set_model(PictureClassifier())
