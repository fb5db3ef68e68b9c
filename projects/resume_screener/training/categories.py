"""Categories of resumes: the ladder of classic models, and one of them that can be kept.

The rungs read a table with the column ``text`` and, for those with an encoder, a column for each dimension of a vector.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from shared.encoder.protocol import Vectors

if TYPE_CHECKING:
    import pandas as pd
    from sklearn.base import BaseEstimator
    from sklearn.compose import ColumnTransformer
    from sklearn.pipeline import Pipeline

TEXT, DIMENSION = "text", "v"
SELECTED = 1500
"""Words that tell the categories apart best, by chi-squared: what trees look through."""


class UntrustedModelError(ValueError):
    """The file holds types that a category model has no need of: it may run anything, and was not read."""


@dataclass(frozen=True)
class Rung:
    """A model, ``build(seed)``, and the values that cross-validation chooses from."""

    build: Callable[[int], BaseEstimator]
    grid: Mapping[str, Sequence[Any]] = field(default_factory=dict)


def table(texts: Sequence[str], vectors: Vectors) -> pd.DataFrame:
    """Return what the rungs read of resumes: [n, 1 + dimension]."""
    import pandas as pd

    columns = [f"{DIMENSION}{number}" for number in range(vectors.shape[1])]
    frame = pd.DataFrame(np.asarray(vectors, np.float32), columns=columns)
    frame.insert(0, TEXT, list(texts))
    return frame


def ladder() -> dict[str, Rung]:
    """Return the rungs, from the one that reads nothing to the one that asks several."""
    from sklearn.dummy import DummyClassifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier
    from sklearn.naive_bayes import MultinomialNB
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.svm import LinearSVC
    from sklearn.tree import DecisionTreeClassifier

    return {
        "majority": Rung(lambda _: DummyClassifier(strategy="most_frequent")),
        "naive Bayes": Rung(lambda _: _on_words(MultinomialNB()), {"model__alpha": (0.003, 0.03, 0.3)}),
        "k nearest neighbours": Rung(
            lambda _: _on_words(KNeighborsClassifier(weights="distance")), {"model__n_neighbors": (3, 9, 27)}
        ),
        "logistic regression": Rung(
            lambda _: _on_words(OneVsRestClassifier(LogisticRegression(solver="liblinear"))),
            {"model__estimator__C": (3.0, 30.0, 300.0)},
        ),
        "decision tree": Rung(
            lambda seed: _on_words(DecisionTreeClassifier(random_state=seed)), {"model__min_samples_leaf": (1, 3, 9)}
        ),
        "linear SVM": Rung(lambda seed: _on_words(LinearSVC(random_state=seed)), {"model__C": (0.1, 0.5, 2.5)}),
        "linear SVM on words and characters": Rung(on_characters, {"model__C": (0.1, 0.5, 2.5)}),
        "random forest": Rung(forest, {"model__max_features": (0.03, 0.1)}),
        "gradient boosting": Rung(partial(boosting, dimensions=100)),
        "MiniLM and logistic regression": Rung(lambda _: on_vectors(), {"model__C": (1.0, 10.0, 100.0)}),
        "forest, boosting and MiniLM": Rung(together),
    }


def forest(seed: int) -> Pipeline:
    """Trees on the words that tell most: Breiman, Machine Learning, 2001."""
    from sklearn.ensemble import RandomForestClassifier

    return _on_words(RandomForestClassifier(300, max_features=0.1, random_state=seed), _selected())


def boosting(seed: int, *, dimensions: int | None = None) -> Pipeline:
    """Trees that mend each other, on the words that tell most, or on so many dimensions of all: Friedman, 2001."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.preprocessing import FunctionTransformer

    model = HistGradientBoostingClassifier(
        max_iter=60, max_leaf_nodes=8, max_features=0.1, min_samples_leaf=5, random_state=seed
    )
    if dimensions is not None:
        return _on_words(model, [("reduced", TruncatedSVD(dimensions, random_state=seed))])
    return _on_words(model, [*_selected(), ("dense", FunctionTransformer(_dense, accept_sparse=True))])


