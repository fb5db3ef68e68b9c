"""Recommendations for everybody at once, into a Parquet file: for mails, home pages and caches.

People who came by feedback are left out: the model has their pseudonym, and nobody can be written to under that.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from projects.recommender.data.ids import is_reserved
from projects.recommender.model.bundle import RecommenderModel
from projects.recommender.model.history import recency_matrix
from projects.recommender.model.ranking import K, top_k
from projects.recommender.settings import SERVICE, Settings
from shared.tracking.registry import CHAMPION, Registry

CHUNK = 1024
"""Users scored at a time: the scores of a chunk on MovieLens 20M take 110 MB."""


class UnknownUsers(ValueError):
    """The list of users names somebody whom the model does not know."""


def batch(settings: Settings, source: Path | None, out: Path) -> None:
    """Write the ten best films of each user to ``out``: columns user_id, rank, item_id, score.

    Args:
        settings: where the champion is.
        source: text file with one user id a line; None for all users of the data set.
        out: Parquet file, replaced in one step when it is complete.

    Raises:
        UnknownUsers: naming the first ids that the model does not know.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq
    from threadpoolctl import threadpool_limits
    from tqdm import tqdm

    registry = Registry(settings, SERVICE)
    with tempfile.TemporaryDirectory() as folder:
        model = RecommenderModel.load(registry.download(registry.with_alias(CHAMPION), Path(folder)))
    users = _selected(model, source)
    ids = np.array([item.id for item in model.items])
    schema = pa.schema(
        [("user_id", pa.string()), ("rank", pa.int16()), ("item_id", pa.string()), ("score", pa.float32())]
    )
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".batch-") as folder:
        unfinished = Path(folder) / out.name
        with threadpool_limits(1), pq.ParquetWriter(unfinished, schema) as writer, tqdm(total=len(users)) as bar:
            for chunk, items, scores in recommendations(model, users, k=K):
                kept = items >= 0
                rows = np.repeat(np.arange(len(chunk)), kept.sum(axis=1))
                rank = np.broadcast_to(np.arange(1, K + 1, dtype=np.int16), items.shape)[kept]
                names = [model.users[user] for user in chunk[rows]]
                writer.write_table(pa.table([names, rank, ids[items[kept]], scores[kept]], schema=schema))
                bar.update(len(chunk))
        unfinished.replace(out)


def recommendations(
    model: RecommenderModel, users: NDArray[np.intp], *, k: int
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.int32], NDArray[np.float32]]]:
    """Yield chunks of users [n] with their best items [n, k] (-1 pads) and scores [n, k]; seen items left out."""
    histories = model.histories
    for start in range(0, len(users), CHUNK):
        chunk = users[start : start + CHUNK]
        spans = [slice(histories.indptr[user], histories.indptr[user + 1]) for user in chunk]
        rows = np.repeat(np.arange(len(chunk), dtype=np.int32), [span.stop - span.start for span in spans])
        items = np.concatenate([histories.items[span] for span in spans])
        times = np.concatenate([histories.timestamps[span] for span in spans])
        shape = (len(chunk), len(model.items))
        history = recency_matrix(rows, items, times, shape, half_life=model.half_life)
        scores = model.model.score(history)
        best = top_k(scores, k, exclude=history)
        yield chunk, best, np.take_along_axis(scores, np.maximum(best, 0), axis=1)


def _selected(model: RecommenderModel, source: Path | None) -> NDArray[np.intp]:
    index = {user: position for user, position in model.user_index.items() if not is_reserved(user)}
    if source is None:
        return np.array(list(index.values()), np.intp)
    wanted = [line.strip() for line in source.read_text(encoding="utf-8").splitlines() if line.strip()]
    unknown = [user for user in wanted if user not in index]
    if unknown:
        raise UnknownUsers(f"{source}: {len(unknown)} unknown users, the first: {', '.join(unknown[:5])}")
    return np.array([index[user] for user in wanted], np.intp)
