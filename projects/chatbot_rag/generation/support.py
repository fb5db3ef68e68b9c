"""Whether a passage supports what a language model wrote."""

from __future__ import annotations

import re
from collections.abc import Sequence

from projects.chatbot_rag.generation.candidates import Candidate
from projects.chatbot_rag.generation.instructions import is_instruction
from projects.chatbot_rag.generation.vectors import TextVectors
from projects.chatbot_rag.words import code_terms, content_words, is_negated, names, numbers

COVER_OF_PASSAGE = 0.8
COVER_OF_QUOTE = 0.6
SIMILARITY = 0.6
"""Least share of the sentence's content words in the passage and in the quoted sentence, and least cosine with the
latter."""
_DIRECTIONS = re.compile(
    r"\b(?:more|less|fewer|most|least|larger?|smaller?|higher?|lower|longer?|shorter?|faster|slower|better|worse|best|"
    r"worst|above|below|before|after|over|under|increas\w+|decreas\w+|reduc\w+|rais\w+|lower\w+|grow\w*|shrink\w*|rise\w*|fall\w*|"
    r"always|only|all|every|must|never|same|equal|first|last|minimum|maximum|minimi[sz]\w+|maximi[sz]\w+)\b",
    re.IGNORECASE,
)


def supporting(sentence: str, passages: Sequence[Candidate], vectors: TextVectors) -> Candidate | None:
    """Return the sentence of a passage that supports the written one best, None when none does.

    Supported means: every number, name and piece of code is in the passage; so are nearly all content words, and most
    of them in the quoted sentence; both sentences mean nearly the same (cosine); and both say yes or both say no. That
    is a check of words and not of logic: what passes says little that the quote does not say, and the quote stands
    beside it.
    """
    if not content_words(sentence) or is_instruction(sentence):
        return None
    possible = [candidate for candidate in passages if _agrees(sentence, candidate, passages)]
    if not possible:
        return None
    written, *quoted = vectors.of([sentence, *(candidate.text for candidate in possible)])
    cosines = [float(written @ vector) for vector in quoted]
    best = max(range(len(possible)), key=cosines.__getitem__)
    return possible[best] if cosines[best] >= SIMILARITY else None


def _agrees(sentence: str, candidate: Candidate, passages: Sequence[Candidate]) -> bool:
    passage = " ".join(
        [
            candidate.chunk.title,
            *candidate.chunk.headings,
            *(c.text for c in passages if c.chunk.id == candidate.chunk.id),
        ]
    )
    return (
        numbers(sentence) <= numbers(passage)
        and (names(sentence) | code_terms(sentence)) <= _spelled(passage)
        and is_negated(sentence) == is_negated(candidate.text)
        and _directions(sentence) <= _directions(candidate.text)
        and _cover(sentence, passage) >= COVER_OF_PASSAGE
        and _cover(sentence, candidate.text) >= COVER_OF_QUOTE
    )


def _cover(sentence: str, source: str) -> float:
    said = set(content_words(sentence))
    return len(said & set(content_words(source))) / len(said)


def _directions(text: str) -> frozenset[str]:
    return frozenset(match[0].lower()[:5] for match in _DIRECTIONS.finditer(text))


def _spelled(passage: str) -> frozenset[str]:
    """The names and the code of a passage, and its plain words, which a sentence may begin with."""
    return names(passage) | code_terms(passage) | frozenset(re.findall(r"[\w&]+(?:[-.][\w]+)*", passage.lower()))
