"""Which sentence of a passage supports a written one."""

from __future__ import annotations

import pytest

from projects.chatbot_rag.generation.candidates import candidates
from projects.chatbot_rag.generation.support import supporting
from tests.chatbot_rag.generation.passages import hit, vectors

PASSAGES = candidates(
    [
        hit(
            "A bootstrap sample misses a row with probability 0.37. Trees that missed a row can be tested on it. "
            "Adding trees does not make the forest overfit. Breiman proved in 2001 that the error converges.",
            heading="Random forests",
        ),
        hit("Boosting can overfit with 500 trees.", name="b", heading="Boosting"),
    ]
)


def _quote(sentence: str) -> str | None:
    found = supporting(sentence, PASSAGES, vectors())
    return found.quote.text if found else None


@pytest.mark.parametrize(
    ("sentence", "quote"),
    [
        (
            "A row is missed by a bootstrap sample with probability 0.37.",
            "A bootstrap sample misses a row with probability 0.37.",
        ),
        ("The forest does not overfit by adding trees.", "Adding trees does not make the forest overfit."),
        ("Breiman proved that the error converges.", "Breiman proved in 2001 that the error converges."),
        ("With 500 trees, boosting can overfit.", "Boosting can overfit with 500 trees."),
    ],
)
def test_a_paraphrase_is_supported_by_its_source(sentence: str, quote: str) -> None:
    assert _quote(sentence) == quote


@pytest.mark.parametrize(
    "sentence",
    [
        "A bootstrap sample misses a row with probability 0.63.",
        "Adding trees makes the forest overfit.",
        "Hinton proved that the error converges.",
        "The forest does not overfit with 500 trees.",
        "Adding trees never makes the forest overfit.",
        "Adding fewer trees does not make the forest overfit.",
        "I hope that this helps!",
        "So it is.",
        "",
    ],
)
def test_what_a_passage_does_not_say_is_not_supported(sentence: str) -> None:
    assert _quote(sentence) is None


def test_no_passage_supports_nothing() -> None:
    assert supporting("Breiman proved that the error converges.", [], vectors()) is None
