"""A linear-chain conditional random field that marks knowledge in job ads and resumes, as it is served: only numpy.

Lafferty, McCallum and Pereira, "Conditional random fields", ICML 2001. Trained in ``training/tagger.py``.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from projects.resume_screener.skills.features import N_FEATURES, NO_LABEL, features
from projects.resume_screener.skills.vocabulary import Candidate, Vocabulary
from projects.resume_screener.skills.words import words
from shared.encoder.protocol import Vectors

FORMAT = 2
FILE = "tagger.npz"
Floats = NDArray[np.floating]


class TaggerError(ValueError):
    """The file is no tagger that this version can read."""


class Tag(IntEnum):
    """Whether a word is outside of a skill, begins one or goes on with it (Ramshaw and Marcus, 1995)."""

    O = 0  # noqa: E741
    B = 1
    I = 2  # noqa: E741


@dataclass(frozen=True)
class Tagger:
    """Fitted weights: of features [N_FEATURES, 3], of states [3 * dimension, 3], of transitions [from, to], and of the
    first tag [3].
    """

    weights: Floats
    context: Floats
    transitions: Floats
    starts: Floats

    def tag(self, words: Sequence[str], labels: Sequence[str], states: Vectors) -> list[Tag]:
        """Return the likeliest sequence of tags.

        ``labels``: see ``known_labels``; ``states`` [n_words, dimension]: see ``OnnxEncoder.encode_words``.
        """
        return viterbi(self.emissions(words, labels, states), self.transitions, self.starts)

    def emissions(self, words: Sequence[str], labels: Sequence[str], states: Vectors) -> NDArray[np.float64]:
        """Return the score of each tag at each word: [n_words, 3]."""
        scores: NDArray[np.float64] = self.weights[features(words, labels)].sum(axis=1, dtype=np.float64)
        return scores + with_neighbours(states) @ self.context

    def save(self, folder: Path) -> None:
        """Write one file into the folder; weights of features and states are kept in half precision."""
        folder.mkdir(parents=True, exist_ok=True)
        used = np.flatnonzero(self.weights.any(axis=1)).astype(np.int32)
        np.savez_compressed(
            folder / FILE,
            allow_pickle=False,
            format=np.array(FORMAT),
            used=used,
            weights=self.weights[used].astype(np.float16),
            context=self.context.astype(np.float16),
            transitions=self.transitions,
            starts=self.starts,
        )

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what ``save`` wrote. Raises TaggerError when it is absent, damaged or of another format."""
        path = folder / FILE
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                if int(stored["format"]) != FORMAT:
                    raise TaggerError(f"{path}: format {stored['format']}, this version reads {FORMAT}")
                weights = np.zeros((N_FEATURES, len(Tag)), np.float32)
                weights[stored["used"]] = stored["weights"]
                return cls(weights, stored["context"].astype(np.float32), stored["transitions"], stored["starts"])
        except TaggerError:
            raise
        except (OSError, EOFError, ValueError, KeyError, IndexError, zipfile.BadZipFile) as error:
            raise TaggerError(f"{path}: not a readable tagger ({type(error).__name__})") from error


def with_neighbours(states: Vectors) -> Vectors:
    """Return each word's state, the one of the word before and the one of the word after: [n_words, 3 * dimension]."""
    edge = np.zeros((1, states.shape[1]), states.dtype)
    return np.concatenate([states, np.vstack([edge, states])[:-1], np.vstack([states, edge])[1:]], axis=1)


def viterbi(emissions: Floats, transitions: Floats, starts: Floats) -> list[Tag]:
    """Return the best path through scores [n, 3]; a span is never gone on with before it began.

    Three tags are too few for arrays to pay: plain numbers are faster.
    """
    if not len(emissions):
        return []
    rows = emissions.tolist()
    steps = [[-np.inf if (a, b) == (Tag.O, Tag.I) else float(transitions[a, b]) for a in Tag] for b in Tag]
    scores = [rows[0][tag] + float(starts[tag]) if tag != Tag.I else -np.inf for tag in Tag]
    origins: list[list[int]] = []
    for row in rows[1:]:
        best = [max((scores[a] + into[a], -a) for a in Tag) for into in steps]
        origins.append([-origin for _, origin in best])
        scores = [score + own for (score, _), own in zip(best, row, strict=True)]
    path = [max(Tag, key=lambda tag: scores[tag])]
    for origin in reversed(origins):
        path.append(Tag(origin[path[-1]]))
    return path[::-1]


def spans(tags: Sequence[int]) -> list[tuple[int, int]]:
    """Return the half-open spans of words that the tags mark."""
    found: list[tuple[int, int]] = []
    for at, tag in enumerate(tags):
        if tag == Tag.B or (tag == Tag.I and not (found and found[-1][1] == at)):
            found.append((at, at + 1))
        elif tag == Tag.I:
            found[-1] = (found[-1][0], at + 1)
    return found


def known_labels(tokens: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """Say for each token what known label it is part of: place in it, kind of the concept, "*" for everyday words."""
    text = " ".join(tokens)
    owner = [at for at, token in enumerate(tokens) for _ in range(len(token) + 1)]
    found = words(text)
    labels = [NO_LABEL] * len(tokens)
    for candidate in vocabulary.candidates(text, found):
        first, last = owner[found[candidate.first].start], owner[found[candidate.last - 1].end - 1]
        for at in range(first, last + 1):
            labels[at] = ("B" if at == first else "I") + _kind(candidate) + ("e" if at == last else "")
    return labels


def _kind(candidate: Candidate) -> str:
    return candidate.entry.concept.kind[0] + ("*" if candidate.entry.is_common else "")
