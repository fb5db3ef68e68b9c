"""The golden questions as MLflow sees them: a trace for each answer, and scorers in code on every trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from projects.chatbot_rag.assistant import as_text
from projects.chatbot_rag.evaluate.dialogue import JUDGES, Judge, Reply
from projects.chatbot_rag.evaluate.golden import Evidence, Question


def log_traces(replies: Sequence[Reply], evidence: Evidence) -> None:
    """Log the replies to the open run: what was found and how long each stage took, and every judgement."""
    import mlflow

    by_id = {reply.question.id: reply for reply in replies}
    mlflow.genai.evaluate(
        data=[{"inputs": {"question_id": key}, "expectations": _expected(by_id[key].question)} for key in by_id],
        predict_fn=_replayed(by_id),
        scorers=[_scorer(name, judge, by_id, evidence) for name, judge in JUDGES.items()],
    )


def _replayed(by_id: Mapping[str, Reply]) -> Callable[[str], dict[str, Any]]:
    """Return what MLflow calls for each question: the reply was given before, the trace tells of it."""
    import mlflow

    def answer(question_id: str) -> dict[str, Any]:
        searched, given = by_id[question_id].searched, by_id[question_id].answer
        with mlflow.start_span("search", span_type="RETRIEVER") as span:
            span.set_inputs({"question": searched.question})
            span.set_attributes({f"{stage}_ms": taken for stage, taken in searched.stages.items()})
            span.set_outputs([_found(hit.chunk.title, hit.chunk.headings, hit.score) for hit in searched.hits])
        return {"status": given.status, "answer": as_text(given.sentences), "confidence": given.confidence}

    return answer


def _scorer(name: str, judge: Judge, by_id: Mapping[str, Reply], evidence: Evidence) -> Any:  # noqa: ANN401 - MLflow's
    from mlflow.genai.scorers import scorer

    @scorer(name=name)
    def score(inputs: dict[str, str]) -> float | None:
        return judge(by_id[inputs["question_id"]], evidence)

    return score


def _expected(question: Question) -> dict[str, Any]:
    return question.model_dump(include={"kind", "articles", "must", "must_not"}, mode="json")


def _found(title: str, headings: tuple[str, ...], score: float) -> dict[str, Any]:
    return {"page_content": " › ".join((title, *headings)), "metadata": {"score": score}}