def on_characters(seed: int) -> Pipeline:
    """A linear SVM on words and on parts of words, which see through endings and compounds."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    parts = TfidfVectorizer(sublinear_tf=True, min_df=2, analyzer="char_wb", ngram_range=(3, 5), max_features=60_000)
    features = _columns([("words", _words(), TEXT), ("parts", parts, TEXT)])
    return _pipeline([("features", features), ("model", LinearSVC(random_state=seed))])


def on_vectors() -> Pipeline:
    """Logistic regression on the encoder's vectors."""
    from sklearn.compose import make_column_selector
    from sklearn.linear_model import LogisticRegression

    vectors = _columns([("vectors", "passthrough", make_column_selector(f"^{DIMENSION}[0-9]+$"))])
    return _pipeline([("features", vectors), ("model", LogisticRegression(C=30.0, max_iter=1000))])


def together(seed: int) -> BaseEstimator:
    """The mean of the probabilities of three that err differently."""
    from sklearn.ensemble import VotingClassifier

    return VotingClassifier(
        [("forest", forest(seed)), ("boosting", boosting(seed)), ("vectors", on_vectors())], voting="soft"
    )


def fit_categories(texts: Sequence[str], labels: Sequence[str], *, seed: int) -> Pipeline:
    """Fit the forest, the best of those that need nothing but the text. It predicts from a list of texts."""
    from sklearn.ensemble import RandomForestClassifier

    model = RandomForestClassifier(300, max_features=0.1, random_state=seed)
    return _pipeline([("words", _words()), *_selected(), ("model", model)]).fit(list(texts), list(labels))


def save(model: Pipeline, path: Path) -> None:
    """Write a model of ``fit_categories`` without pickle, packed: trees are long lists of like numbers."""
    from zipfile import ZIP_DEFLATED

    from skops.io import dump

    path.parent.mkdir(parents=True, exist_ok=True)
    dump(model, path, compression=ZIP_DEFLATED)


def load(path: Path) -> Pipeline:
    """Read what ``save`` wrote. Raises OSError, and UntrustedModelError for a file with any other type in it."""
    from skops.io import get_untrusted_types
    from skops.io import load as read

    if unknown := sorted(set(get_untrusted_types(file=path)) - TRUSTED):
        raise UntrustedModelError(f"{path.name} holds {', '.join(unknown)}: train the model again")
    return read(path, trusted=sorted(TRUSTED))


TRUSTED = frozenset({"sklearn.feature_selection._univariate_selection.chi2", "sklearn.tree._tree.Tree"})
"""What a category model holds beyond the types that skops trusts: a score of words, and the arrays of its trees."""


def _words() -> Any:  # noqa: ANN401 - scikit-learn has no types
    from sklearn.feature_extraction.text import TfidfVectorizer

    return TfidfVectorizer(sublinear_tf=True, min_df=2, ngram_range=(1, 2), stop_words="english")


def _selected() -> list[tuple[str, Any]]:
    from sklearn.feature_selection import SelectKBest, chi2

    return [("selected", SelectKBest(chi2, k=SELECTED))]


def _dense(features: Any) -> Any:  # noqa: ANN401 - scikit-learn has no types
    return features.toarray().astype(np.float32)


def _on_words(model: BaseEstimator, between: Sequence[tuple[str, Any]] = ()) -> Pipeline:
    return _pipeline([("features", _columns([("words", _words(), TEXT)])), *between, ("model", model)])


def _columns(parts: list[tuple[str, Any, Any]]) -> ColumnTransformer:
    from sklearn.compose import ColumnTransformer

    return ColumnTransformer(parts, sparse_threshold=1.0)


def _pipeline(steps: list[tuple[str, Any]]) -> Pipeline:
    from sklearn.pipeline import Pipeline

    return Pipeline(steps)
