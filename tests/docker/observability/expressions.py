"""Every PromQL expression of the rules and the dashboards, and what it reads."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import promql_parser as promql
import yaml

ROOT = Path(__file__).resolve().parents[3]
PROMETHEUS = ROOT / "docker" / "prometheus"
GRAFANA = ROOT / "docker" / "grafana"
RULES = sorted((PROMETHEUS / "rules").glob("*.yml"))
DASHBOARDS = sorted((GRAFANA / "dashboards").glob("*.json"))
GRAFANA_INTERVAL = "$__rate_interval"


@dataclass(frozen=True)
class Expression:
    """PromQL, where it stands, and the labels that the text around it shows of the result."""

    place: str
    text: str
    shown: frozenset[str] = frozenset()

    def parse(self) -> promql.Expr:
        """Raise ValueError when it is no PromQL."""
        return promql.parse(self.text.replace(GRAFANA_INTERVAL, "5m"))


def read_yaml(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def rules(path: Path) -> list[dict[str, Any]]:
    return [rule for group in read_yaml(path)["groups"] for rule in group["rules"]]


def alerts() -> list[dict[str, Any]]:
    return [rule for path in RULES for rule in rules(path) if "alert" in rule]


def rule_expressions(path: Path) -> list[Expression]:
    return [
        Expression(
            f"{path.name}: {rule.get('alert') or rule['record']}",
            rule["expr"],
            frozenset(re.findall(r"\$labels\.(\w+)", str(rule.get("annotations")))),
        )
        for rule in rules(path)
    ]


def dashboard(path: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read


def dashboard_expressions(path: Path) -> Iterator[Expression]:
    read = dashboard(path)
    for panel in read["panels"]:
        for target in panel["targets"]:
            place = f"{path.name}: {panel['title']} {target['refId']}"
            yield Expression(place, target["expr"], _in_braces(target.get("legendFormat", "")))
    for note in read["annotations"]["list"]:
        shown = _in_braces(note["titleFormat"] + note["textFormat"])
        yield Expression(f"{path.name}: {note['name']}", note["target"]["expr"], shown)


def selectors(expression: promql.Expr) -> list[promql.VectorSelector]:
    """What the expression reads from the database."""
    return [node for node in _nodes(expression) if isinstance(node, promql.VectorSelector)]


def first_read(expression: promql.Expr) -> promql.VectorSelector | promql.AggregateExpr:
    """The selector or the aggregation that the labels of the result come from: operators keep those of their left."""
    return next(node for node in _nodes(expression) if isinstance(node, promql.VectorSelector | promql.AggregateExpr))


def named_labels(expression: promql.Expr) -> Iterator[tuple[promql.Expr, list[str]]]:
    """The labels in ``by (…)`` and ``on (…)``, each with the part of the expression that must have them."""
    for node in _nodes(expression):
        if isinstance(node, promql.AggregateExpr) and node.modifier is not None:
            yield node.expr, node.modifier.labels
        if isinstance(node, promql.BinaryExpr) and node.modifier is not None and node.modifier.matching is not None:
            yield node.lhs, node.modifier.matching.labels
            yield node.rhs, node.modifier.matching.labels


def _nodes(expression: promql.Expr) -> list[promql.Expr]:
    found: list[promql.Expr] = []
    promql.walk(expression, lambda node: found.append(node))
    return found


def _in_braces(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"{{\s*(\w+)\s*}}", text))
