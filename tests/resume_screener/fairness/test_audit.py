"""The audit passes on the built-in kit, and fails when blind mode is broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from projects.resume_screener.audit import read
from projects.resume_screener.blind import Redacted
from projects.resume_screener.fairness.figures import draw
from projects.resume_screener.fairness.kit import Kit
from projects.resume_screener.fairness.measure import Audited, Material, measure
from projects.resume_screener.fairness.publish import to_document
from projects.resume_screener.fairness.scorers import Scores, blinded, screening
from projects.resume_screener.fairness.thresholds import AuditFailed, check
from projects.resume_screener.resume import Resume
from projects.resume_screener.screening import Screener
from shared.evaluation import Report
from tests.resume_screener import champions


def letters(job: str, resumes: Sequence[str]) -> Scores:
    """Score by every letter, so that no difference of two texts stays unseen."""
    return np.array([sum(map(ord, f"{job}{text}")) / 1e6 for text in resumes])


def keep_all(resume: Resume) -> Redacted:
    return Redacted(resume.text, ())


KIT = Kit.built_in()
BODIES = [opening.resumes[0] for opening in KIT.openings[:2]]
AUDITED = Audited({"letters": letters}, {"letters": blinded(letters)})
MATERIAL = Material(KIT.smaller(4), KIT.people, {"built-in resumes": BODIES})
LITTLE = Material(KIT.smaller(2), KIT.smaller(1).people, {"built-in resumes": BODIES[:1]})


@pytest.fixture(scope="session")
def report() -> Report:
    return measure(AUDITED, MATERIAL)


def test_blind_mode_holds_on_the_built_in_kit(report: Report) -> None:
    check(report)
    assert report.table("pairs").row("name: letters, blind").metrics["largest gap"].value == 0
    assert report.table("pairs").row("name: letters, named").metrics["largest gap"].value > 0
    assert report.table("equality").row("built-in resumes").metrics["texts that differ"].value == 0


def test_career_gap_is_shown_not_hidden(report: Report) -> None:
    assert report.table("pairs").row("career gap: letters, blind").metrics["largest gap"].value > 0


def test_broken_redactor_fails_the_audit_in_words() -> None:
    broken = measure(replace(AUDITED, blind={"letters": letters}, redact=keep_all), LITTLE)
    with pytest.raises(AuditFailed) as failed:
        check(broken)
    assert any("blind gap of name: letters, blind" in failure for failure in failed.value.failures)
    assert any("recall of names in built-in resumes" in failure for failure in failed.value.failures)


def test_greedy_redactor_fails_the_audit() -> None:
    def take_all(resume: Resume) -> Redacted:
        from projects.resume_screener.blind import Kind, Replaced

        return Redacted("[NAME]", (Replaced(Kind.NAME, (0, len(resume.text)), (0, 6)),))

    with pytest.raises(AuditFailed, match="lines to keep"):
        check(measure(replace(AUDITED, redact=take_all), LITTLE))


def test_document_tells_limits_and_no_name(report: Report, tmp_path: Path) -> None:
    document = to_document(report)
    for expected in ("What is not measured", "Annex III, 4(a)", "four-fifths", "no bias audit"):
        assert expected in document
    assert not any(name.full in document for name in KIT.people)
    assert all(path.read_bytes().startswith(b"<?xml") for path in draw(report, tmp_path))


def test_published_kit_is_read_without_names_in_its_resumes(tmp_path: Path) -> None:
    women, men, resumes = (tmp_path / name for name in ("women.json", "men.json", "resumes.json"))
    women.write_text('{"W": ["ANN POE"]}')
    men.write_text('{"W": ["BOB VAN POE"]}')
    resumes.write_text('{"clerk": {"jd": "A clerk.", "resumes": ["**{name}**\\nClerk", "{name}\\nTypist"]}}')
    kit = Kit.published(women, men, resumes)
    assert [name.full for name in kit.people] == ["Ann Poe", "Bob Van Poe"]
    assert kit.openings[0].resumes == ("Clerk", "Typist")


def test_screener_is_blind_when_asked(tmp_path: Path) -> None:
    screener = Screener.load(champions.write(tmp_path / "bundle"))
    job, resume = KIT.openings[0].job, KIT.openings[0].resumes[0]
    texts = [f"{name}\n{resume}" for name in ("Emily Larsen", "Lakisha Washington", "Wei Zhang")]
    blind = screening(screener, read, blind=True)(job, texts)
    named = screening(screener, read, blind=False)(job, texts)
    assert np.ptp(blind) == 0
    assert named.shape == (3,)
    assert np.isfinite(named).all()
