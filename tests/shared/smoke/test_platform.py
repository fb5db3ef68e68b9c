"""What stands beside the services is asked, too."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from shared.smoke import platform
from shared.smoke.platform import check_prometheus, check_registry
from shared.smoke.report import Report
from shared.smoke.stack import Stack
from tests.shared.smoke.conftest import Toy

Captured = pytest.CaptureFixture[str]


@dataclass(frozen=True)
class ToyStack(Stack):
    """The toy stands for Prometheus."""

    url: str

    def address(self, service: str, port: int) -> str:
        return self.url


def target(service: str, health: str = "up", error: str = "") -> dict[str, object]:
    scraped = {"lastScrape": "2026-01-01T10:11:12.123Z", "lastError": error}
    return {"labels": {"service": service, "job": "services"}, "health": health, **scraped}


@pytest.mark.parametrize(
    ("champion", "model", "verdict", "seen"),
    [
        ("3", "3", "ok", "version 3, which the service answers with"),
        ("4", "3", "FAIL", "version 4, while the service answers with 3"),
        (None, "3", "FAIL", "404"),
    ],
)
def test_the_service_must_answer_with_the_champion(
    toy: Toy,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
    champion: str | None,
    model: str,
    verdict: str,
    seen: str,
) -> None:
    monkeypatch.setenv("SHARED__TRACKING_URI", toy.url)
    toy.champion, toy.model = champion, model
    check_registry(Report(), [toy.service()])
    said = capsys.readouterr().out
    assert said.startswith(verdict)
    assert seen in said


@pytest.mark.parametrize(
    ("targets", "verdict", "seen"),
    [
        ([target("other"), target("toy")], "ok", "up, scraped 10:11:12 UTC"),
        ([target("other")], "FAIL", "none of 1 targets"),
        ([target("toy", "down", "connection refused")], "FAIL", "connection refused"),
        ([target("toy", "unknown")], "FAIL", "not scraped so far"),
    ],
)
def test_prometheus_must_scrape_the_service(
    toy: Toy,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Captured,
    targets: list[dict[str, object]],
    verdict: str,
    seen: str,
) -> None:
    monkeypatch.setattr(platform, "SCRAPED_WITHIN_SECONDS", -1.0)
    toy.targets = targets
    check_prometheus(Report(), [toy.service()], ToyStack(frozenset({"prometheus"}), toy.url))
    said = capsys.readouterr().out
    assert said.startswith(verdict)
    assert seen in said


def test_a_service_that_has_just_started_is_waited_for(
    toy: Toy, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    toy.targets = [target("toy", "unknown")]

    def scraped(_seconds: float) -> None:
        toy.targets = [target("toy")]

    monkeypatch.setattr(platform, "sleep", scraped)
    check_prometheus(Report(), [toy.service()], ToyStack(frozenset({"prometheus"}), toy.url))
    assert capsys.readouterr().out.startswith("ok")


def test_prometheus_is_left_out_where_it_is_not_up(toy: Toy, capsys: Captured) -> None:
    report = Report()
    for stack in (None, Stack(frozenset({"postgres"}))):
        check_prometheus(report, [toy.service()], stack)
    assert (report.passed, report.failed) == (0, 0)
    assert capsys.readouterr().out.count("left out") == 2
