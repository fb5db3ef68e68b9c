"""The promotion gate: a challenger becomes champion only when every check passes.

A check is a fact with its bound, made from numbers that were measured elsewhere; this module decides and reports.
"""

from pydantic import BaseModel, ConfigDict

from shared.evaluation.bootstrap import PairedDifference


class Check(BaseModel):
    """One line of the gate's report."""

    model_config = ConfigDict(frozen=True)

    name: str
    measured: float
    bound: str
    passed: bool


class GateReport(BaseModel):
    """All checks of one challenger."""

    model_config = ConfigDict(frozen=True)

    challenger: str
    champion: str | None
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        """Whether the challenger may be promoted."""
        return all(check.passed for check in self.checks)

    def to_markdown(self) -> str:
        """Render the report as a table, failures included."""
        verdict = "promoted" if self.passed else "refused"
        rows = [
            f"| {check.name} | {check.measured:.4g} | {check.bound} | {'pass' if check.passed else '**FAIL**'} |"
            for check in self.checks
        ]
        heading = f"Challenger {self.challenger} against champion {self.champion or 'none'}: **{verdict}**"
        return "\n".join([heading, "", "| check | measured | bound | |", "| --- | --- | --- | --- |", *rows, ""])


def floor(name: str, measured: float, minimum: float) -> Check:
    """A quality that must not be lower than ``minimum``. NaN fails."""
    return Check(name=name, measured=measured, bound=f"≥ {minimum:g}", passed=measured >= minimum)


def ceiling(name: str, measured: float, maximum: float) -> Check:
    """A cost that must not be higher than ``maximum``. NaN fails."""
    return Check(name=name, measured=measured, bound=f"≤ {maximum:g}", passed=measured <= maximum)


def non_inferior(name: str, difference: PairedDifference, margin: float) -> Check:
    """The whole interval of (challenger − champion) lies above −``margin``."""
    return Check(
        name=f"{name}: lower end of the paired interval",
        measured=difference.low,
        bound=f"≥ {-margin:g}",
        passed=difference.low >= -margin,
    )
