"""Fits the tagger of skills: a linear-chain conditional random field by its exact likelihood, on SkillSpan.

SkillSpan: Zhang et al., NAACL 2022 (MIT). L-BFGS over all sentences at once; the likelihood is convex, so a run is
repeated exactly. Penalty, scale and the layer were chosen by cross-validation over the postings of the train half.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from projects.resume_screener.skills.features import N_FEATURES, features
from projects.resume_screener.skills.judge import Judge, WordEncoder
from projects.resume_screener.skills.tagger import Tag, Tagger, known_labels, with_neighbours
from projects.resume_screener.skills.vocabulary import Vocabulary
from shared.encoder.protocol import Vectors

L2 = 1.5
SCALE = 0.15
"""Standard deviation that states are given: the smaller, the more the penalty holds their weights back."""
SMALLEST = 1e-3
"""Standard deviation below which a number of a state tells nothing."""
ITERATIONS = 60
N_TAGS = len(Tag)
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Sentence:
    """A sentence of a job ad; ``posting`` tells which. ``tags``: knowledge, as annotators marked it."""

    posting: int
    words: tuple[str, ...]
    tags: tuple[Tag, ...]


def read_skillspan(path: Path) -> list[Sentence]:
    """Read a half of SkillSpan, one JSON a line. Raises OSError, KeyError and ValueError for another file."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        Sentence(row["idx"], tuple(row["tokens"]), tuple(Tag[tag] for tag in row["tags_knowledge"]))
        for row in rows
        if row["tokens"]
    ]


def fit(sentences: Sequence[Sentence], vocabulary: Vocabulary, encoder: WordEncoder, *, l2: float = L2) -> Judge:
    """Fit a tagger that reads with ``encoder``. Raises ValueError without a sentence."""
    from scipy.optimize import minimize

    if not sentences:
        raise ValueError("a tagger needs sentences to learn from")
    likelihood = Likelihood(sentences, vocabulary, encoder, l2)
    start = np.zeros(likelihood.size)
    fitted = minimize(likelihood, start, jac=True, method="L-BFGS-B", options={"maxiter": ITERATIONS})
    return Judge(likelihood.tagger(fitted.x), encoder)


def folds(sentences: Sequence[Sentence], n: int, *, seed: int) -> Iterator[tuple[list[Sentence], list[Sentence]]]:
    """Yield (train, held out) of each fold; all sentences of a posting are in the same one."""
    postings = sorted({sentence.posting for sentence in sentences})
    order = np.random.default_rng(seed).permutation(len(postings))
    fold = {posting: int(place) % n for posting, place in zip(postings, order, strict=True)}
    for k in range(n):
        yield (
            [sentence for sentence in sentences if fold[sentence.posting] != k],
            [sentence for sentence in sentences if fold[sentence.posting] == k],
        )


