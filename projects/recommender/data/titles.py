"""Titles as people write them: ``Matrix, The (1999)`` becomes ``The Matrix`` and 1999."""

import re

_YEAR = re.compile(r"\s*\((\d{4})(?:[-–]\d{0,4})?\)\s*(?:\(V\))?\s*$")  # (V): released on video only
_ARTICLE = re.compile(
    r"^(?P<name>.+?), "
    r"(?P<article>The|An?|L[aeo]s?|L'|El|Il|Gli|I|Une?|Der|Die|Das|Den|Det|En|Ett|O|Os|As)$"
)
_PARENTHESIS = re.compile(r"^(?P<title>[^()]+) \((?P<original>[^()]+)\)$")


def clean_title(raw: str) -> tuple[str, int | None]:
    """Split a MovieLens title into its display form and the year (None when it carries none).

    A trailing article goes to the front, in the title and in the original title that may follow in parentheses.
    """
    year = _YEAR.search(raw)
    title = _YEAR.sub("", raw).strip() or raw.strip()
    two = _PARENTHESIS.match(title)
    shown = f"{_article_first(two['title'])} ({_article_first(two['original'])})" if two else _article_first(title)
    return shown, int(year[1]) if year else None


def _article_first(title: str) -> str:
    moved = _ARTICLE.match(title)
    if not moved:
        return title
    space = "" if moved["article"].endswith("'") else " "
    return f"{moved['article']}{space}{moved['name']}"
