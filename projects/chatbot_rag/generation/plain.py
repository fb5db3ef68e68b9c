"""Text of a document as plain text that is safe to show: no markup, no links, nothing invisible."""

from __future__ import annotations

import re
import unicodedata

_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})[^\n`]*$\n?", re.MULTILINE)
_PROMPT = re.compile(r"^[ \t]*(?:>>>|\.\.\.) ", re.MULTILINE)
_CODE_SPAN = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_NOT_SHOWN = "(?:script|style|template|iframe|noscript)"
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_UNSEEN = re.compile(rf"<({_NOT_SHOWN})\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_HIDDEN = re.compile(
    r"<(\w+)\b[^<>]*?(?:\shidden\b|aria-hidden\s*=\s*[\"']?true|(?:display\s*:\s*none|visibility\s*:\s*hidden|"
    r"(?:font-size|opacity)\s*:\s*0(?![.\d]*[1-9]))).*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_DEFINITION = re.compile(r"^[ ]{0,3}\[[^\[\]\n]+\]:[ \t]*\S.*$", re.MULTILINE)
_ORPHAN = re.compile(
    rf"(?:(?!<!--|<{_NOT_SHOWN}\b).)*?(?:-->[ \t]*$|</{_NOT_SHOWN}\s*>)",
    re.DOTALL | re.IGNORECASE | re.MULTILINE,
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_TARGET = r"(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\[\]]*\])"
_IMAGE = re.compile(r"!\[([^\[\]]*)\]" + _TARGET)
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]" + _TARGET)
_MARK = re.compile(r"(?<![\w`])\[\^?(\d+)\]")
_ADDRESS = re.compile(
    r"\b(?P<scheme>(?:https?|ftp)://|(?:file|data|javascript|vbscript):|(?=www\.))(?P<rest>[^\s<>\"'`]*[^\s<>\"'`.,;:!?)])",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:[^/?#@]*@)?([\w.-]*)")
_LINE_MARK = re.compile(r"^[ \t]*(?:(?:#{1,6}|[-*+•]|>)[ \t]+)+|^[ \t]*\|[ \t]*|[ \t]*\|[ \t]*$", re.MULTILINE)
_RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-{3,}[-:| \t]*$\n?", re.MULTILINE)
_STRONG = re.compile(r"\*{2,3}|(?<!\w)_{2,3}(?=\S)|(?<=\S)_{2,3}(?!\w)")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=\S)([^*\n]*(?:\n[^*\n]+)*?)(?<=\S)\*(?![\w*])|(?<!\w)_(?=\S)([^_]+?)(?<=\S)_(?!\w)"
)
_SET_ASIDE = "\x00"  # stands for code while the prose around it is rendered; visible() lets none through
_TAG_START = re.compile(r"<(?=[A-Za-z/!?])")


def plain(source: str) -> str:
    """Return Markdown or text as one line of plain text; code blocks keep their lines.

    Links and images leave their words, addresses leave their host, since the rest can carry data to somebody; tags,
    comments and invisible characters go. ``[1]`` becomes ``(1)``: only citations look like citations. What is left of
    ``<`` before a letter is written ``‹``, so that no reader of the text takes it for a tag.
    """
    text = visible(source)
    if is_code(text):
        code = "\n".join(line.rstrip() for line in _FENCE.sub("", text).splitlines())
        return _TAG_START.sub("‹", _ADDRESS.sub(_host, code)).strip("\n")
    codes = [span[2].strip() for span in _CODE_SPAN.finditer(text)]
    prose = _prose(_CODE_SPAN.sub(_SET_ASIDE, text))
    for code in codes:
        prose = prose.replace(_SET_ASIDE, code, 1)
    return _TAG_START.sub("‹", " ".join(_ADDRESS.sub(_host, prose).split()))


def is_code(source: str) -> bool:
    """Whether the text is a code block: fenced, or a dialogue with an interpreter."""
    return _FENCE.search(source) is not None or _PROMPT.search(source) is not None


def hidden(source: str) -> list[tuple[int, int]]:
    """Return the spans that a reader of the rendered text does not see.

    Comments, scripts, hidden elements, link definitions; what opens before the text begins or closes after it ends
    counts from its beginning or to its end.
    """
    spans = [
        match.span() for pattern in (_COMMENT, _UNSEEN, _HIDDEN, _DEFINITION) for match in pattern.finditer(source)
    ]
    if orphan := _ORPHAN.match(source):
        spans.append(orphan.span())
    return sorted(spans)


def visible(text: str) -> str:
    """Remove what no reader sees: control, bidirectional, zero-width and tag characters. Line ends and tabs stay."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cs", "Cn"})


def _prose(text: str) -> str:
    for markup in (_COMMENT, _UNSEEN, _HIDDEN, _DEFINITION, _TAG):
        text = markup.sub("", text)
    text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    text = _MARK.sub(r"(\1)", text)
    text = _LINE_MARK.sub("", _RULE.sub("", text))
    return _EMPHASIS.sub(lambda match: match[1] or match[2], _STRONG.sub("", text))


def _host(address: re.Match[str]) -> str:
    """Leave the host of a web address, and nothing of another one."""
    host = _HOST.match(address["rest"])
    return host[1].rstrip(".") if host and not address["scheme"].endswith(":") else ""
