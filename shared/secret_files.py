"""Make the secrets of a stack on its first start: ``python -m shared.secret_files FOLDER NAME... NAME=TEMPLATE...``.

Every NAME becomes a file of FOLDER, where ``shared.config`` reads it: what the environment says, or else what the file
has said since the first start, or else something random. ``{OTHER}`` in a TEMPLATE is filled with another secret.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import quote

BYTES = 32
MODE = 0o440


def make_secrets(folder: Path, wanted: Sequence[str], given: Mapping[str, str]) -> None:
    """Write one file a secret, each whole or not at all. A TEMPLATE gets its parts quoted, as a URL needs them.

    Raises:
        KeyError: a template names a secret that is not wanted.
    """
    drawn = {name: _value(folder / name, given.get(name, "")) for name in wanted if "=" not in name}
    parts = {name: quote(value, safe="") for name, value in drawn.items()}
    templates = dict(entry.split("=", 1) for entry in wanted if "=" in entry)
    filled = {name: given.get(name) or template.format_map(parts) for name, template in templates.items()}
    for name, value in (drawn | filled).items():
        _write(folder / name, value)


def _value(file: Path, given: str) -> str:
    if given:
        return given
    return file.read_text(encoding="utf-8") if file.is_file() else token_urlsafe(BYTES)


def _write(file: Path, value: str) -> None:
    unfinished = file.with_name(f".{file.name}")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(0o600)
    unfinished.write_text(value, encoding="utf-8")
    unfinished.chmod(MODE)
    unfinished.replace(file)


if __name__ == "__main__":
    make_secrets(Path(sys.argv[1]), sys.argv[2:], os.environ)
