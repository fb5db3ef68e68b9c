"""Telling questions without an answer from those that have one."""

from __future__ import annotations

import numpy as np

from projects.chatbot_rag.evaluate import refusal
from projects.chatbot_rag.evaluate.refusal import ALL, NEAR, OFF, REMOVED, Confidences

KNOWN = np.repeat([0.9, 0.8, 0.7, 0.4], 10)


def judged() -> dict[str, Confidences]:
    off, near = np.repeat([0.1, 0.2], 10), np.repeat([0.3, 0.75], 10)
    groups = {"answer": KNOWN, OFF: off, NEAR: near, ALL: np.concatenate([off, near]), REMOVED: near}
    return {name: Confidences(values, 1 - values) for name, values in groups.items()}


def test_the_table_tells_every_kind_from_the_answerable() -> None:
    table = refusal.table(judged(), 0.5, seed=0)
    assert table.row(OFF).metrics["AUROC"].value == 1.0
    assert table.row(OFF).metrics["AUROC of the cosine"].value == 0.0
    assert table.row(NEAR).metrics["AUROC"].value == 0.75
    assert table.row(ALL).metrics["refused"].value == 0.75
    assert table.row("answer known").metrics["refused"].value == 0.25
