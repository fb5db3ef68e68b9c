"""The ladder's models: each is fitted on the training part by standard settings, written here and not tuned."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from projects.image_classifier.data.images import Images, Labels, Pixels

if TYPE_CHECKING:
    from torch import nn

COMPONENTS = 64
ITERATIONS = 100
MLP_EPOCHS = 15


@dataclass(frozen=True)
class Fitted:
    """A fitted rung: pixels uint8 [n, height, width] to classes int64 [n].

    ``parameters``: how many numbers were learned; None where the model grows with the data.
    """

    predict: Callable[[Pixels], Labels]
    parameters: int | None


Fit: TypeAlias = Callable[[Images, int], Fitted]
"""Takes the training part and a seed."""


class Estimator(Protocol):
    """What of scikit-learn's interface the ladder uses."""

    def fit(self, X: NDArray[np.float32], y: Labels) -> object: ...

    def predict(self, X: NDArray[np.float32]) -> Labels: ...


E = TypeVar("E", bound=Estimator)


def majority(train: Images, _seed: int) -> Fitted:
    """The most frequent class for every picture."""
    most = np.bincount(train.labels).argmax()
    return Fitted(lambda pixels: np.full(len(pixels), most, np.int64), 1)


def logistic_regression(train: Images, _seed: int) -> Fitted:
    """Multinomial, L2 with C = 1, 100 iterations of L-BFGS."""
    from sklearn.linear_model import LogisticRegression

    model = _fitted(LogisticRegression(max_iter=ITERATIONS), train)
    return Fitted(_answers(model), model.coef_.size + model.intercept_.size)


def nearest_neighbours(train: Images, _seed: int) -> Fitted:
    """The five nearest pictures in pixel space vote."""
    from sklearn.neighbors import KNeighborsClassifier

    return Fitted(_answers(_fitted(KNeighborsClassifier(n_neighbors=5, algorithm="brute"), train)), None)


def decision_tree(train: Images, seed: int) -> Fitted:
    """One tree with at least five pictures in each leaf."""
    from sklearn.tree import DecisionTreeClassifier

    return Fitted(_answers(_fitted(DecisionTreeClassifier(min_samples_leaf=5, random_state=seed), train)), None)


def random_forest(train: Images, seed: int) -> Fitted:
    """A hundred trees. Breiman, 2001."""
    from sklearn.ensemble import RandomForestClassifier

    return Fitted(_answers(_fitted(RandomForestClassifier(n_estimators=100, random_state=seed), train)), None)


def linear_svm(train: Images, seed: int) -> Fitted:
    """One hyperplane a class, hinge loss, by averaged stochastic gradient descent."""
    from sklearn.linear_model import SGDClassifier

    model = _fitted(SGDClassifier(loss="hinge", alpha=1e-4, average=True, max_iter=20, random_state=seed), train)
    return Fitted(_answers(model), model.coef_.size + model.intercept_.size)


def rbf_svm(train: Images, seed: int) -> Fitted:
    """A Gaussian kernel with C = 10 on the first 64 principal components."""
    from sklearn.decomposition import PCA
    from sklearn.pipeline import make_pipeline
    from sklearn.svm import SVC

    components = PCA(min(COMPONENTS, len(train)), svd_solver="randomized", random_state=seed)
    return Fitted(_answers(_fitted(make_pipeline(components, SVC(C=10, cache_size=1000)), train)), None)


def mlp(train: Images, seed: int) -> Fitted:
    """One hidden layer of 256, Adam, 15 epochs."""
    from sklearn.neural_network import MLPClassifier

    model = _fitted(MLPClassifier((256,), batch_size=128, max_iter=MLP_EPOCHS, random_state=seed), train)
    return Fitted(_answers(model), sum(weights.size for weights in (*model.coefs_, *model.intercepts_)))


def two_convolutions(train: Images, seed: int) -> Fitted:
    """Two convolutions and a linear layer, Adam, 5 epochs."""
    from projects.image_classifier.evaluate import networks

    _, height, width = train.pixels.shape
    return _network(partial(networks.two_convolutions, height, width, len(train.classes)), train, seed)


def lstm(train: Images, seed: int) -> Fitted:
    """An LSTM that reads the rows from top to bottom, Adam, 5 epochs."""
    from projects.image_classifier.evaluate import networks

    return _network(partial(networks.RowReader, train.pixels.shape[2], len(train.classes)), train, seed)


RUNGS: dict[str, Fit] = {
    "majority class": majority,
    "decision tree": decision_tree,
    "linear SVM": linear_svm,
    "logistic regression": logistic_regression,
    "5 nearest neighbours": nearest_neighbours,
    "LSTM over rows": lstm,
    "random forest": random_forest,
    "MLP": mlp,
    "RBF SVM on 64 components": rbf_svm,
    "2 convolutions": two_convolutions,
}


def _network(build: Callable[[], nn.Module], train: Images, seed: int) -> Fitted:
    from projects.image_classifier.evaluate import networks

    network = networks.fit(build, train, seed)
    return Fitted(partial(networks.predict, network), networks.n_parameters(network))


def _fitted(model: E, train: Images) -> E:
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        # The number of iterations is a setting here: to stop before the optimum is no accident.
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(_rows(train.pixels), train.labels)
    return model


def _answers(model: Estimator) -> Callable[[Pixels], Labels]:
    return lambda pixels: model.predict(_rows(pixels))


def _rows(pixels: Pixels) -> NDArray[np.float32]:
    return np.divide(pixels.reshape(len(pixels), -1), 255, dtype=np.float32)
