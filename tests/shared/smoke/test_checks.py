"""A README example that rots fails the smoke test, and so does a service that only looks well."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.smoke.checks import check_examples, check_service, value
from shared.smoke.report import Report
from tests.shared.smoke.conftest import DOCUMENTED_PORT, Toy

Captured = pytest.CaptureFixture[str]


def check_readme(folder: Path, toy: Toy, *commands: str, answers: dict[str, str] | None = None) -> Report:
    lines = [command.replace("TOY", f"http://127.0.0.1:{DOCUMENTED_PORT}") for command in commands]
    (folder / "README.md").write_text("\n".join(["```", *lines, "```"]), encoding="utf-8")
    report = Report()
    check_examples(report, [toy.service(answers)], folder)
    return report


def test_good_examples_pass_on_the_port_that_the_settings_name(tmp_path: Path, toy: Toy, capsys: Captured) -> None:
    report = check_readme(tmp_path, toy, "curl -s TOY/v1/answer", answers={"/v1/answer": '"answer":42'})
    assert (report.passed, report.failed) == (3, 0)
    assert "README.md:2: curl -s 127.0.0.1:8009/v1/answer → 200 application/json, 13 bytes" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("curl -s TOY/v1/renamed", "404"),
        ("curl -s TOY/v1/gone", "410"),
        ("curl -s TOY/v1/misshapen", "'text' is a required property"),
        ("curl -s TOY/v1/notes -d '{}'", "422"),
        ("curl -s TOY/v1/notes -F file=@moved.pdf", "exit code 26"),
        ("curl -s http://127.0.0.1:8999/v1/answer", "it asks no service of the Procfile"),
    ],
)
def test_an_example_that_rots_fails(tmp_path: Path, toy: Toy, capsys: Captured, command: str, words: str) -> None:
    report = check_readme(tmp_path, toy, "curl -s TOY/v1/answer", command)
    [failure] = [line for line in capsys.readouterr().out.splitlines() if line.startswith("FAIL")]
    assert report.failed == 1
    assert "README.md:3" in failure
    assert words in failure


def test_an_answer_without_what_the_project_expects_fails(tmp_path: Path, toy: Toy, capsys: Captured) -> None:
    report = check_readme(tmp_path, toy, "curl -s TOY/v1/answer?q=1", answers={"q=1": '"answer":43'})
    assert report.failed == 1
    assert '200 application/json, 13 bytes without "answer":43' in capsys.readouterr().out


def test_an_expected_answer_whose_example_is_gone_fails(tmp_path: Path, toy: Toy, capsys: Captured) -> None:
    report = check_readme(tmp_path, toy, "curl -s TOY/v1/answer", answers={"q=2": "anything"})
    assert report.failed == 1
    assert "no example has q=2" in capsys.readouterr().out


def test_a_service_without_a_model_and_drift_fails_these_and_only_these(toy: Toy, capsys: Captured) -> None:
    report = Report()
    check_service(report, toy.service())
    lines = capsys.readouterr().out.splitlines()
    failures = [line for line in lines if line.startswith("FAIL")]
    assert report.failed == len(failures) == 2
    assert "/v1/model → 503" in failures[0]
    assert "no ml_drift_status" in failures[1]


@pytest.mark.parametrize(
    ("status", "score", "seen"),
    [
        ({"label": -1, "outcome": -1}, {}, "label: insufficient data, outcome: insufficient data"),
        ({"label": 0, "outcome": 1}, {"label": 0.01, "outcome": 0.4}, "label: stable, outcome: drifted"),
        ({"label": 0, "outcome": 1}, {"label": 0.01}, "outcome without ml_drift_score"),
    ],
)
def test_a_feature_with_answers_enough_must_have_a_drift_score(
    toy: Toy, capsys: Captured, status: dict[str, float], score: dict[str, float], seen: str
) -> None:
    toy.gauges = {"ml_drift_status": status, "ml_drift_score": score}
    check_service(Report(), toy.service())
    [line] = [line for line in capsys.readouterr().out.splitlines() if "drift gauges" in line]
    assert line.endswith(seen)


@pytest.mark.parametrize(("counts", "verdict"), [(True, "ok"), (False, "FAIL")])
def test_predictions_must_be_counted(toy: Toy, capsys: Captured, counts: bool, verdict: str) -> None:
    toy.counts = counts
    check_service(Report(), toy.service())
    [line] = [line for line in capsys.readouterr().out.splitlines() if "counts predictions" in line]
    assert line.startswith(verdict)


def test_a_metric_that_nobody_exports_has_no_value(toy: Toy) -> None:
    service = toy.service()
    assert value(service, "ml_predictions_total") == 0
    assert value(service, "ml_predictions") is None
