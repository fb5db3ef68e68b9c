"""HTML: what a reader sees of the page's own content."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from projects.chatbot_rag.documents import Parsed
from projects.chatbot_rag.ingest.outline import Draft
from shared.documents.characters import byte_order, clean, decode
from shared.documents.kinds import Kind
from shared.documents.limits import Limits

if TYPE_CHECKING:
    from lxml.etree import _Element

_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_HIDDEN_STYLE = re.compile(
    r"(?:display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size|opacity)\s*:\s*0(?![.\d]*[1-9]))", re.IGNORECASE
)


def _names(line: str) -> frozenset[str]:
    return frozenset(line.split())


_UNSEEN = _names(
    "area audio button canvas datalist head iframe input map math noscript object script select style svg template "
    "textarea title video"
)
_AROUND = frozenset({"aside", "footer", "nav"})
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INLINE = _names(
    "a abbr b bdi bdo big cite code data del dfn em font i img ins kbd label mark meter output q ruby rp rt s samp "
    "small span strike strong sub sup time tt u var wbr"
)
_NOT_IN_CELLS = ("table", "ul", "ol", "pre", *_HEADINGS)
_SPACE = re.compile(r"[ \t\n]+")


def read(data: bytes, title: str, limits: Limits) -> Parsed:
    """Return the visible text; the title is the page's, else its first heading.

    Scripts, styles, comments and hidden elements are left out, and where the page marks its main part, navigation,
    asides and footers too. Nothing is fetched and no entity of a document type is expanded.
    """
    from lxml import etree

    source = clean(_characters(data))
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(source.encode(), parser)
    draft = Draft(limits.max_chars)
    if root is None:
        return draft.finish(title, Kind.HTML.value)
    _Page(draft, root).write()
    named = [" ".join(root.findtext(".//title", "").split()), *(heading.title for heading in draft.headings)]
    return draft.finish(next(filter(None, named), title), Kind.HTML.value)


def _characters(data: bytes) -> str:
    declared = _CHARSET.search(data, 0, 1024)
    if declared is None or byte_order(data) is not None:
        return decode(data)
    try:
        name = codecs.lookup(declared[1].decode("ascii", errors="replace")).name
        # Browsers take these for Windows-1252 (https://encoding.spec.whatwg.org/#names-and-labels).
        return data.decode("cp1252" if name in ("ascii", "iso8859-1") else name, errors="replace")
    except (LookupError, UnicodeError):
        return decode(data)


class _Page:
    """One walk over the elements of a page, which writes it to a draft."""

    def __init__(self, draft: Draft, root: _Element) -> None:
        self._draft = draft
        self._root = root
        self._text: list[str] = []
        self._marked = False
        self._preformatted = 0
        self._cells: list[str] | None = None
        self._has_main = any(True for _ in root.iter("main", "article"))

    def write(self) -> None:
        from lxml import etree

        walk = etree.iterwalk(self._root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                if self._is_unseen(element):
                    walk.skip_subtree()
                else:
                    self._enter(element)
            else:
                if not self._is_unseen(element):
                    self._leave(element)
                self._text.append(element.tail or "")
        self._flush()

    def _is_unseen(self, element: _Element) -> bool:
        tag = element.tag
        return (
            not isinstance(tag, str)
            or tag in _UNSEEN
            or (self._has_main and tag in _AROUND)
            or "hidden" in element.attrib
            or element.get("aria-hidden", "").lower() == "true"
            or _HIDDEN_STYLE.search(element.get("style", "")) is not None
        )

    def _enter(self, element: _Element) -> None:
        tag = element.tag
        if tag == "br":
            self._text.append("\n" if self._preformatted else "\v")
        elif tag not in _INLINE and self._cells is None and not self._preformatted:
            self._flush()
        if tag == "pre":
            self._preformatted += 1
        elif tag == "li":
            self._marked = True
        elif tag == "tr" and not _is_layout(element):
            self._cells = []
        self._text.append(element.text or "")

    def _leave(self, element: _Element) -> None:
        tag = element.tag
        if self._cells is not None:
            self._leave_in_row(element.tag)
        elif tag in _HEADINGS:
            self._draft.heading(_HEADINGS[tag], self._taken())
        elif tag == "pre":
            self._draft.add("code", "".join(self._text))
            self._text = []
        elif tag not in _INLINE and tag != "br":
            self._end_block()
        if tag == "pre":
            self._preformatted -= 1
        elif tag == "li":
            self._marked = False

    def _leave_in_row(self, tag: str) -> None:
        if self._cells is None:
            return
        if tag in ("td", "th"):
            self._cells.append(self._taken())
        elif tag == "tr":
            self._draft.row(self._cells)
            self._cells, self._text = None, []
        elif tag not in _INLINE:
            self._text.append(" ")

    def _end_block(self) -> None:
        if self._preformatted:
            self._text.append("\n")
        else:
            self._flush()

    def _flush(self) -> None:
        """Write what has been read as a paragraph, or as an item of a list when it begins one."""
        text = self._taken()
        if not text:
            return
        if self._marked:
            self._draft.item(text)
            self._marked = False
        else:
            self._draft.add("paragraph", text)

    def _taken(self) -> str:
        text = _SPACE.sub(" ", "".join(self._text))
        self._text = []
        return "\n".join(line.strip() for line in text.split("\v")).strip()


def _is_layout(row: _Element) -> bool:
    """Whether the row arranges a page and is no row of figures."""
    return any(True for _ in row.iter(*_NOT_IN_CELLS))
