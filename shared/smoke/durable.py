"""What a service acknowledges, and must still have after a crash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Durable:
    """A request that stores something; ``{key}`` in its texts is another word each time.

    Args:
        what: a word for it, for people.
        path: where it is posted.
        json: the body, or
        files: the files of a form, by name.
        found_at: the path that shows it, with fields of the acknowledgement, such as ``/v1/jobs/{job_id}``. Without
            one it is an event that counts once: sent again, it is answered 200 instead of 201.
    """

    what: str
    path: str
    json: Mapping[str, Any] | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    found_at: str | None = None

    def body(self, key: str) -> dict[str, Any]:
        """Return the arguments of a request that stores it under ``key``."""
        if self.json is None:
            forms = [
                ("files", (name.replace("{key}", key), text.replace("{key}", key))) for name, text in self.files.items()
            ]
            return {"files": forms}
        return {"json": _filled(self.json, key)}


def _filled(value: Any, key: str) -> Any:  # noqa: ANN401 - any JSON
    match value:
        case str():
            return value.replace("{key}", key)
        case Mapping():
            return {name: _filled(each, key) for name, each in value.items()}
        case list() | tuple():
            return [_filled(each, key) for each in value]
        case _:
            return value
