"""The documents that are there from the start: this repository's own texts, or a folder of yours."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OWN = ("docs/handbook/*.md", "README.md", "projects/*/README.md", "projects/*/DESIGN.md")


def corpus_files(folder: Path | None) -> Mapping[str, Path]:
    """Return the files by the name they have in the index.

    Args:
        folder: everything below it except hidden files; None: this repository's own texts.

    Raises:
        NotADirectoryError: there is no such folder.
    """
    if folder is None:
        files = [file for pattern in OWN for file in sorted(ROOT.glob(pattern))]
        return {file.relative_to(ROOT).as_posix(): file for file in files}
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is not a folder; set CHATBOT_RAG__CORPUS to one with documents")
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    names = {file.relative_to(folder).as_posix(): file for file in files}
    return {name: file for name, file in names.items() if not any(part.startswith(".") for part in name.split("/"))}
