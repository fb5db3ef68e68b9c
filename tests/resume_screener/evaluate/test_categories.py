"""What is said of the ladder's rungs: on resumes that they were not fitted on."""

from __future__ import annotations

import numpy as np
import pytest

from projects.resume_screener.evaluate.categories import (
    ACCURACY,
    F1,
    comparisons,
    held_out,
    leaked,
    learning_curve,
    nested,
    table,
)
from projects.resume_screener.evaluate.clusters import clusters
from projects.resume_screener.training.categories import ladder
from projects.resume_screener.training.categories import table as resumes_table

WORDS = {"CHEF": "kitchen menu sauce", "HR": "hiring payroll onboarding", "IT": "server network firewall"}
LABELS = np.array(sorted(WORDS) * 12)
TEXTS = [f"{WORDS[label]} city{position % 5} worked" for position, label in enumerate(LABELS)]
RESUMES = resumes_table(TEXTS, np.zeros((len(TEXTS), 2), np.float32))
RUNGS = {name: ladder()[name] for name in ("majority", "naive Bayes")}


def test_a_rung_that_reads_beats_one_that_does_not() -> None:
    judged = held_out(RUNGS, RESUMES, LABELS, np.arange(len(LABELS)), seed=1)
    shown = table("held-out", "Held out", judged, seed=1)
    assert shown.row("naive Bayes").metrics[F1].value == 1
    assert shown.row("majority").metrics[F1].value == pytest.approx(1 / 6, abs=0.05)
    (only,) = comparisons(judged, seed=1)
    assert (only.candidate, only.baseline) == ("naive Bayes", "majority")
    assert only.low > 0


def test_nested_cross_validation_judges_every_resume_once() -> None:
    judged = nested(RUNGS, RESUMES, LABELS, seed=1)
    assert all(one.labels.tolist() == LABELS.tolist() for one in judged.values())
    assert table("nested", "Nested", judged, seed=1).row("naive Bayes").metrics[ACCURACY].value == 1


def test_rows_that_stand_in_training_are_counted() -> None:
    twice = [f"word{number % 18} other" for number in range(36)]
    labels = np.array([str(number % 2) for number in range(36)])
    shown = leaked(twice, labels, RUNGS["naive Bayes"], resumes_table(twice, np.zeros((36, 1), np.float32)), seed=1)
    verbatim = shown.row("of these rows, verbatim in training").metrics["share"].value
    assert 0 < verbatim < 1
    assert "18 of them distinct" in shown.title


def test_a_learning_curve_grows_in_resumes() -> None:
    shown = learning_curve(RUNGS["naive Bayes"], RESUMES, LABELS, np.arange(len(LABELS)), sizes=(0.5, 1.0), seed=1)
    assert [int(row.name) for row in shown.rows] == [14, 27]


def test_an_unlabelled_pile_falls_into_its_kinds() -> None:
    shown, found = clusters(TEXTS, LABELS, 3, seed=1)
    assert shown.row("words").metrics["purity"].value == 1
    assert shown.row("chance").metrics["purity"].value < 1
    assert {"kitchen", "server", "payroll"} <= {term for cluster in found for term in cluster}
