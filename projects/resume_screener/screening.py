"""The engine: documents to resumes, texts to jobs, and both to a ranking. Knows no HTTP and no settings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from projects.resume_screener.blind import Redacted, redact
from projects.resume_screener.matching import (
    Candidate,
    Finder,
    Job,
    Match,
    Weights,
    candidate,
    query,
    rank,
    read_job,
)
from projects.resume_screener.model.bundle import ScreenerModel
from projects.resume_screener.model.ranker import Ranker
from projects.resume_screener.parsing import parse
from projects.resume_screener.resume import Document, Experience, Resume, Section
from projects.resume_screener.samples import JOB, RESUMES, TODAY


class StaleCandidate(ValueError):
    """A candidate that cannot be ranked as it is. The message says why, and what to do."""


class UnfitModel(RuntimeError):
    """A model that loads, and ranks what anybody can rank in the wrong order or by no number."""


@dataclass(frozen=True)
class Screener:
    """Reads and ranks with one model. Safe to use from several threads; remembers nothing of a resume."""

    model: ScreenerModel

    @classmethod
    def load(cls, folder: Path, *, threads: int = 1) -> Self:
        """Read the files of a model; ``threads`` of one call of the encoder. Raises BundleError."""
        return cls(ScreenerModel.load(folder, threads=threads))

    @property
    def ranker(self) -> Ranker:
        """The learnt weights, and what the probability means."""
        return self.model.ranker

    def check(self) -> None:
        """Rank three built-in resumes against a built-in job. Raises UnfitModel when the order is not the obvious."""
        documents = [Document(text=text, media_type="text/plain", pages=1) for text in RESUMES]
        matches = self.rank(self.job(JOB), [self.resume(document, TODAY) for document in documents])
        if not all(math.isfinite(match.score) and math.isfinite(match.probability) for match in matches):
            raise UnfitModel("a score is no number")
        if [match.index for match in matches] != list(range(len(RESUMES))):
            raise UnfitModel("three built-in resumes come out in the wrong order")

    def resume(self, document: Document, today: date) -> Resume:
        """Parse a document and find its skills; a position that goes on lasts until ``today``."""
        parsed = parse(document, today=today)
        return parsed.model_copy(update={"skills": self.model.finder.find(parsed.text)})

    def job(self, text: str, *, title: str | None = None) -> Job:
        """Read a job ad. Raises EmptyJob."""
        return read_job(text, self.model.ads, title=title)

    def candidate(self, resume: Resume, *, blind: bool = True) -> Candidate:
        """Return what is scored of a resume, to be kept beside it: what ``rank`` spends its time on.

        Blind, everything is found again in the redacted text, so that equal resumes of people with other names are
        equal candidates.
        """
        seen = blinded(resume, self.model.finder) if blind else resume
        return candidate(seen, self.model.encoder, is_blind=blind)

    def rank(
        self,
        job: Job,
        resumes: Sequence[Resume | Candidate],
        *,
        weights: Weights | None = None,
        blind: bool = True,
    ) -> list[Match]:
        """Return one Match for each, best first; without ``weights`` the learnt ones count.

        A Resume is made a Candidate first, which takes nearly all the time. Raises StaleCandidate for one that was made
        by another encoder, or with the identity in it when it shall be ``blind``; Unweighable: see there.
        """
        ready = [self._ready(resume, blind=blind) for resume in resumes]
        asked = query(job, self.model.ads.find(job.text), self.model.encoder)
        return rank(asked, ready, self.ranker, self.model.implications, weights=weights)

    def _ready(self, resume: Resume | Candidate, *, blind: bool) -> Candidate:
        if isinstance(resume, Resume):
            return self.candidate(resume, blind=blind)
        if resume.encoder != self.model.encoder.sha256:
            raise StaleCandidate("a candidate was made with another model: make it again from its resume")
        if blind and not resume.is_blind:
            raise StaleCandidate("a candidate still has its identity: make it again from its resume, blind")
        return resume


def blinded(resume: Resume, finder: Finder) -> Resume:
    """Return the resume on its redacted text: the same sections, positions and levels, and no identity.

    What cannot be found again in the redacted text is left out.
    """
    redacted = redact(resume)

    def moved(part: Section) -> Section:
        return part.model_copy(update={"span": redacted.to_redacted(part.span)})

    return Resume(
        text=redacted.text,
        quality=resume.quality,
        sections=tuple(moved(section) for section in resume.sections),
        experience=tuple(_anonymous(position, resume.text, redacted) for position in resume.experience),
        months=resume.months,
        education=tuple(
            one.model_copy(update={"institution": None, "year": None, "span": redacted.to_redacted(one.span)})
            for one in resume.education
        ),
        skills=finder.find(redacted.text),
    )


def _anonymous(position: Experience, text: str, redacted: Redacted) -> Experience:
    """Titles are read off the redacted text: "Chairwoman" tells a gender."""
    start = text.find(position.title, *position.span) if position.title else -1
    title = None
    if position.title and start >= 0:
        title = redacted.text[slice(*redacted.to_redacted((start, start + len(position.title))))]
    return position.model_copy(
        update={"title": title, "organisation": None, "span": redacted.to_redacted(position.span)}
    )
