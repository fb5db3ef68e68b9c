"""Every alert helps whoever it wakes, is tested by promtool, and every project is scraped."""

from __future__ import annotations

import pytest

from tests.docker.observability.emitted import PROJECTS
from tests.docker.observability.expressions import PROMETHEUS, RULES, alerts, read_yaml, rules

CONFIG = read_yaml(PROMETHEUS / "prometheus.yml")


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert["alert"])
def test_an_alert_says_how_urgent_it_is_what_is_wrong_and_what_to_do_first(alert: dict[str, dict[str, str]]) -> None:
    assert alert["labels"]["severity"] in {"critical", "warning"}
    assert set(alert["annotations"]) == {"summary", "action"}


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert["alert"])
def test_an_alert_is_seen_firing_in_a_test_of_promtool(alert: dict[str, str]) -> None:
    tested = "".join(path.read_text(encoding="utf-8") for path in (PROMETHEUS / "tests").glob("*.yml"))
    assert f'ALERTS{{alertname="{alert["alert"]}", alertstate="firing", ' in tested


def test_alerts_have_names_of_their_own() -> None:
    names = [alert["alert"] for alert in alerts()]
    assert len(names) == len(set(names))


def test_what_is_recorded_is_named_after_its_only_label() -> None:
    recorded = [rule["record"] for path in RULES for rule in rules(path) if "record" in rule]
    assert [name for name in recorded if not name.startswith("service:")] == []


def test_every_project_is_scraped() -> None:
    [services] = [job for job in CONFIG["scrape_configs"] if job["job_name"] == "services"]
    [static] = services["static_configs"]
    assert sorted(static["targets"]) == [f"{project}:8000" for project in PROJECTS]
