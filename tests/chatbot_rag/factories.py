"""Small documents."""

from __future__ import annotations

import hashlib

from projects.chatbot_rag.documents import PUBLIC, Parsed, Section
from projects.chatbot_rag.store import Catalogue, Document

EVERYBODY = frozenset({PUBLIC})


def make_parsed(*paragraphs: str, title: str = "Notes") -> Parsed:
    """A document with a section for each paragraph."""
    sections, start = [], 0
    for number, paragraph in enumerate(paragraphs):
        sections.append(Section((f"Part {number}",), start, start + len(paragraph)))
        start += len(paragraph) + 2
    return Parsed(title, "\n\n".join(paragraphs), "text/plain", tuple(sections))


def put(catalogue: Catalogue, name: str, *paragraphs: str, access: str = PUBLIC) -> Document:
    """Store a document as if a file with these paragraphs had been read."""
    sha256 = hashlib.sha256("\n".join(paragraphs).encode()).hexdigest()
    return catalogue.documents.put(name, access, sha256, make_parsed(*paragraphs, title=name))
