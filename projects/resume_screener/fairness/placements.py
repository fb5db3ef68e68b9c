"""Where names stand in resumes: the forms in which the audit puts a name into a text without one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from projects.resume_screener.resume import Span


@dataclass(frozen=True)
class Name:
    """A full name; ``first`` and ``last`` can be several words. ``group``: race or ethnicity, then sex, as in "B_W"."""

    first: str
    last: str
    group: str

    @property
    def full(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def sex(self) -> str:
        """W for women's names, M for men's."""
        return self.group.rpartition("_")[2]

    @property
    def race(self) -> str:
        """The race or ethnicity in which the name is frequent, as its list has it."""
        return self.group.rpartition("_")[0]


@dataclass(frozen=True)
class Placed:
    """A text with a name in it, and where each part of the name is."""

    text: str
    spans: tuple[Span, ...]


FORMS: Mapping[str, str] = {
    "first line": "{First} {Last}\n{body}",
    "first line, capitals": "{FIRST} {LAST}\n{body}",
    "label": "Resume\nName: {First} {Last}\n{body}",
    "before the title": "{First} {Last} | Professional\n{body}",
    "last name first": "{Last}, {First}\n{body}",
    "e-mail": "Contact: {first}.{last}@post.example\n{body}",
    "profile link": "{body}\nhttps://www.linkedin.com/in/{first}-{last}-4821",
    "page footer": "{body}\n{First} {Last} – page 2",
    "signature": "{body}\nSincerely,\n{First} {Last}",
    "file name": "{First} {Last}\n{body}\nPortfolio: {first}_{last}_cv.pdf",
    "first name in a sentence": "{First} {Last}\n{body}\n{First} has a good eye for detail.",
    "last name after a title": "{body}\nDr. {Last} answers questions by telephone.",
    "all together": (
        "{First} {Last}\n{first}.{last}@post.example | linkedin.com/in/{first}{last}\n{body}\n"
        "{First} has a good eye for detail.\nSincerely,\n{First} {Last}\n{First} {Last} – page 2"
    ),
}
"""A text without a name is ``body``. In each form but the last the name has to be found by what it shows there."""


def place(form: str, name: Name, body: str) -> Placed:
    """Put the name into the body, and say where its parts are. Raises KeyError for a form that is not in FORMS."""
    values = {"first": _glued(name.first), "last": _glued(name.last)}
    values |= {"First": name.first, "Last": name.last, "FIRST": name.first.upper(), "LAST": name.last.upper()}
    parts: list[str] = []
    spans: list[Span] = []
    length = 0
    for literal, slot, _, _ in Formatter().parse(FORMS[form]):
        filled = body if slot == "body" else values[slot] if slot else ""
        length += len(literal)
        if slot and slot != "body":
            spans.append((length, length + len(filled)))
        parts += [literal, filled]
        length += len(filled)
    return Placed("".join(parts), tuple(spans))


def _glued(words: str) -> str:
    return words.replace(" ", "").lower()
