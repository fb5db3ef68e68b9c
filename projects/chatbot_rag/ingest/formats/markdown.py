"""Markdown (CommonMark). The text is the source itself, so that offsets are offsets into the file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from projects.chatbot_rag.documents import Parsed
from projects.chatbot_rag.ingest.outline import Heading, Hole, sections
from shared.documents.characters import check_length, clean, decode
from shared.documents.kinds import Kind
from shared.documents.limits import Limits

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_TITLE = re.compile(r"^title:(.+)$", re.MULTILINE)


def read(data: bytes, title: str, limits: Limits) -> Parsed:
    """Return the source with a section for each heading. Front matter and comments are in none.

    The title is the first heading of level 1, else the front matter's, else the first heading.
    """
    text = clean(decode(data))
    check_length(len(text), limits.max_chars)
    front = _FRONT_MATTER.match(text)
    begin = front.end() if front else 0
    marks = list(_marks(text, begin))
    headings = [mark for mark in marks if isinstance(mark, Heading) and mark.title]
    outermost = [heading.title for heading in headings if heading.level == 1]
    stated = _FRONT_TITLE.search(text, 0, begin)
    titles = [*outermost, *([stated[1].strip(" \t'\"")] if stated else []), *(heading.title for heading in headings)]
    holes = [Hole(0, begin)] if front else []
    return Parsed(next(filter(None, titles), title), text, Kind.MARKDOWN.value, sections(text, [*holes, *marks]))


def _marks(text: str, begin: int) -> Iterable[Heading | Hole]:
    """Headings and comments, those in quotes, lists and code not counted."""
    body = text[begin:]
    starts = list(accumulate((len(line) + 1 for line in body.split("\n")), initial=begin))
    starts[-1] = len(text)
    tokens = _blocks().parse(body)
    for token, inside in zip(tokens, [*tokens[1:], None], strict=True):
        if token.level or token.map is None:
            continue
        start, end = starts[token.map[0]], starts[token.map[1]]
        if token.type == "heading_open" and inside is not None:
            yield Heading(int(token.tag[1:]), _plain(inside), start, end)
        elif token.type == "html_block" and _is_comment(token.content):
            yield Hole(start, end)


def _is_comment(html: str) -> bool:
    html = html.strip()
    return html.startswith("<!--") and html.find("-->") == len(html) - 3


def _plain(inline: Token) -> str:
    """The words of a heading, without markup."""
    children = _inlines().parseInline(inline.content)[0].children or []
    words = (
        " " if child.type in ("softbreak", "hardbreak") else child.content for child in children if not _html(child)
    )
    return " ".join("".join(words).split())


def _html(token: Token) -> bool:
    return token.type == "html_inline"


@cache
def _blocks() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").disable("inline")


@cache
def _inlines() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark")
