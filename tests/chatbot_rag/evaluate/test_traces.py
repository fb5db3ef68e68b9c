"""What MLflow shows of the golden questions."""

from __future__ import annotations

import mlflow

from projects.chatbot_rag.evaluate.dialogue import Reply
from projects.chatbot_rag.evaluate.traces import log_traces
from projects.chatbot_rag.settings import SERVICE
from shared.config import ServiceSettings
from shared.tracking.runs import tracked_run
from tests.chatbot_rag.evaluate.test_dialogue import ANSWER, EVIDENCE, QUESTION, REFUSAL, SEARCHED, UNANSWERABLE


def test_every_answer_has_a_trace_with_its_judgements(settings: ServiceSettings) -> None:
    replies = [
        Reply(QUESTION, SEARCHED, ANSWER),
        Reply(UNANSWERABLE.model_copy(update={"id": "other"}), SEARCHED, REFUSAL),
    ]
    with tracked_run(settings, SERVICE, params={}, data_sha256="0" * 64, seed=0) as run:
        log_traces(replies, EVIDENCE)
    metrics = mlflow.get_run(run.run_id).data.metrics
    assert (metrics["right/mean"], metrics["refused/mean"]) == (1.0, 1.0)
    traces = mlflow.search_traces(locations=[mlflow.get_run(run.run_id).info.experiment_id], return_type="list")
    assert len(traces) == 2
    assert all(any(span.name == "search" for span in trace.data.spans) for trace in traces)
