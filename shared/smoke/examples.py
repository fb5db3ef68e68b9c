"""The curl examples of a README."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

FENCE = re.compile(r"^\s*(?:```|~~~)\s*(?P<language>\w*)")
SHELL = ("", "bash", "console", "sh", "shell")
ADDRESS = re.compile(r"\b(?P<host>127\.0\.0\.1|localhost):(?P<port>\d+)")
SHOWN_CHARACTERS = 100


@dataclass(frozen=True)
class Example:
    """A command as it stands in a file, with its continued lines."""

    source: str
    command: str

    @property
    def ports(self) -> set[int]:
        """The ports of this machine that it names."""
        return {int(address["port"]) for address in ADDRESS.finditer(self.command)}

    def __str__(self) -> str:
        command = " ".join(self.command.replace("\\\n", " ").replace("http://", "").split())
        shown = command if len(command) <= SHOWN_CHARACTERS else f"{command[: SHOWN_CHARACTERS - 1]}…"
        return f"{self.source}: {shown}"


def read_examples(readme: Path, root: Path) -> list[Example]:
    """Return the commands in the file's blocks of shell that start with ``curl``, in their order."""
    lines = enumerate(readme.read_text(encoding="utf-8").splitlines(), start=1)
    return [Example(f"{readme.relative_to(root)}:{number}", command) for number, command in _commands(lines)]


def _commands(lines: Iterator[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    for _, line in lines:
        if fence := FENCE.match(line):
            yield from _of_block(lines, shell=fence["language"] in SHELL)


def _of_block(lines: Iterator[tuple[int, str]], *, shell: bool) -> Iterator[tuple[int, str]]:
    """Read to the end of the block; what is not complete by then is a command all the same, and fails when it runs."""
    begun, first = "", 0
    for number, line in lines:
        if FENCE.match(line):
            break
        if begun:
            begun = f"{begun}\n{line}"
        elif shell and line.lstrip().removeprefix("$ ").startswith("curl "):
            begun, first = line.lstrip().removeprefix("$ "), number
        if begun and _complete(begun):
            yield first, begun
            begun = ""
    if begun:
        yield first, begun


def _complete(command: str) -> bool:
    if command.rstrip(" ").endswith(("\\", "|")):
        return False
    try:
        shlex.split(command)
    except ValueError:  # a quotation goes on in the next line
        return False
    return True


def on_ports(command: str, moved: Mapping[int, int]) -> str:
    """Return the command with every port that the settings have moved."""

    def move(address: re.Match[str]) -> str:
        port = int(address["port"])
        return f"{address['host']}:{moved.get(port, port)}"

    return ADDRESS.sub(move, command)
