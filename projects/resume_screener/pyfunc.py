"""The registered model for those who expect ``mlflow.pyfunc.load_model("models:/resume_screener@champion")``.

MLflow runs this file as the model's code; it needs this repository on the Python path. The service does not use it: it
loads the same native files directly. Input: a table with the columns ``job`` and ``resume``, two texts. Output: the
calibrated probability of each row, blind.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import mlflow
from mlflow.pyfunc.model import PythonModel, PythonModelContext
from pandas import DataFrame

from projects.resume_screener.resume import Document
from projects.resume_screener.screening import Screener


class BlindScreener(PythonModel):
    """How well a resume fits a job."""

    def load_context(self, context: PythonModelContext) -> None:
        """Load the native files."""
        self.screener = Screener.load(Path(context.artifacts["bundle"]))

    def predict(
        self, context: PythonModelContext, model_input: DataFrame, params: dict[str, Any] | None = None
    ) -> list[float]:
        """Answer each row."""
        rows = zip(model_input["job"], model_input["resume"], strict=True)
        return [self._probability(str(job), str(resume)) for job, resume in rows]

    def _probability(self, job: str, text: str) -> float:
        document = Document(text=text, media_type="text/plain", pages=1)
        resume = self.screener.resume(document, datetime.now(UTC).date())
        [match] = self.screener.rank(self.screener.job(job), [resume])
        return match.probability


mlflow.models.set_model(BlindScreener())
