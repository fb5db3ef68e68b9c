"""On the published names, in real resumes: blind mode finds every name it has found before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from projects.resume_screener.audit import read
from projects.resume_screener.fairness.impact import impact_table
from projects.resume_screener.fairness.kit import Kit
from projects.resume_screener.fairness.pairs import score_kit, selection_rates
from projects.resume_screener.fairness.recall import differing, try_names
from projects.resume_screener.fairness.scorers import Scores, favouring
from projects.resume_screener.settings import Settings
from shared.assets import AssetError, fetch


@pytest.fixture(scope="session")
def published() -> Kit:
    settings = Settings()
    try:
        files = [
            fetch(f"audit-{part}", folder=settings.assets_dir, mirror=settings.asset_mirror)
            for part in ("womens-names", "mens-names", "resumes")
        ]
    except AssetError as error:
        pytest.skip(f"the published kit can't be had: {error}")
    return Kit.published(*map(Path, files))


@pytest.mark.real_data
def test_names_that_nobody_looked_at_are_found(published: Kit) -> None:
    bodies = [opening.resumes[0] for opening in published.openings]
    trials = try_names(published.unseen().people[::8], bodies, parse=read)
    assert sum(trial.is_found for trial in trials) / len(trials) >= 0.99


@pytest.mark.real_data
def test_redacted_texts_are_equal_whatever_the_name(published: Kit) -> None:
    bodies = [published.openings[0].resumes[0]]
    assert differing(published.people[::20], bodies, parse=read)[0] == 0


@pytest.mark.real_data
def test_known_bad_scorer_is_seen_in_the_published_kit(published: Kit) -> None:
    kit = published.smaller(12)

    def indifferent(_: str, resumes: Sequence[str]) -> Scores:
        return np.zeros(len(resumes))

    scorer = favouring(kit.first_names("W_M"), indifferent)
    grids = score_kit(scorer, kit, lambda resume: [f"{name.full}\n{resume}" for name in kit.people])
    rates = impact_table(selection_rates(grids), [name.group for name in kit.people])
    assert {rate.group: rate.ratio.value for rate in rates}["W_M"] == 1
    assert max(rate.ratio.value for rate in rates if rate.group != "W_M") < 0.8
