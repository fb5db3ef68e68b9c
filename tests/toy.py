"""A model that is one number in one JSON file, and its way into the registry: the real one, by the real steps."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from shared.config import SharedSettings
from shared.tracking.manifest import write_manifest
from shared.tracking.registry import RegisteredModel, Registry
from shared.tracking.runs import BUNDLE, tracked_run

TOY = "toy"
PYFUNC = Path(__file__).with_name("toy_pyfunc.py")
DATA_SHA256 = "d" * 64


@dataclass(frozen=True)
class ToyModel:
    """Gives the same answer to everything; a negative one is unfit to serve."""

    answer: int

    @classmethod
    def load(cls, folder: Path) -> ToyModel:
        return cls(json.loads((folder / "toy.json").read_text())["answer"])

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "toy.json").write_text(json.dumps({"answer": self.answer}))

    def check(self) -> None:
        if self.answer < 0:
            raise ValueError(f"the answer {self.answer} is negative")


def challenge(settings: SharedSettings, answer: int) -> RegisteredModel:
    """Log a toy in a run of its own and make it the challenger."""
    with (
        tempfile.TemporaryDirectory() as folder,
        tracked_run(settings, TOY, params={"answer": answer}, data_sha256=DATA_SHA256, seed=1) as run,
    ):
        bundle = Path(folder) / BUNDLE
        ToyModel(answer).save(bundle)
        manifest = write_manifest(bundle)
        uri = run.log_model(bundle, pyfunc=PYFUNC, inputs={"question": "string"}, requirements=["pydantic"])
        return Registry(settings, TOY).register(
            uri, run_id=run.run_id, manifest_sha256=manifest, data_sha256=DATA_SHA256, metrics={"accuracy": 0.5}
        )


def crown(settings: SharedSettings, answer: int) -> RegisteredModel:
    """Make a toy with this answer the champion."""
    champion = challenge(settings, answer)
    Registry(settings, TOY).promote(champion.version)
    return champion


def registered_file(settings: SharedSettings, model: RegisteredModel) -> Path:
    """The toy's own file inside the registry's artifact store."""
    found = (settings.mlflow_dir / "artifacts").rglob("toy.json")
    [file] = [file for file in found if _manifest_hash(file.parent) == model.manifest_sha256]
    return file


def _manifest_hash(folder: Path) -> str:
    from shared.tracking.manifest import MANIFEST, sha256_of

    return sha256_of(folder / MANIFEST)
