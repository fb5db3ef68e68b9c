"""Everything that is rendered is what an API server takes, from the oldest version that the README names."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.deploy.manifests import KUBERNETES, OVERLAYS, objects, rendered

README = (KUBERNETES / "README.md").read_text(encoding="utf-8")
OLDEST, NEWEST = re.findall(r"Kubernetes (1\.\d+) to (1\.\d+)", README)[0]
CUSTOM = {"ScaledObject"}
TEXT, NUMBER = {"type": "string", "minLength": 1}, {"type": "integer", "minimum": 1}


def exactly(**properties: object) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


SCALED_OBJECT = exactly(
    scaleTargetRef=exactly(apiVersion={"const": "apps/v1"}, kind={"const": "Deployment"}, name=TEXT),
    minReplicaCount=NUMBER,
    maxReplicaCount=NUMBER,
    fallback=exactly(failureThreshold=NUMBER, replicas=NUMBER),
    advanced=exactly(horizontalPodAutoscalerConfig=exactly(name=TEXT)),
    triggers={
        "type": "array",
        "minItems": 1,
        "items": exactly(
            type={"const": "prometheus"},
            # KEDA takes text only, for numbers and truth values too.
            metadata=exactly(
                serverAddress={"type": "string", "pattern": "^http"},
                query=TEXT,
                threshold={"type": "string", "pattern": r"^\d+$"},
                ignoreNullValues={"enum": ["true", "false"]},
            ),
        ),
    },
)
"""What of keda.sh/v1alpha1 these manifests use: a field more is one to look up first."""


def validate(file: Path, version: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kubernetes_validate", "--strict", "--quiet", "-k", version, str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
@pytest.mark.parametrize("overlay", OVERLAYS)
def test_what_is_rendered_is_valid(overlay: str, version: str, tmp_path: Path) -> None:
    file = tmp_path / f"{overlay}.yaml"
    file.write_text(rendered(overlay), encoding="utf-8")
    done = validate(file, version)
    assert done.returncode == 0, done.stdout + done.stderr
    assert set(re.findall(r"schema for kind (\w+)", done.stdout + done.stderr)) <= CUSTOM


def test_a_field_that_does_not_exist_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "service.yaml"
    file.write_text("apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {port: 80}\n", encoding="utf-8")
    assert "'port' was unexpected" in "".join(validate(file, NEWEST).stdout)


def test_scaled_objects_have_the_fields_of_their_kind() -> None:
    found = objects("keda", *CUSTOM)
    assert {scaled["apiVersion"] for scaled in found} == {"keda.sh/v1alpha1"}
    for scaled in found:
        Draft202012Validator(SCALED_OBJECT).validate(scaled["spec"])


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_no_two_objects_have_the_same_name(overlay: str) -> None:
    names = [(found["kind"], found["metadata"]["name"]) for found in objects(overlay)]
    assert len(names) == len(set(names))
