"""From characters to words, and from words to the stretches of a line that no gap parts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise, product
from statistics import median

from projects.resume_screener.reading.characters import BULLETS
from projects.resume_screener.reading.pdf.geometry import Box, Glyph, direction, is_rtl, joined

WORD_GAP = 0.15
"""Of the font's size. The space of common fonts is .25 to .33 wide and .2 where a line is justified; kerning moves
letters apart by less than .1."""
STRETCH_GAP = 0.9
"""Of the font's size: more than a space of a justified line, less than the gutter between columns."""
_BULLET_GAP = 4.0
SAME_LINE = 0.35
"""Of the smaller font's size: what stands on one line differs less in height, and lines are 1 or more apart."""
_OVERLAP = 0.6
_SAME_PLACE = 0.01
"""Points. PDFium gives the letters of a ligature the box of the whole."""
_SHADOW = 0.15
"""Of the font's size: a word that is drawn again to look bold or raised moves by less, and by more than twice as much
where letters are spaced out and one comes double ("S K I L L S")."""
_SPACED_LETTERS = 4
"""So many single letters in a row are a word that is spaced out, not words."""
_EVEN, _WORDS_APART = 1.6, 4.0
"""Gaps between the letters of a spaced word differ less than the first; those between words are in between."""


def words(glyphs: Sequence[Glyph]) -> list[Box]:
    """Return the words in the order in which they are drawn; one that is drawn twice, for a shadow, counts once."""
    found: list[Box] = []
    drawn: set[tuple[str, int, int]] = set()
    current: list[Glyph] = []
    for glyph in glyphs:
        if glyph.character.isspace():
            _close(current, found, drawn)
            current = []
            continue
        if current and not _continues(current[-1], glyph):
            _close(current, found, drawn)
            current = []
        current.append(glyph)
    _close(current, found, drawn)
    return found


def _continues(before: Glyph, glyph: Glyph) -> bool:
    size = min(before.size, glyph.size)
    if min(before.top, glyph.top) - max(before.bottom, glyph.bottom) < 0.5 * size:
        return False
    if abs(glyph.left - before.left) < _SAME_PLACE:
        return True
    gap = glyph.left - before.right
    if direction(glyph.character) == "R" or direction(before.character) == "R":
        gap = max(gap, before.left - glyph.right)
    return -_OVERLAP * size <= gap <= WORD_GAP * size


def _close(glyphs: Sequence[Glyph], found: list[Box], drawn: set[tuple[str, int, int]]) -> None:
    """Add the word to those that are found. ``drawn``: the words with the places where they would be drawn again."""
    if not glyphs:
        return
    word = Box(
        "".join(glyph.character for glyph in glyphs),
        min(glyph.left for glyph in glyphs),
        min(glyph.bottom for glyph in glyphs),
        max(glyph.right for glyph in glyphs),
        max(glyph.top for glyph in glyphs),
        max(glyph.size for glyph in glyphs),
        glyphs[0].order,
    )
    column, row = round(word.left / (_SHADOW * word.size)), round(word.base / (_SHADOW * word.size))
    if (word.text, column, row) not in drawn:
        found.append(word)
    drawn.update((word.text, column + right, row + up) for right, up in product((-1, 0, 1), repeat=2))


def rows(boxes: Sequence[Box]) -> list[list[Box]]:
    """Return the boxes line by line, from top to bottom, each line in the order in which it is read."""
    found: list[list[Box]] = []
    for box in sorted(boxes, key=lambda box: (-box.base, box.left)):
        first = found[-1][0] if found else None
        if first is not None and first.base - box.base < SAME_LINE * min(first.size, box.size):
            found[-1].append(box)
        else:
            found.append([box])
    return [_in_reading_order(row) for row in found]


def stretches(words: Sequence[Box]) -> list[Box]:
    """Return the stretches of lines that no gap parts which is wider than a space. A bullet belongs to its item."""
    found: list[Box] = []
    for row in rows(words):
        row = _unspaced(row)
        current = row[0]
        for word in row[1:]:
            reach = _BULLET_GAP if current.text in BULLETS else STRETCH_GAP
            if _gap(current, word) <= reach * max(current.size, word.size):
                current = joined(current, word, " ")
            else:
                found.append(current)
                current = word
        found.append(current)
    return found


def _unspaced(row: Sequence[Box]) -> list[Box]:
    """Put words together that are spaced out for looks ("S K I L L S"); where gaps are wider, a word ends."""
    found: list[Box] = []
    for is_letter, run in groupby(row, lambda box: len(box.text) == 1 and box.text.isalpha()):
        boxes = list(run)
        if not is_letter or len(boxes) < _SPACED_LETTERS:
            found += boxes
            continue
        gaps = [_gap(before, letter) for before, letter in pairwise(boxes)]
        usual = median(gaps)
        found.append(boxes[0])
        for gap, letter in zip(gaps, boxes[1:], strict=True):
            if gap <= _WORDS_APART * usual:
                found[-1] = joined(found[-1], letter, "" if gap <= _EVEN * usual else " ")
            else:
                found.append(letter)
    return found


def _gap(before: Box, after: Box) -> float:
    return max(after.left - before.right, before.left - after.right)


def _in_reading_order(row: Sequence[Box]) -> list[Box]:
    """From left to right; where most letters run from right to left, that way, but for the words that do not."""
    ordered = sorted(row, key=lambda box: box.left)
    if not is_rtl("".join(box.text for box in ordered)):
        return ordered
    turned: list[Box] = []
    embedded: list[Box] = []
    for box in reversed(ordered):
        if is_rtl(box.text):
            turned += [*reversed(embedded), box]
            embedded = []
        else:
            embedded.append(box)
    return [*turned, *reversed(embedded)]
