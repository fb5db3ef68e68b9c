"""Drift: are the answers that a service gives now still like the first ones of the same model?"""

from shared.monitoring.drift import Comparison, DriftReport, Status, compare
from shared.monitoring.monitor import DriftMonitor
from shared.monitoring.signals import OUTCOME, Category, Number, Signal

__all__ = [
    "OUTCOME",
    "Category",
    "Comparison",
    "DriftMonitor",
    "DriftReport",
    "Number",
    "Signal",
    "Status",
    "compare",
]
