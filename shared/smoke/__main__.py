"""``python -m shared.smoke [--faults]``: exit code 1 when a check failed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from shared.smoke.checks import check_examples, check_service
from shared.smoke.faults import check_faults
from shared.smoke.platform import check_prometheus, check_registry
from shared.smoke.report import Failed, Report
from shared.smoke.services import Service, services
from shared.smoke.stack import ROOT, running_stack


def main(arguments: Sequence[str] | None = None) -> int:
    """Check what is up; with ``--faults``, also whether it survives what happens in a data centre."""
    parser = argparse.ArgumentParser(
        prog="python -m shared.smoke", description="Ask whatever is up, as its users would."
    )
    parser.add_argument(
        "--faults", action="store_true", help="restart the services of the compose stack, kill PostgreSQL"
    )
    asked = parser.parse_args(arguments)
    report, planned, stack = Report(), services(), running_stack()
    up = [service for service in planned if report_up(report, service)]
    if not up:
        print("Nothing is up. Start it with `make demo` or `make up`, and ask again.", file=sys.stderr)
        return 1
    for service in up:
        check_service(report, service)
    check_registry(report, up)
    check_prometheus(report, up, stack)
    check_examples(report, up, ROOT)
    if asked.faults:
        check_faults(report, up, stack)
    else:
        report.say("faults", "left out: `make faults` restarts the services of the compose stack and kills PostgreSQL")
    print(report.summary())
    return 1 if report.failed else 0


def report_up(report: Report, service: Service) -> bool:
    """Check that anything answers at the address of a service."""

    def look() -> str:
        if not service.listens():
            raise Failed("nothing answers", f"start it, or set {service.variable} to its port")
        return "answers"

    return report.check(service.name, service.url, look)


if __name__ == "__main__":
    sys.exit(main())
