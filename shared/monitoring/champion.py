"""The same comparison without a running service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from shared.config import ServiceSettings, database_url
from shared.monitoring.drift import DriftReport, compare
from shared.monitoring.signals import Signal
from shared.store import Store
from shared.tracking.registry import CHAMPION, Registry


def champion_drift(settings: ServiceSettings, service: str, signals: Sequence[Signal[Any]]) -> DriftReport:
    """Compare what is recorded of the champion's answers. Raises NoChampion, RegistryUnavailable and StoreError."""
    version = Registry(settings, service).with_alias(CHAMPION).version
    store = Store(database_url(settings, service), service=service)
    try:
        return compare(version, signals, *store.first_and_latest(version, settings.drift_window))
    finally:
        store.close()
