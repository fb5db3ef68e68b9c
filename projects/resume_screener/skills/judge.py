"""Whether everyday words are skills where they stand, by the tagger: what each word means in its sentence decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from projects.resume_screener.resume import Span
from projects.resume_screener.skills.tagger import Tag, Tagger, known_labels, spans
from projects.resume_screener.skills.vocabulary import Vocabulary
from shared.encoder.protocol import Vectors

LONGEST = 100
"""Words that are read together; a longer sentence is cut."""
_WORD = re.compile(r"\.net\b|[^\W_](?:[\w.+#&/'’-]*[\w+#])?|[^\w\s]", re.IGNORECASE)


class WordEncoder(Protocol):
    """What turns words into vectors in their context; safe for threads. See ``OnnxEncoder``."""

    def encode_words(self, sentences: Sequence[Sequence[str]]) -> list[Vectors]:
        """Return [n_words, dimension] for each sentence."""
        ...


@dataclass(frozen=True)
class Judge:
    """A tagger, and the encoder that it was fitted to. Threads can share it."""

    tagger: Tagger
    encoder: WordEncoder

    def tag(self, sentences: Sequence[Sequence[str]], vocabulary: Vocabulary) -> list[list[Tag]]:
        """Return the tags of the words of each sentence."""
        return [
            self.tagger.tag(words, known_labels(words, vocabulary), states)
            for words, states in zip(sentences, self.encoder.encode_words(sentences), strict=True)
        ]

    def spans(self, text: str, sentences: Iterable[Span], vocabulary: Vocabulary) -> list[Span]:
        """Return what is knowledge in sentences or lines of a text, as positions in the text."""
        tokens = [part for sentence in sentences for part in _parts(text, sentence)]
        tags = self.tag([[token[0] for token in part] for part in tokens], vocabulary)
        return [
            (part[first].start(), part[last - 1].end())
            for part, tagged in zip(tokens, tags, strict=True)
            for first, last in spans(tagged)
        ]


def _parts(text: str, sentence: Span) -> list[list[re.Match[str]]]:
    tokens = list(_WORD.finditer(text, *sentence))
    return [tokens[at : at + LONGEST] for at in range(0, len(tokens), LONGEST)]
