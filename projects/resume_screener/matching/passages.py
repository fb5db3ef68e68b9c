"""What the encoder reads: prose cut into passages. Lists of skills are left to the taxonomy.

So a keyword in a list cannot move what the encoder says, however often it stands there, and neither can the order of
the sections: each passage comes from one block, and the passages are sorted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from projects.resume_screener.matching.ad import AdSection, sections
from projects.resume_screener.matching.job import Job
from projects.resume_screener.resume import Experience, Resume, SectionKind, Skill, Span

PASSAGE_WORDS = 48
"""About 64 tokens: 13 ms on one thread."""
PASSAGES_OF_BLOCK = 2
MAX_PASSAGES = 12
MAX_JOB_PASSAGES = 8
MAX_TITLES = 4
LISTED = 0.5
"""Share of the letters of a line from which on it is a list of skills."""
PROSE = (SectionKind.SUMMARY, SectionKind.EXPERIENCE, SectionKind.PROJECTS, SectionKind.VOLUNTEERING)
LISTS = frozenset({SectionKind.HEADER, SectionKind.SKILLS, SectionKind.LANGUAGES, SectionKind.REFERENCES})
_LETTERS = re.compile(r"\w")


def of_resume(resume: Resume) -> tuple[str, ...]:
    """Return the passages of a resume, sorted: of summary, positions, projects and volunteering; the latest go first.

    Where there is nothing of these, of all that is neither header nor list; where there are no sections, of all.
    """
    blocks = list(_blocks(resume)) or [section.span for section in resume.sections if section.kind not in LISTS]
    if not resume.sections:
        blocks = [(0, len(resume.text))]
    passages = [passage for block in blocks for passage in _windows(_prose(resume.text, block, resume.skills))]
    return tuple(sorted(set(passages[:MAX_PASSAGES])))


def of_job(job: Job, skills: Sequence[Skill]) -> tuple[str, ...]:
    """Return the passages of an ad, without what it says of the employer; its title where there is no prose."""
    asking = [sentence.span for sentence in sections(job.text) if sentence.section is not AdSection.EMPLOYER]
    words = [word for span in asking for word in _prose(job.text, span, skills)]
    passages = tuple(_cut(words, MAX_JOB_PASSAGES))
    return passages or (job.title or job.text[: PASSAGE_WORDS * 8],)


def titles(resume: Resume) -> tuple[str, ...]:
    """Return the titles of the latest positions, the latest first."""
    latest = sorted(resume.experience, key=_recency, reverse=True)
    return tuple(position.title for position in latest if position.title)[:MAX_TITLES]


def _blocks(resume: Resume) -> Iterator[Span]:
    """Yield positions one by one, other sections whole; by kind, then by time, then by their text."""
    for kind in PROSE:
        own = [section.span for section in resume.sections if section.kind is kind]
        positions = [position for position in resume.experience if _lies_in(position.span, own)]
        entered = sorted(positions, key=lambda each: (_recency(each), resume.text[slice(*each.span)]), reverse=True)
        whole = [span for span in own if not any(_lies_in(position.span, [span]) for position in positions)]
        yield from (position.span for position in entered)
        yield from sorted(whole, key=lambda span: resume.text[slice(*span)])


def _lies_in(span: Span, sections_: Iterable[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in sections_)


def _recency(position: Experience) -> tuple[bool, int, int]:
    end = position.end or position.start
    return position.is_current, end.year if end else 0, (end.month or 0) if end else 0


def _prose(text: str, block: Span, skills: Sequence[Skill]) -> list[str]:
    """Return the words of the lines that are no lists of skills."""
    mentions = sorted({mention.span for skill in skills for mention in skill.mentions})
    words: list[str] = []
    start = block[0]
    for line in text[slice(*block)].splitlines(keepends=True):
        end = start + len(line)
        named = sum(_letters(text[slice(*span)]) for span in mentions if start <= span[0] < end)
        if named < LISTED * max(1, _letters(line)):
            words += line.split()
        start = end
    return words


def _letters(text: str) -> int:
    return len(_LETTERS.findall(text))


def _windows(words: Sequence[str]) -> Iterator[str]:
    return _cut(words, PASSAGES_OF_BLOCK)


def _cut(words: Sequence[str], passages: int) -> Iterator[str]:
    """Yield up to so many stretches of PASSAGE_WORDS words."""
    for start in range(0, min(len(words), passages * PASSAGE_WORDS), PASSAGE_WORDS):
        yield " ".join(words[start : start + PASSAGE_WORDS])
