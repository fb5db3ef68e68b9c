"""What is asked of every service: health, model, pages, metrics, drift, and the examples of the READMEs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from urllib.parse import urljoin

from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample
from requests import Response

from shared.monitoring.monitor import CODES
from shared.smoke.contract import Contract
from shared.smoke.curl import Answer, Terminal, terminal
from shared.smoke.examples import Example, on_ports, read_examples
from shared.smoke.report import Failed, Report
from shared.smoke.services import Service

PREDICTIONS = "ml_predictions_total"
DRIFT_STATUS, DRIFT_SCORE = "ml_drift_status", "ml_drift_score"
STATUSES = {code: status.replace("_", " ") for status, code in CODES.items()}
ASKED = 3
PARTS = re.compile(r'(?:src|href)="(?P<path>[^"#:]+\.(?:js|css|svg))"')


def check_service(report: Report, service: Service) -> None:
    """Everything but the examples."""
    report.check(service.name, "/health/ready", partial(_ready, service))
    report.check(service.name, "/v1/model", partial(_model, service))
    for page in ("/", "/docs"):
        report.check(service.name, page, partial(_page, service, page))
    report.check(service.name, "/metrics counts predictions", partial(_counted, service))
    report.check(service.name, "/metrics has drift gauges", partial(_drift, service))


def check_examples(report: Report, planned: Sequence[Service], root: Path) -> None:
    """Run every curl of the READMEs, in their order, and judge the answers by the service's own OpenAPI document."""
    readmes = [root / "README.md", *sorted(root.glob("projects/*/README.md"))]
    examples = [example for readme in readmes for example in read_examples(readme, root)]
    by_port = {service.documented_port: service for service in planned}
    for service in planned:
        mine = [example for example in examples if service.documented_port in example.ports]
        mine.append(Example("the demo", service.example))
        report.check(service.name, "the examples it promises answers to", partial(_promised, service, mine))
        with terminal(root, service.headers) as shell:
            contract = Contract(service.get("/openapi.json").json())
            for example in mine:
                report.check(service.name, str(example), partial(run_example, example, service, shell, contract))
    for example in examples:
        if not example.ports & set(by_port):
            report.check("README", str(example), _of_no_service)


def run_example(example: Example, service: Service, shell: Terminal, contract: Contract) -> str:
    """Run it and return what was seen. Raises Failed."""
    answers = shell.run(on_ports(example.command, {service.documented_port: service.port}))
    for answer in answers:
        contract.require(answer)
    *_, last = answers
    for words, expected in service.answers.items():
        if words in example.command and expected.encode() not in last.body:
            raise Failed(
                f"{_size(last)} without {expected}",
                f"mend the service, the example or projects/{service.name}/smoke.py",
            )
    return _size(last)


def value(service: Service, name: str) -> float | None:
    """Return the sum of a metric over all its labels; None when the service does not export it."""
    exported = [sample.value for sample in _samples(service) if sample.name == name]
    return sum(exported) if exported else None


def _ready(service: Service) -> str:
    answered = service.get("/health/ready")
    _require_ok(answered)
    return "200, a model answers"


def _model(service: Service) -> str:
    answered = service.get("/v1/model")
    _require_ok(answered)
    model = answered.json()
    if model["source"] != "registry":
        raise Failed(
            f"version {model['version']} from {model['source']}", "is MLflow up? The service asks it again by itself"
        )
    return f"version {model['version']}, trained {model['trained_at'][:10]}, from the {model['source']}"


def _page(service: Service, path: str) -> str:
    answered = service.get(path)
    _require_ok(answered)
    if "<title>" not in answered.text:
        raise Failed("200, but no page", "see shared/serving/pages.py")
    parts = PARTS.findall(answered.text)
    for part in parts:
        _require_ok(service.get(urljoin(path, part)))
    return f"a page and {len(parts)} files that it needs"


def _counted(service: Service) -> str:
    before = value(service, PREDICTIONS) or 0.0
    with terminal(Path(__file__).resolve().parents[2], service.headers) as shell:
        for _ in range(ASKED):
            shell.run(service.example)
    counted = (value(service, PREDICTIONS) or 0.0) - before
    if counted < ASKED:
        raise Failed(f"{ASKED} asked, {counted:.0f} counted", "every answer is recorded by the route that gives it")
    return f"{ASKED} asked, {counted:.0f} counted"


def _drift(service: Service) -> str:
    """A feature has a score as soon as there are answers enough to say anything about it."""
    exported = _samples(service)
    status = {sample.labels["feature"]: sample.value for sample in exported if sample.name == DRIFT_STATUS}
    scored = {sample.labels["feature"] for sample in exported if sample.name == DRIFT_SCORE}
    if not status:
        raise Failed(f"no {DRIFT_STATUS}", "it is there after the first poll; the service's log says why it is not")
    if missing := {feature for feature in status if status[feature] >= 0} - scored:
        raise Failed(f"{', '.join(sorted(missing))} without {DRIFT_SCORE}", "see shared/monitoring")
    return ", ".join(f"{feature}: {STATUSES[int(code)]}" for feature, code in sorted(status.items()))


def _samples(service: Service) -> list[Sample]:
    answered = service.get("/metrics")
    _require_ok(answered)
    families = text_string_to_metric_families(answered.text)
    return [sample for family in families for sample in family.samples]


def _promised(service: Service, examples: Sequence[Example]) -> str:
    missing = [words for words in service.answers if not any(words in example.command for example in examples)]
    if missing:
        raise Failed(f"no example has {missing[0]}", f"mend the README or projects/{service.name}/smoke.py")
    return f"{len(examples)} examples, {len(service.answers)} known answers"


def _of_no_service() -> str:
    raise Failed("it asks no service of the Procfile", "mend the example, or add the service")


def _require_ok(answered: Response) -> None:
    if answered.status_code != 200:
        raise Failed(f"{answered.status_code}: {answered.text[:200]}", f"what {answered.url} says is the reason")


def _size(answer: Answer) -> str:
    return f"{answer.status} {answer.media_type}, {len(answer.body):,} bytes"
