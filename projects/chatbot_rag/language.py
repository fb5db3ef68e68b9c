"""Whether a question is in the language that the encoder knows."""

from __future__ import annotations

from projects.chatbot_rag.words import words

FREQUENT = (
    "the is are what how why which when where who does did of and with should would could can my your there it this "
    "that these to for from if or explain tell show give write between than"
)
ENGLISH = frozenset(FREQUENT.split())
"""Frequent in English questions; the few that other languages have as well are rare in their questions."""
FEW_WORDS = 5
"""Fewer words may be a term alone, which tells nothing about the language."""


def looks_english(question: str) -> bool:
    """Return False for mostly other letters than Latin ones, and for several words of which none is common English."""
    letters = [letter for letter in question if letter.isalpha()]
    if 2 * sum(letter > "\u024f" for letter in letters) > len(letters):
        return False
    asked = list(words(question))
    return len(asked) < FEW_WORDS or not ENGLISH.isdisjoint(asked)
