"""What searches see at a moment: a snapshot, and whether its vectors can be used."""

from __future__ import annotations

from dataclasses import dataclass, replace

from projects.chatbot_rag.index.errors import VectorsUnavailable
from projects.chatbot_rag.index.snapshot import Snapshot
from projects.chatbot_rag.index.vectors import Vectors

LOST = "the vector index lacks passages: found by words alone until they are embedded again"
AWAY = "the vector index can't be used: found by words alone until it answers"


@dataclass(frozen=True)
class View:
    """What searches see. ``degraded``: why the vectors are not used, if they are not; ``reason``: more, for the log."""

    snapshot: Snapshot
    degraded: str | None
    reason: str | None = None


def look(snapshot: Snapshot, vectors: Vectors) -> View:
    """Find out whether the vectors of a snapshot are all there."""
    try:
        vectors.refresh(snapshot.version)
        complete = vectors.ids(snapshot.version) >= snapshot.positions.keys()
    except VectorsUnavailable as error:
        return View(snapshot, AWAY, str(error))
    return View(snapshot, None if complete else LOST, None if complete else LOST)


def look_again(view: View, vectors: Vectors) -> View:
    """The same for a snapshot that was looked at before: as long as it was well, their number tells enough."""
    if view.degraded is not None:
        return look(view.snapshot, vectors)
    try:
        vectors.refresh(view.snapshot.version)
        enough = vectors.count(view.snapshot.version) >= len(view.snapshot.chunks)
    except VectorsUnavailable as error:
        return replace(view, degraded=AWAY, reason=str(error))
    return view if enough else replace(view, degraded=LOST, reason=LOST)
