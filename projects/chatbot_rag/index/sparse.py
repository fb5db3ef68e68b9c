"""The lexical leg: BM25 over the chunks, built once for each revision of an index and kept on disk."""

from __future__ import annotations

import json
import logging
import re
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Self

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from projects.chatbot_rag.words import stem
from shared.logging import get_logger

if TYPE_CHECKING:
    import bm25s

FORMAT = 1
KEY_FILE = "key.json"
OWN = re.compile(r"\d+-\d+")
"""Names of the folders: version and revision. Whatever else lies beside them is somebody else's."""
UNFINISHED = "unfinished"
LOCK_FILE = ".lock"
UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af\U00020000-\U0003ffff"  # CJK
)
"""Scripts that write words without spaces between them, and Korean, which joins particles to them."""
_TOKENS = re.compile(rf"(?P<unspaced>[{UNSPACED}]+)|[^\W{UNSPACED}]+")

Scores = NDArray[np.float64]
log = get_logger(__name__)


@dataclass(frozen=True)
class Bm25Config:
    """``k1``: how soon a repeated word stops to count more; ``b``: how much longer chunks count less.

    The defaults are Anserini's. On the training questions of SciFact, fused with the vectors, they are as good as any.
    """

    k1: float = 0.9
    b: float = 0.4


def tokenize(text: str) -> list[str]:
    """Return English stems without stop words; of scripts without spaces, the pairs of characters."""
    normal = unicodedata.normalize("NFKC", text).lower()
    return [token for match in _TOKENS.finditer(normal) for token in _tokens(match)]


def _tokens(match: re.Match[str]) -> Iterator[str]:
    word = match[0]
    if not match["unspaced"]:
        if word not in _stopwords():
            yield stem(word)
    elif len(word) == 1:
        yield word
    else:
        yield from map("".join, pairwise(word))


class Sparse:
    """BM25 scores of a fixed sequence of texts. Document frequencies are those of all of them."""

    def __init__(self, length: int, bm25: bm25s.BM25 | None) -> None:
        self._length = length
        self._bm25 = bm25

    @classmethod
    def build(cls, texts: Sequence[str], config: Bm25Config) -> Self:
        """Index the texts."""
        vocabulary = {"": 0}
        documents = [[vocabulary.setdefault(token, len(vocabulary)) for token in tokenize(text)] for text in texts]
        if len(vocabulary) == 1:
            return cls(len(texts), None)
        bm25 = _bm25s().BM25(k1=config.k1, b=config.b)
        bm25.index((documents, vocabulary), show_progress=False)
        return cls(len(texts), bm25)

    def scores(self, question: str, visible: NDArray[np.bool_]) -> Scores:
        """Return the score of each text [n], 0 where it shares no word with the question or is not visible."""
        if self._bm25 is None:
            return np.zeros(self._length)
        scores = self._bm25.get_scores_from_ids(self._bm25.get_tokens_ids(tokenize(question)))
        return np.where(visible, scores, 0.0).astype(np.float64)

    @property
    def is_empty(self) -> bool:
        """Whether no text has a word: there is nothing to save."""
        return self._bm25 is None

    def save(self, folder: Path) -> None:
        """Write an index that is not empty into a folder that exists."""
        if self._bm25 is not None:
            self._bm25.save(folder, show_progress=False)

    @classmethod
    def load(cls, folder: Path, length: int) -> Self:
        """Read what ``save`` wrote for so many texts. Raises OSError, ValueError and KeyError when it is damaged."""
        bm25 = _bm25s().BM25.load(folder, load_corpus=False, mmap=False)
        if bm25.scores["num_docs"] != length or len(bm25.scores["indptr"]) != len(bm25.vocab_dict) + 1:
            raise ValueError("the files are not of one index")
        return cls(length, bm25)


def kept_on_disk(folder: Path, key: str, texts: Sequence[str], config: Bm25Config) -> Sparse:
    """Return the index of the texts that ``key`` names: from the folder when it is there and whole, else built.

    The folder's siblings are indexes of earlier revisions: the newest of them stays, the others go.
    """
    described = {"format": FORMAT, "key": key, **asdict(config)}
    try:
        if _is_kept(folder, described):
            return Sparse.load(folder, len(texts))
    except (OSError, ValueError, KeyError) as error:
        log.warning("bm25_is_damaged", reason=type(error).__name__)
        shutil.rmtree(folder, ignore_errors=True)
    sparse = Sparse.build(texts, config)
    if sparse.is_empty:
        return sparse
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / LOCK_FILE):
            _keep(sparse, described, folder)
    except OSError as error:
        log.warning("bm25_not_kept", reason=type(error).__name__)
    return sparse


def _is_kept(folder: Path, described: dict[str, object]) -> bool:
    file = folder / KEY_FILE
    return file.exists() and json.loads(file.read_text("utf-8")) == described


def _keep(sparse: Sparse, described: dict[str, object], folder: Path) -> None:
    """Write beside the folder and rename, so that a folder of that name is always whole."""
    if _is_kept(folder, described):
        return
    unfinished = folder.parent / UNFINISHED
    for rubbish in (unfinished, folder):
        shutil.rmtree(rubbish, ignore_errors=True)
    unfinished.mkdir()
    sparse.save(unfinished)
    (unfinished / KEY_FILE).write_text(json.dumps(described), "utf-8")
    unfinished.rename(folder)
    others = [path for path in folder.parent.iterdir() if OWN.fullmatch(path.name) and path != folder]
    for old in sorted(others, key=_age)[:-1]:
        shutil.rmtree(old)


def _age(folder: Path) -> list[int]:
    """Order the folders by version and revision."""
    return [int(number) for number in re.findall(r"\d+", folder.name)]


@cache
def _stopwords() -> frozenset[str]:
    return frozenset(_bm25s().stopwords.STOPWORDS_EN)


@cache
def _bm25s() -> ModuleType:
    """The library, which otherwise logs at every level."""
    library = import_module("bm25s")
    logging.getLogger("bm25s").setLevel(logging.WARNING)
    return library
