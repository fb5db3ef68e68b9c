"""Characters as documents have them, made into those that a person would type."""

from __future__ import annotations

import re
import unicodedata

from shared.documents.characters import clean

BULLETS = frozenset("•◦●○▪▫■□◆◇▶►▸➢➤✓✔⁃∙‣⦁⚫❖✦✧★☆➔→»·¤\uf0b7\uf0a7\uf0d8\uf076\uf0fc\uf02d\uf0a8\uf06e")
"""What stands before the items of a list; those of Symbol and Wingdings come as private-use characters."""
_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_SPACES = dict.fromkeys((160, 5760, *range(8192, 8203), 8239, 8287, 12288), " ")
_PLAIN = str.maketrans({**_LIGATURES, **_SPACES, 0x2010: "-", 0x2011: "-"})
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]+")
_BULLET = re.compile(rf"^(\s*)(?:[{re.escape(''.join(BULLETS))}]|o(?=[ \t]+[A-Z]))[ \t]*(?=\S)", re.MULTILINE)
_RUNS = re.compile(r" {2,}")
_AROUND_TABS = re.compile(r" *\t[ \t]*")


def plain(text: str) -> str:
    """Return lines with ligatures as letters, one kind of space, "• " before items, and no character nobody sees.

    Icons, which fonts put where Unicode has no meaning, go. Letters are composed (NFC).
    """
    text = clean(text.translate(_PLAIN))
    text = _PRIVATE.sub(" ", _BULLET.sub(r"\1• ", text))
    lines = (_AROUND_TABS.sub("\t", _RUNS.sub(" ", line)).strip() for line in text.split("\n"))
    return unicodedata.normalize("NFC", "\n".join(lines))
