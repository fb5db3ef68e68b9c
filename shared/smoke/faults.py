"""Parts of the compose stack are taken away and brought back: services go on answering, and keep what they promised."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from time import monotonic, sleep

from requests import RequestException

from shared.smoke.checks import value
from shared.smoke.contract import Contract
from shared.smoke.curl import terminal
from shared.smoke.report import Failed, Report
from shared.smoke.services import Service
from shared.smoke.stack import ROOT, Stack
from shared.smoke.writer import Writer

POSTGRES = "postgres"
WAIT_SECONDS = 180.0
ENOUGH = 3


def check_faults(report: Report, planned: Sequence[Service], stack: Stack | None) -> None:
    """Restart every service, kill PostgreSQL and bring it back, while something is written to each all the time."""
    if stack is None or POSTGRES not in stack.services:
        report.say("faults", "left out: only the compose stack can be taken apart, and it is not up here")
        return
    writers = [Writer(service) for service in planned]
    try:
        for writer in writers:
            writer.start()
        for writer in writers:
            _restart(report, writer, stack)
        _lose_database(report, writers, stack)
    finally:
        for writer in writers:
            writer.stop()
    for writer in writers:
        report.check(writer.service.name, "everything acknowledged, read again", writer.read_again)


def _restart(report: Report, writer: Writer, stack: Stack) -> None:
    service = writer.service
    report.check(service.name, "takes writes", partial(_acknowledges, writer))

    def restarted() -> str:
        stack.restart(service.name)
        seconds = _until(lambda: service.get("/health/ready").status_code == 200)
        return f"ready again {seconds:.0f} s after its restart"

    report.check(service.name, "restarted", restarted)
    report.check(service.name, "takes writes again", partial(_acknowledges, writer))


def _lose_database(report: Report, writers: Sequence[Writer], stack: Stack) -> None:
    report.say(POSTGRES, "killed")
    stack.kill(POSTGRES)
    try:
        for writer in writers:
            report.check(writer.service.name, "answers without PostgreSQL", partial(_predicts, writer.service))
            report.check(writer.service.name, "refuses writes without PostgreSQL", partial(_refuses, writer))
    finally:
        stack.start(POSTGRES)
        report.say(POSTGRES, "started again")
    for writer in writers:
        report.check(writer.service.name, "takes writes again", partial(_acknowledges, writer))
        report.check(writer.service.name, "its journal of predictions", partial(_journal, writer.service))


def _predicts(service: Service) -> str:
    with terminal(ROOT, service.headers) as shell:
        [*_, last] = shell.run(service.example)
    Contract(service.get("/openapi.json").json()).require(last)
    return f"{last.status}, {len(last.body):,} bytes"


def _acknowledges(writer: Writer) -> str:
    before = len(writer.acknowledged)
    seconds = _until(lambda: len(writer.acknowledged) >= before + ENOUGH)
    return f"{len(writer.acknowledged) - before} acknowledged within {seconds:.0f} s"


def _refuses(writer: Writer) -> str:
    """Every kind is refused in turn; one write may have been under way when PostgreSQL was killed."""
    before = writer.refused
    _until(lambda: writer.refused > before + len(writer.service.durable))
    acknowledged = len(writer.acknowledged)
    refused = writer.refused
    _until(lambda: writer.refused > refused)
    if len(writer.acknowledged) != acknowledged:
        raise Failed("acknowledged what no database holds", "only a committed write may be acknowledged")
    return f"503: {writer.reason}"


def _journal(service: Service) -> str:
    seconds = _until(lambda: value(service, "ml_journal_pending") == 0)
    if lost := value(service, "ml_journal_dropped_total"):
        raise Failed(f"{lost:.0f} rows dropped", "the outage was longer than SHARED__JOURNAL_CAPACITY allows")
    return f"all written {seconds:.0f} s later, none dropped"


def _until(condition: Callable[[], bool]) -> float:
    """Wait until a condition holds and return the seconds that took. Raises Failed when that takes too long."""
    began = monotonic()
    while True:
        try:
            if condition():
                return monotonic() - began
        except RequestException:
            pass  # it is on its way up or down
        if monotonic() > began + WAIT_SECONDS:
            raise Failed(f"not within {WAIT_SECONDS:.0f} s", "`docker compose logs` says why")
        sleep(0.2)
