"""Put a model into the registry as a training would, without the training."""

from __future__ import annotations

import tempfile
from pathlib import Path

from projects import recommender
from projects.recommender.model.bundle import RecommenderModel
from projects.recommender.settings import SERVICE, Settings
from shared.tracking.manifest import write_manifest
from shared.tracking.registry import RegisteredModel, Registry
from shared.tracking.runs import BUNDLE, tracked_run

PYFUNC = Path(recommender.__file__).with_name("pyfunc.py")


def register(settings: Settings, model: RecommenderModel, *, manifest_sha256: str | None = None) -> RegisteredModel:
    """Register ``model`` and promote it, under a false hash where one is given."""
    with (
        tracked_run(settings, SERVICE, params={}, data_sha256=model.data_sha256, seed=0) as run,
        tempfile.TemporaryDirectory() as folder,
    ):
        bundle = Path(folder) / BUNDLE
        model.save(bundle)
        manifest = write_manifest(bundle)
        uri = run.log_model(bundle, pyfunc=PYFUNC, inputs={"user_id": "string"}, requirements=["numpy"])
        registry = Registry(settings, SERVICE)
        registered = registry.register(
            uri,
            run_id=run.run_id,
            manifest_sha256=manifest_sha256 or manifest,
            data_sha256=model.data_sha256,
            metrics={"temporal_ndcg_at_10": 0.25},
        )
        registry.promote(registered.version)
    return registered
