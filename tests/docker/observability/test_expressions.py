"""Alerts and panels read what services emit: a metric or a label that is renamed is missed here, not in production."""

from __future__ import annotations

from pathlib import Path

import promql_parser as promql
import pytest

from shared.config import ServiceSettings
from tests.docker.observability.emitted import PROJECTS, Emitted, busy_toy_metrics, project_metrics, toy_metrics
from tests.docker.observability.expressions import (
    DASHBOARDS,
    RULES,
    Expression,
    alerts,
    dashboard_expressions,
    first_read,
    named_labels,
    rule_expressions,
    rules,
    selectors,
)

SCRAPED = {"job", "instance", "service"}
"""Added by Prometheus: see docker/prometheus/prometheus.yml."""
SHARED_RULES = [path for path in RULES if path.stem not in PROJECTS]
OWN_RULES = [path for path in RULES if path.stem in PROJECTS]


def known_to_prometheus(emitted: Emitted) -> Emitted:
    """What is emitted, with the labels of the scrape, and what Prometheus makes of it."""
    recorded = {rule["record"]: {"service"} for path in SHARED_RULES for rule in rules(path) if "record" in rule}
    alert_labels = {label for alert in alerts() for label in alert["labels"]} | {"alertname", "alertstate", "feature"}
    scraped = {name: labels | SCRAPED for name, labels in emitted.items()}
    return {**scraped, **recorded, "up": SCRAPED, "ALERTS": alert_labels | SCRAPED}


def faults(expression: Expression, known: Emitted) -> list[str]:
    """What the expression reads that nobody emits."""
    parsed = expression.parse()
    read = selectors(parsed)
    if unknown := {f"{selector.name}" for selector in read} - set(known):
        return [f"{expression.place}: nobody emits {', '.join(sorted(unknown))}"]
    found = []
    for selector in read:
        found += [(str(selector.name), matcher.name) for matcher in selector.matchers.matchers]
    for part, labels in named_labels(parsed):
        found += [(str(selector.name), label) for selector in selectors(part) for label in labels]
    missing = [f"{expression.place}: {name} has no label {label}" for name, label in found if label not in known[name]]
    lost = expression.shown - result_labels(parsed, known)
    return missing + [f"{expression.place}: the result has no label {label}" for label in sorted(lost)]


def result_labels(parsed: promql.Expr, known: Emitted) -> set[str]:
    source = first_read(parsed)
    if isinstance(source, promql.VectorSelector):
        return known[str(source.name)]
    return set() if source.modifier is None else set(source.modifier.labels)


def test_shared_rules_and_dashboards_read_what_every_service_emits(settings: ServiceSettings) -> None:
    known = known_to_prometheus(busy_toy_metrics(settings))
    expressions = [
        *(expression for path in SHARED_RULES for expression in rule_expressions(path)),
        *(expression for path in DASHBOARDS for expression in dashboard_expressions(path)),
    ]
    assert [fault for expression in expressions for fault in faults(expression, known)] == []


@pytest.mark.parametrize("project", PROJECTS)
def test_a_project_emits_what_all_services_share(project: str, data_dir: Path, settings: ServiceSettings) -> None:
    shared, own = toy_metrics(settings), project_metrics(project, data_dir)
    assert {name: own.get(name) for name in shared} == shared


@pytest.mark.parametrize("path", OWN_RULES, ids=lambda path: path.stem)
def test_rules_of_one_project_read_what_it_emits(path: Path, data_dir: Path) -> None:
    known = known_to_prometheus(project_metrics(path.stem, data_dir))
    assert [fault for expression in rule_expressions(path) for fault in faults(expression, known)] == []


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("sum(ml_predictions)", "nobody emits ml_predictions"),
        ('ml_queue_size{server="a"}', "ml_queue_size has no label server"),
        ("sum by (route) (up)", "up has no label route"),
        ("up unless on (version) up", "up has no label version"),
    ],
)
def test_a_wrong_name_is_found(wrong: str, why: str) -> None:
    known = {"up": SCRAPED, "ml_queue_size": SCRAPED, "ml_predictions_total": SCRAPED}
    assert why in " ".join(faults(Expression("here", wrong), known))


@pytest.mark.parametrize("summed_up", ["up == 0", "sum by (service) (up) > 0"])
def test_a_text_that_names_a_label_of_no_result_is_found(summed_up: str) -> None:
    known = {"up": SCRAPED}
    assert faults(Expression("here", summed_up, frozenset({"service"})), known) == []
    assert faults(Expression("here", summed_up, frozenset({"route"})), known) == ["here: the result has no label route"]
    assert faults(Expression("here", "sum(up)", frozenset({"service"})), known) != []


def test_what_is_no_promql_is_refused() -> None:
    with pytest.raises(ValueError, match="parenthesis"):
        Expression("here", "sum(rate(up[5m])").parse()
