"""Put the champion into the repository, so that a new checkout serves it without data, torch or hours of waiting."""

from __future__ import annotations

import tempfile
from pathlib import Path

from projects.image_classifier.model.bundle import DESCRIPTION_FILE, MODEL_FILE, WEIGHTS_FILE
from projects.image_classifier.settings import SERVICE, SHIPPED, Settings
from shared.tracking.registry import CHAMPION, RegisteredModel, Registry


def ship(settings: Settings, folder: Path = SHIPPED) -> RegisteredModel:
    """Copy the champion's files into ``folder`` and return what the registry knows of it.

    Raises NoChampion, ManifestMismatch and RegistryUnavailable.
    """
    registry = Registry(settings, SERVICE)
    champion = registry.with_alias(CHAMPION)
    with tempfile.TemporaryDirectory() as download:
        bundle = registry.download(champion, Path(download))
        for name in (WEIGHTS_FILE, MODEL_FILE, DESCRIPTION_FILE):
            unfinished = folder / f".{name}"
            unfinished.write_bytes((bundle / name).read_bytes())
            unfinished.replace(folder / name)
    return champion
