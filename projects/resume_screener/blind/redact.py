"""Blind mode: the text that the skills, the encoder and the score are allowed to see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from projects.resume_screener.blind.contacts import find_contacts
from projects.resume_screener.blind.groups import find_groups
from projects.resume_screener.blind.names import find_names
from projects.resume_screener.blind.personal import find_personal
from projects.resume_screener.blind.redacted import Kind, Redacted, Removal, replace
from projects.resume_screener.blind.schools import find_schools
from projects.resume_screener.resume import Resume, Span


def redact(resume: Resume) -> Redacted:
    """Take out who it is: names, contact, personal lines, pronouns, schools and their years, affinity groups.

    Equal resumes but for the identity give equal texts, as long as every mention is recognised; how often that is so
    is measured by the audit. What stays and still can tell: the years of work, employers and their towns, the languages
    somebody speaks, and the way of writing.
    """
    text, contacts = resume.text, find_contacts(resume)
    apart = [contact.span for contact in contacts if contact.kind in (Kind.EMAIL, Kind.LINK)]
    names = [piece for name in find_names(resume) for piece in _outside(text, name, sorted(apart))]
    return replace(text, [*names, *contacts, *find_schools(resume), *find_groups(text), *find_personal(text)])


def _outside(text: str, name: Removal, apart: Sequence[Span]) -> Iterator[Removal]:
    """Yield what of the name is in no e-mail address and no link: those have a placeholder of their own."""
    start, end = name.span
    for taken in apart:
        if start < taken[1] and taken[0] < end:
            before = text[start : max(start, taken[0])].rstrip()
            yield Removal((start, start + len(before)), name.kind)
            start = taken[1]
    yield Removal((start, end), name.kind)
