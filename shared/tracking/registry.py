"""The model registry: versions, and the three aliases that give them a role.

``challenger`` is the version last trained, ``champion`` the one that answers, ``previous`` the one to go back to.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from shared.config import SharedSettings
from shared.tracking.client import RegistryUnavailable, answering, connect
from shared.tracking.manifest import verify_manifest
from shared.tracking.runs import code_version

if TYPE_CHECKING:
    from mlflow.entities.model_registry import ModelVersion

CHALLENGER, CHAMPION, PREVIOUS = "challenger", "champion", "previous"
__all__ = [
    "CHALLENGER",
    "CHAMPION",
    "PREVIOUS",
    "NoChampion",
    "RegisteredModel",
    "Registry",
    "RegistryUnavailable",
]


class NoChampion(LookupError):
    """No version of the model has been promoted yet."""


class RegisteredModel(BaseModel):
    """What the registry knows of one version."""

    model_config = ConfigDict(frozen=True)

    name: str
    version: str
    run_id: str
    manifest_sha256: str
    data_sha256: str
    code_version: str
    trained_at: datetime
    metrics: dict[str, float]


class Registry:
    """The versions of one model."""

    def __init__(self, settings: SharedSettings, name: str) -> None:
        self.name = name
        self._client = connect(settings)

    def register(
        self, model_uri: str, *, run_id: str, manifest_sha256: str, data_sha256: str, metrics: Mapping[str, float]
    ) -> RegisteredModel:
        """Make a complete, logged model the challenger. It is the last step of a training: nothing half-done shows.

        Raises:
            RegistryUnavailable: MLflow does not answer.
        """
        registered = RegisteredModel(
            name=self.name,
            version="0",
            run_id=run_id,
            manifest_sha256=manifest_sha256,
            data_sha256=data_sha256,
            code_version=code_version(),
            trained_at=datetime.now(UTC),
            metrics=dict(metrics),
        )
        fields = registered.model_dump(mode="json", exclude={"name", "version", "run_id", "metrics"})
        tags = {**fields, "metrics": json.dumps(registered.metrics)}
        with answering():
            self._ensure_model()
            logged = model_uri.removeprefix("models:/")
            version = self._client.create_model_version(
                self.name, model_uri, run_id=run_id, tags=tags, model_id=logged
            ).version
            self._client.set_registered_model_alias(self.name, CHALLENGER, version)
        return registered.model_copy(update={"version": str(version)})

    def promote(self, version: str) -> None:
        """Make a version the champion, and today's champion the previous one.

        Raises:
            RegistryUnavailable: MLflow does not answer.
        """
        today = self.champion()
        with answering():
            if today is not None and today.version != version:
                self._client.set_registered_model_alias(self.name, PREVIOUS, today.version)
            self._client.set_registered_model_alias(self.name, CHAMPION, version)

    def rollback(self) -> RegisteredModel:
        """Make the previous version the champion again, and return it.

        Raises:
            NoChampion: when there is no previous version.
        """
        previous = self.with_alias(PREVIOUS)
        self.promote(previous.version)
        return previous

    def with_alias(self, alias: str) -> RegisteredModel:
        """Return the version that has ``alias``.

        Raises:
            NoChampion: no version has it.
            RegistryUnavailable: MLflow does not answer.
        """
        from mlflow.exceptions import MlflowException

        try:
            return _described(self._client.get_model_version_by_alias(self.name, alias))
        except MlflowException as exc:
            if exc.error_code in ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"):
                raise NoChampion(
                    f"no version of {self.name} is {alias}; train one first (gate.md of a run says why it was refused)"
                ) from exc
            raise RegistryUnavailable(str(exc)) from exc

    def champion(self) -> RegisteredModel | None:
        """Return the version that answers; None before the first. Raises RegistryUnavailable."""
        try:
            return self.with_alias(CHAMPION)
        except NoChampion:
            return None

    def download(self, model: RegisteredModel, folder: Path) -> Path:
        """Fetch the native files of a version into ``folder`` and check every hash.

        Raises:
            ManifestMismatch: a file is not what was registered.
            RegistryUnavailable: MLflow does not answer.
        """
        from mlflow.artifacts import download_artifacts
        from mlflow.exceptions import MlflowException

        try:
            local = Path(download_artifacts(f"models:/{self.name}/{model.version}", dst_path=str(folder)))
        except (MlflowException, OSError) as exc:
            raise RegistryUnavailable(f"could not download {self.name} version {model.version}: {exc}") from exc
        bundle = next((local / "artifacts").glob("*"), local)
        verify_manifest(bundle, model.manifest_sha256)
        return bundle

    def _ensure_model(self) -> None:
        if not self._client.search_registered_models(filter_string=f"name='{self.name}'"):
            self._client.create_registered_model(self.name)


def _described(version: "ModelVersion") -> RegisteredModel:
    tags = dict(version.tags)
    return RegisteredModel.model_validate(
        {
            **tags,
            "metrics": json.loads(tags["metrics"]),
            "name": version.name,
            "version": str(version.version),
            "run_id": version.run_id,
        }
    )
