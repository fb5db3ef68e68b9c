"""The model that answers, and how the next one takes its place without a request noticing.

A refresh asks the registry for the champion, fetches and verifies its files, loads them beside the current model,
makes a real prediction with it, and only then swaps one reference. Requests that run keep the model they began with.
Whatever fails on the way leaves the current model serving. The last good champion stays on disk, so that a service
also starts while MLflow is away.
"""

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, time
from typing import Generic, Literal, TypeVar

from shared.config import ServiceSettings
from shared.logging import get_logger
from shared.serving.problems import Unavailable
from shared.serving.unfit import Unfit
from shared.tracking.manifest import ManifestMismatch, verify_manifest
from shared.tracking.registry import CHAMPION, NoChampion, RegisteredModel, Registry

Model = TypeVar("Model")
POINTER = "champion.json"
RETRY_SECONDS = 60.0
"""A champion that could not be taken over is fetched again this much later, while another model answers."""
KEEP_SECONDS = 3600.0
"""Files of other versions stay this long: another replica on the same disk may be loading them."""
log = get_logger(__name__)


@dataclass(frozen=True)
class Serving(Generic[Model]):
    """A loaded, tested model and what is known of it."""

    model: Model
    registered: RegisteredModel
    source: Literal["registry", "disk"]
    size_bytes: int
    loaded_at: datetime


class ModelSlot(Generic[Model]):
    """Holds the serving model of one service.

    Args:
        settings: where the registry is and where files are kept.
        name: the registered model.
        load: builds the model from the folder of its native files.
        check: makes a real prediction; raises when the model is unfit to serve.
    """

    def __init__(
        self,
        settings: ServiceSettings,
        name: str,
        load: Callable[[Path], Model],
        check: Callable[[Model], object],
    ) -> None:
        self.name = name
        self.failures = 0
        self._settings = settings
        self._folder = settings.data_dir / "serving" / name
        self._load = load
        self._check = check
        self._serving: Serving[Model] | None = None
        self._problem = ""
        self._reason = "none has been fetched so far"
        self._tried = ("", 0.0)

    @property
    def loaded(self) -> Serving[Model] | None:
        """The serving model, or None before the first one."""
        return self._serving

    def current(self) -> Serving[Model]:
        """Return the serving model; call once a request, so that one answer never mixes two models.

        Raises:
            Unavailable: nothing is loaded yet.
        """
        if self._serving is None:
            raise Unavailable(f"No model is loaded: {self._reason}.", headers={"Retry-After": "5"})
        return self._serving

    def refresh(self) -> bool:
        """Bring the slot up to date; return whether the model changed. Blocks: call it in a thread."""
        for step in (self._take_champion, self._take_last_good):
            try:
                return step()
            except Exception as exc:  # noqa: BLE001 - whatever a new model breaks, the current one goes on serving
                self._note_failure(exc)
        return False

    def _take_champion(self) -> bool:
        registry = Registry(self._settings, self.name)
        champion = registry.with_alias(CHAMPION)
        if self._serving is not None and self._serving.registered == champion:
            if self._serving.source == "disk":
                self._serving = replace(self._serving, source="registry")
            self._problem = ""
            return False
        if self._serving is not None and self._tried_lately(champion):
            return False
        self._swap(champion, self._files_of(champion, registry), "registry")
        self._remember(champion)
        return True

    def _tried_lately(self, champion: RegisteredModel) -> bool:
        version, tried_at = self._tried
        if version == champion.version and monotonic() < tried_at + RETRY_SECONDS:
            return True
        self._tried = (champion.version, monotonic())
        return False

    def _take_last_good(self) -> bool:
        pointer = self._folder / POINTER
        if self._serving is not None or not pointer.is_file():
            return False
        registered = RegisteredModel.model_validate_json(pointer.read_bytes())
        folder = self._folder / registered.manifest_sha256
        verify_manifest(folder, registered.manifest_sha256)
        self._swap(registered, folder, "disk")
        return True

    def _files_of(self, champion: RegisteredModel, registry: Registry) -> Path:
        kept = self._folder / champion.manifest_sha256
        if kept.is_dir():
            try:
                verify_manifest(kept, champion.manifest_sha256)
            except ManifestMismatch:
                shutil.rmtree(kept)
            else:
                return kept
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="incoming-", dir=self._folder) as incoming:
            bundle = registry.download(champion, Path(incoming))
            try:
                bundle.rename(kept)
            except OSError:
                verify_manifest(kept, champion.manifest_sha256)  # another replica was faster
        return kept

    def _swap(self, registered: RegisteredModel, folder: Path, source: Literal["registry", "disk"]) -> None:
        model = self._load(folder)
        self._check(model)
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        self._serving = Serving(model, registered, source, size, datetime.now(UTC))
        self._problem = ""
        log.info("model_loaded", model=self.name, version=registered.version, source=source)

    def _remember(self, champion: RegisteredModel) -> None:
        pointer = self._folder / POINTER
        new = pointer.with_suffix(".new")
        new.write_text(json.dumps(champion.model_dump(mode="json"), indent=2), encoding="utf-8")
        new.replace(pointer)
        for folder in self._folder.iterdir():
            old = folder.stat().st_mtime < time() - KEEP_SECONDS
            if folder.is_dir() and old and folder.name != champion.manifest_sha256:
                shutil.rmtree(folder, ignore_errors=True)

    def _note_failure(self, exc: Exception) -> None:
        self.failures += 1
        if str(exc) != self._problem:
            log.warning("model_refresh_failed", model=self.name, error=type(exc).__name__, reason=str(exc))
        self._problem = str(exc)
        # The text of an unforeseen error is for the log: it may hold addresses and paths.
        self._reason = str(exc) if isinstance(exc, (NoChampion, Unfit)) else f"{type(exc).__name__}; the log says more"
