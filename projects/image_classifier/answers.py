"""From verdicts to what the API shows: plain values that fit a response schema."""

from __future__ import annotations

from typing import Any

from projects.image_classifier.classify import Rejected, Verdict

Plain = dict[str, Any]
REASONS: dict[Rejected, str] = {
    "blank": "The picture has almost one colour: there is nothing to recognise.",
    "unfamiliar": "The picture is unlike everything the model has learned from.",
    "unsure": "More than one class fits the picture: the most probable one is not probable enough.",
}


def plain_verdict(labels: tuple[str, ...], verdict: Verdict, request_id: str) -> Plain:
    """What one picture shows, its classes with the most probable first."""
    ranked = sorted(zip(verdict.probabilities, labels, strict=True), key=lambda pair: -pair[0])
    return {
        "request_id": request_id,
        "label": verdict.label,
        "confidence": verdict.confidence,
        "rejected": verdict.rejected,
        "reason": None if verdict.rejected is None else REASONS[verdict.rejected],
        "probabilities": [{"label": label, "probability": probability} for probability, label in ranked],
        "energy": verdict.energy,
        "contrast": verdict.contrast,
    }


def plain_result(file: str, classification: Plain | None, problem: str | None) -> Plain:
    """One file of a batch."""
    return {"file": file, "classification": classification, "problem": problem}
