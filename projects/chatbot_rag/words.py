"""What a text says, as sets that can be compared: content words, numbers, names, code, negation. English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import Stemmer

_STOPWORDS = """
    a about above after again all also although always am an and another any anybody anyone anything are as at away
    back be became because become been before being below between both but by came can cannot come could did do does
    doing done down during each either else etc even ever every everybody everyone everything few for from further get
    gets getting give given gives go goes going gone got had has have having he hello help her here hers hey hi him his
    hold how however i if in instead into is it its itself just keep kind know let like lot made make makes making many
    may maybe me might mine more most much must my need needs neither never no nobody none nor not nothing
    now of off ok okay on once one ones only onto or other others otherwise our ours out over own perhaps please pls
    put quite rather really right said same say says see seem seems shall she should simply since so some somebody
    someone something still such take takes tell than thank thanks that the their theirs them then there these they
    thing things this those though through thus to together too towards under until up upon us use used uses using
    usually very via want wants was way we well went were what whatever whats when where whether which while who whom
    whose why will with within without would yeah yes yet you your yours
    don doesn didn isn aren wasn weren won wouldn couldn shouldn hasn haven hadn ll ve re im ive id t s d m
"""
STOPWORDS = frozenset(_STOPWORDS.split())
"""Words without a meaning of their own; "not" and the like are looked at by ``is_negated``."""

_NUMBER_WORDS = "two three four five six seven eight nine ten eleven twelve"
NUMBER_WORDS = {word: str(value) for value, word in enumerate(_NUMBER_WORDS.split(), start=2)} | {
    "half": "1/2",
    "hundred": "100",
    "thousand": "1000",
    "million": "1000000",
}

_WORD = re.compile(r"[^\W\d_][\w’']*")
_NUMBER = re.compile(r"(?<![\w.])[+−-]?\d+(?:[,\u202f ]\d{3})*(?:\.\d+)?(?:e[+-]?\d+)?(?![\d_])", re.IGNORECASE)
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|nowhere|neither|nor|cannot|without|hardly|barely|scarcely)\b|n[’']t\b",
    re.IGNORECASE,
)
_BACKTICKED = re.compile(r"(`+)(.+?)\1", re.DOTALL)
_CODE = re.compile(r"\b(?:\w+(?:\.\w+)*\(\)|\w*[a-z0-9]_\w+|[a-z]+[A-Z]\w*|[A-Z]+[a-z]+[A-Z]\w*)")
_QUOTED = re.compile(r"[\"“]([^\"“”\n]{1,80})[\"”]")
_CAPITALISED = re.compile(r"(?<![\w`])[A-Z][\w&]*(?:[-.][\w]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;(\"“]\s*|\n\s*)$")


def words(text: str) -> Iterator[str]:
    """Yield the words, in lower case and in order."""
    return (match[0].replace("’", "'") for match in _WORD.finditer(text.lower()))


def content_words(text: str) -> list[str]:
    """Return the stems of the words that carry meaning, in order, with repetitions; numbers are no words."""
    parts = (part for word in words(text) for part in word.split("'")[:1])
    return [stem(word) for word in parts if word not in STOPWORDS and (len(word) > 1 or not word.isascii())]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """Return the stem of a word in lower case (Snowball, English)."""
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


def numbers(text: str) -> frozenset[str]:
    """Return the numbers, in digits or in words, without separators of thousands and trailing zeros."""
    digits = {_plain_number(match[0]) for match in _NUMBER.finditer(text)}
    return frozenset(digits | {NUMBER_WORDS[word] for word in words(text) if word in NUMBER_WORDS})


def is_negated(text: str) -> bool:
    """Whether the negations of the text leave a negation: two of them cancel each other out."""
    return len(_NEGATION.findall(text)) % 2 == 1


def code_terms(text: str) -> frozenset[str]:
    """Return what is code or quoted: between backticks or quotation marks, or by its form (``n_jobs``, ``fit()``)."""
    between = {match[2].strip() for match in _BACKTICKED.finditer(text)}
    quoted = {match[1].strip() for match in _QUOTED.finditer(text)}
    bare = {match[0] for match in _CODE.finditer(_BACKTICKED.sub(" ", text))}
    return frozenset(term.lower().removesuffix("()") for term in between | quoted | bare if term)


def names(text: str) -> frozenset[str]:
    """Return the words that are written as names, in lower case: capitals within a sentence, acronyms anywhere."""
    found = set()
    for match in _CAPITALISED.finditer(text):
        name = match[0]
        opens = _SENTENCE_START.search(text[: match.start()]) is not None
        if name not in {"I", "A"} and (not opens or sum(letter.isupper() for letter in name) > 1):
            found.add(name.lower())
    return frozenset(found)


def _plain_number(number: str) -> str:
    plain = number.replace("−", "-").lstrip("+")
    plain = re.sub(r"[,\u202f ](?=\d{3})", "", plain.lower())
    return plain.rstrip("0").rstrip(".") if "." in plain and "e" not in plain else plain


@cache
def _stemmer() -> Stemmer.Stemmer:
    import Stemmer

    # Without its own cache a stemmer keeps nothing between two words, so that threads can share it.
    return Stemmer.Stemmer("english", 0)