class Likelihood:
    """The penalised negative log-likelihood of a data set and its gradient, by forward and backward sums.

    Sentences are sorted by length, the longest first, so that those which have a word at position t are the first ones.
    Only features that occur have parameters.
    """

    def __init__(self, sentences: Sequence[Sentence], vocabulary: Vocabulary, encoder: WordEncoder, l2: float) -> None:
        from scipy.sparse import csr_matrix

        ordered = sorted(sentences, key=lambda sentence: -len(sentence.words))
        hashed = np.concatenate([features(s.words, known_labels(s.words, vocabulary)) for s in ordered])
        self.used, columns = np.unique(hashed, return_inverse=True)
        n, width = hashed.shape
        pointers = np.arange(0, n * width + 1, width)
        self._X = csr_matrix((np.ones(n * width), columns.ravel(), pointers), shape=(n, len(self.used)))
        self._X_transposed = self._X.T.tocsr()
        self._standardise(encoder.encode_words([sentence.words for sentence in ordered]))
        self._l2 = l2
        lengths = np.array([len(sentence.words) for sentence in ordered])
        self._starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        self._lasts = self._starts + lengths - 1
        self._alive = [int((lengths > t).sum()) for t in range(lengths[0])]
        self._lengths = lengths
        self._observe(np.concatenate([np.array(sentence.tags) for sentence in ordered]))

    @property
    def size(self) -> int:
        """Number of parameters."""
        return (len(self.used) + len(self._mean) + N_TAGS + 1) * N_TAGS

    def parts(self, parameters: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        """Return the weights [n_used, 3] and [n_states, 3], the transitions [3, 3] and the first tag's scores [3]."""
        rows = parameters.reshape(-1, N_TAGS)
        weights, context, transitions, starts = np.split(rows, np.cumsum([len(self.used), len(self._mean), N_TAGS]))
        return weights, context, transitions, starts[0]

    def tagger(self, parameters: Floats) -> Tagger:
        """Return the tagger of these parameters; it reads states as the encoder gives them, not standardised."""
        weights, context, transitions, starts = self.parts(parameters)
        full = np.zeros((N_FEATURES, N_TAGS), np.float32)
        full[self.used] = weights
        # What a shift of all states gives to a tag is given to every word, so to the step that leads to it.
        bias = -(self._mean * self._scale) @ context
        return Tagger(full, self._scale[:, None] * context, transitions + bias, starts + bias)

    def __call__(self, parameters: Floats) -> tuple[float, Floats]:
        weights, context, transitions, starts = self.parts(parameters)
        emissions = np.asarray(self._X @ weights) + self._states @ context.astype(np.float32)
        alpha = self._forward(emissions, transitions, starts)
        log_z = _log_sum(alpha[self._lasts])
        beta, expected = self._backward(emissions, transitions, alpha, log_z)
        marginals = np.exp(alpha + beta - np.repeat(log_z, self._lengths)[:, None])
        observed = (self._tags * emissions).sum() + (self._pairs * transitions).sum() + (self._first * starts).sum()
        surprise = self._tags - marginals
        gradient = np.concatenate(
            [
                (self._X_transposed @ surprise).ravel(),
                (self._states.T @ surprise.astype(np.float32)).ravel(),
                (self._pairs - expected).ravel(),
                self._first - marginals[self._starts].sum(axis=0),
            ]
        )
        loss = log_z.sum() - observed + self._l2 / 2 * (parameters @ parameters)
        return float(loss), self._l2 * parameters - gradient

    def _standardise(self, sentences: Sequence[Vectors]) -> None:
        states = np.concatenate([with_neighbours(own) for own in sentences])
        self._mean = states.mean(axis=0, dtype=np.float64)
        self._scale = SCALE / np.maximum(states.std(axis=0, dtype=np.float64), SMALLEST)
        self._states = ((states - self._mean) * self._scale).astype(np.float32)

    def _observe(self, tags: NDArray[np.int64]) -> None:
        self._tags = np.eye(N_TAGS)[tags]
        self._first = self._tags[self._starts].sum(axis=0)
        follows = np.ones(len(tags), bool)
        follows[self._starts] = False
        self._pairs = self._tags[:-1][follows[1:]].T @ self._tags[1:][follows[1:]]

    def _forward(self, emissions: Floats, transitions: Floats, starts: Floats) -> Floats:
        alpha = np.empty_like(emissions)
        alpha[self._starts] = emissions[self._starts] + starts
        for t, alive in enumerate(self._alive[1:], start=1):
            at = self._starts[:alive] + t
            alpha[at] = _log_product(alpha[at - 1], transitions) + emissions[at]
        return alpha

    def _backward(self, emissions: Floats, transitions: Floats, alpha: Floats, log_z: Floats) -> tuple[Floats, Floats]:
        beta, expected = np.zeros_like(emissions), np.zeros_like(transitions)
        for t in range(len(self._alive) - 1, 0, -1):
            at = self._starts[: self._alive[t]] + t
            ahead = emissions[at] + beta[at]
            pairs = alpha[at - 1][:, :, None] + transitions + ahead[:, None, :] - log_z[: len(at), None, None]
            expected += np.exp(pairs).sum(axis=0)
            beta[at - 1] = _log_product(ahead, transitions.T)
        return beta, expected


def _log_sum(scores: Floats) -> Floats:
    highest: Floats = scores.max(axis=1)
    total: Floats = highest + np.log(np.exp(scores - highest[:, None]).sum(axis=1))
    return total


def _log_product(scores: Floats, transitions: Floats) -> Floats:
    """Return log(exp(scores) @ exp(transitions)), safe from overflow."""
    highest = scores.max(axis=1, keepdims=True)
    product: Floats = np.log(np.exp(scores - highest) @ np.exp(transitions)) + highest
    return product
