"""How much of an identity the redaction finds, and how much else it takes."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from projects.resume_screener.blind import Redacted, redact
from projects.resume_screener.blind.lexicon import given_names, plain, surnames
from projects.resume_screener.fairness.placements import FORMS, Name, Placed, place
from projects.resume_screener.resume import Resume, Span

LABELLED = Path(__file__).with_name("labelled.jsonl")
_MARKED = re.compile(r"\{\{(.*?)\}\}")
Redact = Callable[[Resume], Redacted]
Parse = Callable[[str], Resume]


def unparsed(text: str) -> Resume:
    """Return a resume of which nothing but the text is known: the hardest case for blind mode."""
    return Resume(text=text)


class Line(BaseModel):
    """A line with what has to go in double braces; ``kind`` "keep" has nothing that may."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str
    text: str

    @property
    def plain(self) -> str:
        """The line without its marks."""
        return _MARKED.sub(r"\1", self.text)

    @property
    def spans(self) -> tuple[Span, ...]:
        """What has to go, in ``plain``."""
        found = list(_MARKED.finditer(self.text))
        return tuple((m.start() - 4 * i, m.end() - 4 * (i + 1)) for i, m in enumerate(found))


@dataclass(frozen=True)
class Trial:
    """A name in a form: whether all of it was found, and whether the lists hold all of its parts."""

    form: str
    name: Name
    is_found: bool
    is_listed: bool


def labelled_lines(path: Path = LABELLED) -> tuple[Line, ...]:
    """Read lines with what has to go from them, one JSON object a line."""
    return tuple(Line.model_validate_json(line) for line in path.read_text("utf-8").splitlines())


def try_names(
    names: Sequence[Name], bodies: Sequence[str], *, redact: Redact = redact, parse: Parse = unparsed, seed: int = 0
) -> tuple[Trial, ...]:
    """Put each name in each form into a body drawn at random, and look whether every part of it is gone."""
    rng = np.random.default_rng(seed)
    return tuple(
        Trial(form, name, _is_gone(place(form, name, body), redact, parse), _is_listed(name))
        for name in names
        for body in [bodies[int(rng.integers(len(bodies)))]]
        for form in FORMS
    )


def differing(
    names: Sequence[Name], bodies: Sequence[str], *, redact: Redact = redact, parse: Parse = unparsed
) -> tuple[int, int]:
    """Return how many redacted texts differ from the usual one of their body and form, and of how many."""
    differ = total = 0
    for body in bodies:
        for form in FORMS:
            texts = [redact(parse(place(form, name, body).text)).text for name in names]
            differ += len(texts) - max(map(texts.count, set(texts)))
            total += len(texts)
    return differ, total


def found_share(line: Line, *, redact: Redact = redact) -> list[bool]:
    """Return for each marked span of the line whether all of its words are gone."""
    redacted = redact(Resume(text=f"Experience\n{line.plain}\n"))
    shift = len("Experience\n")
    return [_covers(redacted, (start + shift, end + shift)) for start, end in line.spans]


def removed_words(text: str, *, redact: Redact = redact, parse: Parse = unparsed) -> tuple[int, int]:
    """Return how many words of a text are gone, and how many it has."""
    redacted = redact(parse(text))
    return sum(len(text[slice(*one.original)].split()) for one in redacted.spans), len(text.split())


def _is_gone(placed: Placed, redact: Redact, parse: Parse) -> bool:
    redacted = redact(parse(placed.text))
    return all(_covers(redacted, span) for span in placed.spans)


def _covers(redacted: Redacted, span: Span) -> bool:
    """Whether removals take in the span; several may share it, since an address is found in pieces."""
    end = span[0]
    for one in redacted.spans:
        if one.original[0] <= end:
            end = max(end, one.original[1])
    return end >= span[1]


def _is_listed(name: Name) -> bool:
    known = given_names() | surnames()
    return all(plain(part) in known for part in re.split(r"[ -]", name.full))
