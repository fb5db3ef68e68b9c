"""Plain text files: as pasted into a form, and as an e-mail."""

from __future__ import annotations

from collections.abc import Callable

from projects.resume_screener.synthetic.layouts.pdf import File
from projects.resume_screener.synthetic.layouts.typeset import Region
from projects.resume_screener.synthetic.outline import Entry, Outline, Section, Table


def capitals(outline: Outline) -> File:
    """Headings in capitals, bullets with asterisks."""
    return _file(outline, lambda heading: [heading.upper()], "* ")


def underlined(outline: Outline) -> File:
    """Headings with a line of hyphens below."""
    return _file(outline, lambda heading: [heading, "-" * len(heading)], "- ")


def _file(outline: Outline, heading: Callable[[str], list[str]], mark: str) -> File:
    lines = [outline.person.name, outline.person.headline, *outline.contact]
    for section in outline.sections:
        lines += ["", *heading(section.heading), *_content(section, mark)]
    return File("\n".join([*lines, ""]).encode(), (Region(0, 0, 0, tuple(line for line in lines if line)),))


def _content(section: Section, mark: str) -> list[str]:
    content = section.content
    if isinstance(content, str):
        return [content]
    if isinstance(content, Table):
        return [f"{name}: {', '.join(values)}" for name, values in content.rows]
    return [line for item in content for line in (_entry(item, mark) if isinstance(item, Entry) else [mark + item])]


def _entry(entry: Entry, mark: str) -> list[str]:
    where = ", ".join(part for part in (entry.second, entry.place) if part)
    return [f"{entry.dates}: {entry.first}, {where}", *(mark + bullet for bullet in entry.bullets)]
