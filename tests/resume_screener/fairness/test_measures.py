"""The measures of fairness are silent on a fair scorer and fire on an unfair one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from projects.resume_screener.fairness.impact import impact_table
from projects.resume_screener.fairness.kit import Kit
from projects.resume_screener.fairness.null import false_alarm
from projects.resume_screener.fairness.pairs import gap, score_kit, selection_rates
from projects.resume_screener.fairness.placements import FORMS, Name, place
from projects.resume_screener.fairness.recall import Line, labelled_lines
from projects.resume_screener.fairness.scorers import Scores, blinded, favouring

KIT = Kit.built_in()
PEOPLE = KIT.people
GROUPS = [name.group for name in PEOPLE]


def shared_words(job: str, resumes: Sequence[str]) -> Scores:
    wanted = set(job.lower().split())
    return np.array([len(wanted & set(text.lower().split())) / len(wanted) for text in resumes])


def with_names(resume: str) -> list[str]:
    return [f"{name.full}\n{resume}" for name in PEOPLE]


UNFAIR = favouring(KIT.first_names("W_M"), shared_words)


def test_built_in_kit_has_eight_groups_of_twelve_and_equal_openings() -> None:
    assert {group: len(names) for group, names in KIT.names.items()} == dict.fromkeys(
        sorted(KIT.names), 12
    ) | dict.fromkeys(KIT.names, 12)
    assert len(KIT.names) == 8
    assert [len(opening.resumes) for opening in KIT.openings] == [4, 4, 4, 4]


def test_known_bad_scorer_is_seen_in_the_group_table() -> None:
    rates = {rate.group: rate for rate in impact_table(selection_rates(score_kit(UNFAIR, KIT, with_names)), GROUPS)}
    assert rates["W_M"].ratio.value == 1
    others = [rate for group, rate in rates.items() if group != "W_M"]
    assert max(rate.ratio.high for rate in others) < 0.8
    assert max(rate.p for rate in others) < 0.2


def test_known_bad_scorer_is_seen_in_pairs() -> None:
    measured = gap(score_kit(UNFAIR, KIT, with_names))
    assert measured.largest == pytest.approx(0.05)
    assert measured.shift.low > 0
    assert measured.flips[0].value > 0


def test_blind_mode_takes_the_names_from_the_known_bad_scorer() -> None:
    grids = score_kit(blinded(UNFAIR), KIT, with_names)
    measured = gap(grids)
    assert measured.largest == 0
    assert measured.flips[0].value == measured.flips[1].value == 0
    assert {rate.ratio.value for rate in impact_table(np.ones(len(PEOPLE)), GROUPS)} == {1}


def test_fair_scorer_has_high_p_values() -> None:
    selected = np.random.default_rng(3).binomial(1, 0.5, 800).astype(float)
    rates = impact_table(selected, [f"group {k % 8}" for k in range(800)])
    assert min(rate.p for rate in rates) > 0.01
    assert all(rate.ratio.low <= rate.ratio.value <= rate.ratio.high for rate in rates)


def test_one_group_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="two groups"):
        impact_table(np.ones(3), ["a", "a", "a"])


def test_fair_scorer_fails_four_fifths_more_often_than_not_with_eight_groups_of_a_hundred() -> None:
    assert false_alarm(draws=4000) == pytest.approx(0.77, abs=0.04)
    assert false_alarm(people=5000, draws=1000) < 0.01


@pytest.mark.parametrize("form", FORMS)
def test_places_of_a_name_are_where_it_says(form: str) -> None:
    placed = place(form, Name("Zed", "Quorn", "W_M"), "A clerk.")
    assert {placed.text[slice(*span)].lower() for span in placed.spans} <= {"zed", "quorn"}
    assert len(placed.spans) == placed.text.lower().count("zed") + placed.text.lower().count("quorn")


def test_marks_of_a_line_are_spans_of_the_plain_line() -> None:
    line = Line(kind="pronoun", text="{{She}} and {{her}} team")
    assert [line.plain[slice(*span)] for span in line.spans] == ["She", "her"]


def test_labelled_lines_have_marks_or_are_to_be_kept() -> None:
    lines = labelled_lines()
    assert len(lines) > 150
    assert all(bool(line.spans) != (line.kind == "keep") for line in lines)
