"""An unlabelled pile of resumes: what K-means makes of it, and how far that is from the categories."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from shared.evaluation import Column, Metric, Row, Table

TERMS = 8
PURITY, NMI = "purity", "NMI"


def clusters(
    texts: Sequence[str], labels: NDArray[np.str_], n: int, *, seed: int
) -> tuple[Table, tuple[tuple[str, ...], ...]]:
    """Return how ``n`` clusters agree with the labels, beside clusters at random, and the TERMS words of each cluster.

    Purity: share of resumes whose category is the most frequent of their cluster. NMI: Strehl & Ghosh, JMLR 2002.
    """
    from sklearn.cluster import KMeans
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(sublinear_tf=True, min_df=2, max_df=0.5, stop_words="english")
    model = KMeans(n, n_init=3, random_state=seed).fit(words.fit_transform(texts))
    chance = np.random.default_rng(seed).permutation(model.labels_)
    terms = words.get_feature_names_out()
    found = tuple(tuple(terms[np.argsort(-centre)[:TERMS]].tolist()) for centre in model.cluster_centers_)
    agreement = {"words": _agreement(labels, model.labels_), "chance": _agreement(labels, chance)}
    shown = Table(
        name="clusters",
        title=f"{n} clusters of {len(texts)} resumes",
        columns=(Column(name=PURITY), Column(name=NMI)),
        primary_metric=NMI,
        rows=tuple(Row(name=name, metrics=metrics) for name, metrics in agreement.items()),
    )
    return shown, found


def _agreement(labels: NDArray[np.str_], assigned: NDArray[np.int32]) -> dict[str, Metric]:
    from sklearn.metrics import normalized_mutual_info_score
    from sklearn.metrics.cluster import contingency_matrix

    purity = contingency_matrix(labels, assigned).max(axis=0).sum() / len(labels)
    return {
        PURITY: Metric(value=float(purity)),
        NMI: Metric(value=float(normalized_mutual_info_score(labels, assigned))),
    }
