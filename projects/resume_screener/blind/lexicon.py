"""What is known of a word: a given name, a surname, or a word that says something else as well."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from projects.resume_screener.resume import Span

FOLDER = Path(__file__).with_name("words")
_WORD = re.compile(r"(?:[^\W\d_]\.){1,3}|[^\W\d_]+(?:['’.-][^\W\d_]+)*['’]?")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True)
class Word:
    """A word of a text. A name with a hyphen is one word with two ``parts``."""

    text: str
    span: Span

    @cached_property
    def plain(self) -> str:
        """Lower case, without accents, apostrophes and full stops."""
        return plain(self.text)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        return tuple(part for part in self.plain.split("-") if part) if "-" in self.plain else (self.plain,)

    @property
    def is_capitalised(self) -> bool:
        """Whether it begins with a capital, or in a script that has none."""
        return not self.text[0].islower()

    @property
    def is_shouted(self) -> bool:
        return len(self.plain) > 1 and self.text.isupper()

    @property
    def is_initial(self) -> bool:
        return len(self.plain) == 1 or (self.text.endswith(".") and self.is_capitalised)

    @cached_property
    def is_given_name(self) -> bool:
        return bool(self.parts) and self.parts[0] in given_names() and all(map(is_known, self.parts))

    @cached_property
    def is_surname(self) -> bool:
        return bool(self.parts) and self.parts[-1] in surnames() and all(map(is_known, self.parts))

    @property
    def is_name(self) -> bool:
        return self.is_given_name or self.is_surname

    @cached_property
    def is_ordinary(self) -> bool:
        """Whether it says something else than a name: a word of job texts, a place, a firm, a product."""
        return all(is_ordinary(part) for part in self.parts)


def plain(text: str) -> str:
    """Return a word as the lists have it."""
    if text.isascii() and text.isalpha():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", _POSSESSIVE.sub("", text)).casefold()
    return "".join(char for char in decomposed if char == "-" or char.isalnum())


def words_of(text: str, start: int = 0, end: int | None = None) -> Iterator[Word]:
    """Yield the words of a text, or of a part of it, in order; their spans are in ``text``."""
    found = _WORD.finditer(text, start, len(text) if end is None else end)
    return (Word(match.group(), match.span()) for match in found)


def is_known(part: str) -> bool:
    """Whether a plain word is in a list of names."""
    return part in given_names() or part in surnames()


def is_ordinary(part: str) -> bool:
    """Whether a plain word says something else than a name."""
    return part in vocabulary() or part in elsewhere()


@cache
def given_names() -> frozenset[str]:
    return _read("given_names.txt")


@cache
def surnames() -> frozenset[str]:
    return _read("surnames.txt")


@cache
def vocabulary() -> frozenset[str]:
    """Return the words that job texts write in lower case."""
    return _read("vocabulary.txt") | roles()


@cache
def roles() -> frozenset[str]:
    """Return the words of headlines that are no name."""
    return _read("roles.txt")


@cache
def elsewhere() -> frozenset[str]:
    """Return the names of people that places, firms, products and months have as well."""
    return _read("elsewhere.txt")


@cache
def firms() -> frozenset[tuple[str, ...]]:
    """Return organisations that sound like people, as plain words without "and"."""
    return frozenset(tuple(map(plain, line.split())) for line in _lines("firms.txt"))


def _read(name: str) -> frozenset[str]:
    return frozenset(plain(word) for line in _lines(name) for word in line.split())


def _lines(name: str) -> list[str]:
    lines = (FOLDER / name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
