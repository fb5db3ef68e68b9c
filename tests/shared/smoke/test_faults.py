"""A stack that is taken apart: what a good service passes, and a bad one does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from shared.smoke import faults, writer
from shared.smoke.report import Report
from shared.smoke.stack import Stack
from tests.shared.smoke.conftest import Toy

Captured = pytest.CaptureFixture[str]


@dataclass(frozen=True)
class ToyStack(Stack):
    """Stands for Docker: the toy's database is away between kill and start."""

    toy: Toy
    on_kill: Callable[[], object] = field(default=lambda: None)

    def restart(self, service: str) -> None:
        """Nothing: the toy would lose its notes."""

    def kill(self, service: str) -> None:
        self.toy.status = 503
        self.on_kill()

    def start(self, service: str) -> None:
        self.toy.status = 201


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch, toy: Toy) -> None:
    monkeypatch.setattr(writer, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(faults, "WAIT_SECONDS", 3)
    toy.gauges = {"ml_journal_pending": {"rows": 0}}


def taken_apart(toy: Toy, on_kill: Callable[[], object] = lambda: None) -> Report:
    report = Report()
    faults.check_faults(report, [toy.service()], ToyStack(frozenset({"toy", "postgres"}), toy, on_kill))
    return report


def test_a_service_that_keeps_its_promises_passes(toy: Toy, capsys: Captured) -> None:
    report = taken_apart(toy)
    said = capsys.readouterr().out
    assert (report.passed, report.failed) == (8, 0), said
    assert "refuses writes without PostgreSQL → 503: the database is away" in said


def test_an_acknowledged_note_that_is_lost_fails(toy: Toy, capsys: Captured) -> None:
    report = taken_apart(toy, on_kill=lambda: toy.notes.pop("0"))
    assert report.failed == 1
    assert "lost, the first: note" in capsys.readouterr().out


def test_a_service_that_acknowledges_without_a_database_fails(toy: Toy, capsys: Captured) -> None:
    report = taken_apart(toy, on_kill=lambda: setattr(toy, "status", 201))
    assert report.failed == 1
    assert "refuses writes without PostgreSQL → not within 3 s" in capsys.readouterr().out


def test_predictions_that_were_dropped_fail(toy: Toy, capsys: Captured) -> None:
    toy.gauges["ml_journal_dropped_total"] = {"rows": 2}
    assert taken_apart(toy).failed == 1
    assert "2 rows dropped" in capsys.readouterr().out


def test_without_a_stack_nothing_is_taken_apart(toy: Toy, capsys: Captured) -> None:
    report = Report()
    faults.check_faults(report, [toy.service()], None)
    assert (report.passed, report.failed) == (0, 0)
    assert "left out" in capsys.readouterr().out
