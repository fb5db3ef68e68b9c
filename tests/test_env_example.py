"""``.env.example`` names every variable, with its default: no more, no less."""

import json
import re
from importlib import import_module
from pathlib import Path

from pydantic import SecretStr

from shared.config import ServiceSettings, SharedSettings
from shared.tracking.server import TrackingServerSettings

ROOT = Path(__file__).resolve().parents[1]
LINE = re.compile(r"^# ([A-Z][A-Z_]+__[A-Z_]+)=(.*)$")


def defaults_of(settings: type[SharedSettings], prefix: str, names: set[str]) -> dict[str, str]:
    return {prefix + name.upper(): as_text(settings.model_fields[name].default) for name in names}


def as_text(default: object) -> str:
    match default:
        case None:
            return ""
        case SecretStr():
            return default.get_secret_value()
        case tuple():
            return json.dumps(list(default))
        case _:
            return str(default)


def test_every_variable_stands_in_the_example_with_its_default() -> None:
    # A service's own port is the one field of ServiceSettings that can't be shared.
    shared = set(ServiceSettings.model_fields)
    expected = defaults_of(ServiceSettings, "SHARED__", shared - {"port"})
    tracking = set(TrackingServerSettings.model_fields) - set(SharedSettings.model_fields)
    expected |= defaults_of(TrackingServerSettings, "TRACKING__", tracking)
    for path in (ROOT / "projects").glob("*/settings.py"):
        settings = import_module(f"projects.{path.parent.name}.settings").Settings
        own = set(settings.model_fields) - shared | {"port"}
        expected |= defaults_of(settings, settings.model_config["env_prefix"], own)
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    assert {match[1]: match[2] for line in lines if (match := LINE.match(line))} == expected
