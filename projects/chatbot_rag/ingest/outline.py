"""Text under construction: what the formats have in common when they become a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from projects.chatbot_rag.documents import Parsed, Section
from shared.documents.characters import check_length, clean


@dataclass(frozen=True)
class Heading:
    """A heading at ``text[start:end]``. ``level`` 1 is the outermost."""

    level: int
    title: str
    start: int
    end: int


@dataclass(frozen=True)
class Hole:
    """A stretch that no reader sees, and that belongs to no section."""

    start: int
    end: int


Block: TypeAlias = Literal["paragraph", "item", "row", "code", "heading"]
_TIGHT: frozenset[Block] = frozenset({"item", "row"})


def sections(text: str, marks: Sequence[Heading | Hole]) -> tuple[Section, ...]:
    """Return the sections that the marks, in the order of the text, divide it into.

    A heading is not in the text of its section but in ``headings``, with the titles of those above it. Only one with
    nothing under it is a section of itself, so that it is found, too.
    """
    found = [_trimmed(text, (), 0, marks[0].start if marks else len(text))]
    path: list[Heading] = []
    for position, mark in enumerate(marks):
        following = marks[position + 1] if position + 1 < len(marks) else None
        end = following.start if following else len(text)
        if isinstance(mark, Heading):
            path = [*(above for above in path if above.level < mark.level), mark]
        titles = tuple(heading.title for heading in path if heading.title)
        section = _trimmed(text, titles, mark.end, end)
        if section is None and isinstance(mark, Heading) and not _below(following, mark):
            section = _trimmed(text, titles, mark.start, mark.end)
        found.append(section)
    return tuple(section for section in found if section is not None)


def _below(following: Heading | Hole | None, heading: Heading) -> bool:
    return isinstance(following, Heading) and following.level > heading.level


def _trimmed(text: str, headings: tuple[str, ...], start: int, end: int) -> Section | None:
    """The section without white space around it; None when nothing is left."""
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    return Section(headings, start, start + len(part.strip())) if part.strip() else None


class Draft:
    """A document that is written block by block, in Markdown's manner: lists as ``- `` lines, rows as ``| a | b |``."""

    def __init__(self, max_chars: int) -> None:
        self._max_chars = max_chars
        self._parts: list[str] = []
        self._length = 0
        self._last: Block | None = None
        self.headings: list[Heading] = []

    def add(self, block: Block, text: str) -> None:
        """Append a block; a blank one is left out.

        Raises:
            TooManyCharacters: the document becomes too long.
        """
        text = clean(text).strip("\n") if block == "code" else clean(text).strip()
        if not text.strip():
            return
        if block == "code":
            fence = "```" if "```" not in text else "~~~~~~"
            text = f"{fence}\n{text}\n{fence}"
        if self._parts:
            self._append("\n" if block == self._last and block in _TIGHT else "\n\n")
        self._last = block
        self._append(text)

    def heading(self, level: int, text: str) -> None:
        """Append a heading, on one line."""
        title = " ".join(clean(text).split())
        if title:
            self.add("heading", title)
            self.headings.append(Heading(level, title, self._length - len(title), self._length))

    def item(self, text: str) -> None:
        """Append an item of a list."""
        text = clean(text).strip()
        if text:
            self.add("item", f"- {text}".replace("\n", "\n  "))

    def row(self, cells: Sequence[str]) -> None:
        """Append a row of a table. A single cell is a box around text, not a table."""
        texts = [" ".join(clean(cell).split()) for cell in cells]
        if len(texts) == 1:
            self.add("paragraph", texts[0])
        elif any(texts):
            self.add("row", f"| {' | '.join(texts)} |")

    def finish(self, title: str, media_type: str) -> Parsed:
        """Return the document."""
        text = "".join(self._parts)
        return Parsed(title, text, media_type, sections(text, self.headings))

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)
        check_length(self._length, self._max_chars)
