"""Feedback as training data: what users told the service joins what the data set knew."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np

from projects.recommender.data.dataset import Dataset, build
from projects.recommender.data.ids import of_pseudonym
from shared.store import Feedback

POSITIVE_RATING = 5.0


def with_feedback(dataset: Dataset, records: Iterable[Feedback], subject_of: Callable[[str], str]) -> Dataset:
    """Return the data set with every liked or watched item as an interaction, and without disliked ones.

    Of several events of one user on one item the latest counts. ``subject_of`` turns a user id into the pseudonym
    under which feedback is stored; people whom the data set does not know join it under their pseudonym, marked as
    one by ``ids.of_pseudonym``. Items that the catalogue lacks are left out.
    """
    known = {subject_of(user): user for user in dataset.users}
    items = {item.id for item in dataset.items}
    latest: dict[tuple[str, str], Feedback] = {}
    for record in records:
        pair = (known.get(record.subject, record.subject), record.item)
        if record.item in items and (pair not in latest or latest[pair].occurred_at <= record.occurred_at):
            latest[pair] = record
    if not latest:
        return dataset
    data = dataset.interactions
    rows = [
        (dataset.users[user], dataset.items[item].id, float(rating), int(moment))
        for user, item, rating, moment in zip(data.users, data.items, data.ratings, data.timestamps, strict=True)
        if (dataset.users[user], dataset.items[item].id) not in latest
    ]
    rows += [
        (user, item, POSITIVE_RATING, int(record.occurred_at.timestamp()))
        for (user, item), record in latest.items()
        if record.kind != "dislike"
    ]
    users, item_ids, ratings, moments = zip(*rows, strict=True)
    joined = build(
        f"{dataset.name} + feedback",
        users,
        item_ids,
        np.array(ratings, np.float32),
        np.array(moments, np.int64),
        dataset.items,
    )
    own = set(dataset.users)
    return replace(joined, users=tuple(user if user in own else of_pseudonym(user) for user in joined.users))
