"""The fairness audit: ``python -m projects.resume_screener audit``. It fails when blind mode got worse."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from projects.resume_screener.data.resumes import read_livecareer
from projects.resume_screener.fairness.figures import draw
from projects.resume_screener.fairness.kit import Kit
from projects.resume_screener.fairness.measure import Audited, Material, measure
from projects.resume_screener.fairness.pairs import score_kit
from projects.resume_screener.fairness.publish import to_document
from projects.resume_screener.fairness.scorers import blinded, cosine_scorer, favouring, screening
from projects.resume_screener.fairness.thresholds import check
from projects.resume_screener.parsing import parse
from projects.resume_screener.resume import Document, Resume
from projects.resume_screener.screening import Screener
from projects.resume_screener.settings import SERVICE
from shared.assets import AssetError, fetch
from shared.encoder.pretrained import TOKENIZER_ASSET, WEIGHTS_ASSET, Pretrained
from shared.evaluation import Report
from shared.tracking.registry import CHAMPION, Registry

if TYPE_CHECKING:
    from projects.resume_screener.settings import Settings

REPORTS = Path(__file__).with_name("reports")
REPORT_FILE, DOCUMENT_FILE = "audit.json", "AUDIT.md"
PER_GROUP = 12
"""Names of each group that are scored; recall and equality take more."""
REAL_BODIES = 40
LIKED = "W_M"
"""The group that the known-bad scorer prefers."""
TODAY = date(2026, 1, 1)
"""The day on which "present" ends, so that the audit measures the same tomorrow."""


def audit(settings: Settings, screener: Screener | None = None, *, folder: Path = REPORTS) -> Report:
    """Measure blind mode, MiniLM's cosine as a baseline and, where given, the screener; write report and figures.

    The published kit and real resumes are taken where they can be had, the built-in kit otherwise. Raises AuditFailed
    after everything is written, AssetError without the encoder.
    """
    material = _material(settings)
    report = measure(_audited(settings, material.kit, screener), material, seed=settings.seed)
    report.write(folder / REPORT_FILE)
    draw(report, folder)
    (folder / DOCUMENT_FILE).write_text(to_document(report), encoding="utf-8", newline="\n")
    check(report)
    return report


def audit_champion(settings: Settings) -> Report:
    """Audit the model that is served. Raises what ``audit`` raises, NoChampion and RegistryUnavailable."""
    registry = Registry(settings, SERVICE)
    with tempfile.TemporaryDirectory() as download:
        bundle = registry.download(registry.with_alias(CHAMPION), Path(download))
        return audit(settings, Screener.load(bundle, threads=settings.threads))


def blind_gap(screener: Screener) -> float:
    """Return the most that a name of the built-in kit moves a score in blind mode: 0, or the model is not promoted."""
    kit = Kit.built_in()
    scorer = screening(screener, read, blind=True)
    grids = score_kit(scorer, kit, lambda resume: [f"{name.full}\n{resume}" for name in kit.people])
    return max(float(np.ptp(grid, axis=1).max()) for grid in grids)


def read(text: str) -> Resume:
    """Parse a text as the service does."""
    return parse(Document(text=text, media_type="text/plain", pages=1), today=TODAY)


def _audited(settings: Settings, kit: Kit, screener: Screener | None) -> Audited:
    weights, tokenizer = (_asset(settings, name) for name in (WEIGHTS_ASSET, TOKENIZER_ASSET))
    cosine = cosine_scorer(Pretrained.read(weights, tokenizer).encoder(threads=settings.threads))
    named = {"MiniLM cosine": cosine, "known bad": favouring(kit.first_names(LIKED), cosine)}
    blind = {name: blinded(scorer, read) for name, scorer in named.items()}
    if screener:
        named["screener"] = screening(screener, read, blind=False)
        blind["screener"] = screening(screener, read, blind=True)
    return Audited(named, blind, parse=read)


def _material(settings: Settings) -> Material:
    own = Kit.built_in()
    bodies: dict[str, Sequence[str]] = {
        "built-in resumes": [resume for opening in own.openings for resume in opening.resumes]
    }
    try:
        kit = Kit.published(*(_asset(settings, f"audit-{part}") for part in ("womens-names", "mens-names", "resumes")))
    except AssetError:
        return Material(own, own.people, bodies)
    bodies["published resumes"] = [resume for opening in kit.openings for resume in opening.resumes]
    try:
        real = read_livecareer(_asset(settings, "livecareer")).texts
        bodies["real resumes"] = real[:: len(real) // REAL_BODIES]
    except AssetError:
        pass
    return Material(kit.smaller(PER_GROUP), kit.unseen().people, bodies)


def _asset(settings: Settings, name: str) -> Path:
    return fetch(name, folder=settings.assets_dir, mirror=settings.asset_mirror)
