"""The skills that a text names: exact labels, and a tagger that judges everyday words where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Self

from projects.resume_screener.resume import Mention, Skill, Span
from projects.resume_screener.skills.everyday import EVERYDAY
from projects.resume_screener.skills.evidence import Sentences
from projects.resume_screener.skills.matcher import Match, Matcher
from projects.resume_screener.skills.tagger import FILE as TAGGER_FILE
from projects.resume_screener.skills.tagger import Tagger
from projects.resume_screener.skills.taxonomy import Concept, Taxonomy


class SkillFinder:
    """Finds skills in resumes and job ads alike, in time linear in the text. Threads can share it.

    The tagger is a judge, not a source: a span that it marks counts only where it is a known label. What no taxonomy
    knows could not be compared between a resume and a job.
    """

    def __init__(self, taxonomy: Taxonomy, tagger: Tagger | None = None) -> None:
        """Without a ``tagger``, everyday words count only by the rules of ``context``."""
        self.taxonomy = taxonomy
        self.tagger = tagger
        self._matcher = Matcher(taxonomy, everyday=EVERYDAY)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what ``save`` wrote; the tagger may be absent. Raises TaxonomyError and TaggerError."""
        tagger = Tagger.load(folder) if (folder / TAGGER_FILE).exists() else None
        return cls(Taxonomy.load(folder), tagger)

    def save(self, folder: Path) -> None:
        """Write the taxonomy and, if there is one, the tagger."""
        self.taxonomy.save(folder)
        if self.tagger is not None:
            self.tagger.save(folder)

    def find(self, text: str) -> tuple[Skill, ...]:
        """Return the skills in the order of their first mention; spans are positions in ``text``."""
        sentences = Sentences(text)
        mentions: dict[str, list[Mention]] = {}
        concepts: dict[str, Concept] = {}
        for match in self._meant(text, sentences):
            concepts[match.concept.id] = match.concept
            mention = Mention(span=match.span, evidence=sentences.around(*match.span))
            mentions.setdefault(match.concept.id, []).append(mention)
        return tuple(Skill(id=key, label=concepts[key].label, mentions=tuple(found)) for key, found in mentions.items())

    def matches(self, text: str) -> list[Match]:
        """Return the labels that are meant, in order, without overlap."""
        return self._meant(text, Sentences(text))

    def _meant(self, text: str, sentences: Sentences) -> list[Match]:
        found = self._matcher.matches(text)
        marked = self._marked(text, {sentences.around(*match.span) for match in found if not match.is_certain})
        return [match for match in found if match.is_certain or match.span in marked]

    def _marked(self, text: str, doubtful: Iterable[Span]) -> frozenset[Span]:
        """Return what the tagger marks in sentences; only those with an everyday word are worth its time.

        A word must be all of a marked span: as part of a longer phrase it proves nothing.
        """
        if self.tagger is None:
            return frozenset()
        vocabulary = self._matcher.vocabulary
        return frozenset(span for sentence in doubtful for span in self.tagger.spans(text, sentence, vocabulary))
