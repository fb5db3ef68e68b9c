"""What can go wrong with an index, and what to do about it.

VectorsUnavailable   Chroma is down, slow, or has lost vectors; a search goes on with BM25 alone
IndexMismatch        the index was made with another encoder or chunker than this service has
NoPreviousVersion    there is nothing to roll back to
"""

from __future__ import annotations

from projects.chatbot_rag.store import Recipe, Version

COMMAND = "python -m projects.chatbot_rag"


class VectorsUnavailable(RuntimeError):
    """The vectors can't be read or written right now."""


class IndexMismatch(RuntimeError):
    """The index was made with something else, so that its vectors mean something else."""

    def __init__(self, version: Version, recipe: Recipe, fitting: Version | None = None) -> None:
        back = f", or `{COMMAND} rollback-index` to take back version {fitting.id}, which fits" if fitting else ""
        super().__init__(
            f"version {version.id} of the index was made with {version.manifest.recipe}, but this service has "
            f"{recipe}: run `{COMMAND} rebuild`{back}"
        )


class NoPreviousVersion(LookupError):
    """The active version is the only one."""

    def __init__(self) -> None:
        super().__init__(f"there is no previous version of the index: run `{COMMAND} rebuild` to make a new one")
