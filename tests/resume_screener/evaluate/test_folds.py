"""Parts of a set that share nothing."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from projects.resume_screener.evaluate.folds import grouped_folds, stratified_folds, versions


@given(st.lists(st.sampled_from("ABCD"), min_size=4, max_size=60), st.integers(2, 4))
def test_every_row_is_judged_once_and_classes_are_spread_whatever_their_size(labels: list[str], n: int) -> None:
    own = np.array(labels)
    folds = stratified_folds(own, n, seed=1)
    assert sorted(np.concatenate([test for _, test in folds]).tolist()) == list(range(len(own)))
    for train, test in folds:
        assert not set(train.tolist()) & set(test.tolist())
        for label in "ABCD":
            assert abs((own[test] == label).sum() - (own == label).sum() / n) < 1


def test_versions_of_a_resume_are_on_one_side() -> None:
    words = ["cook menu kitchen sauce", "server network firewall", "payroll hiring onboarding"]
    texts = [words[i % 3] + f" city{i // 6}" * (i % 2) for i in range(30)] + ["cook menu kitchen sauce"]
    groups = versions(texts)
    assert groups[0] == groups[30] != groups[1]
    labels = np.array(["AB"[i % 2] for i in range(31)])
    for train, test in grouped_folds(labels, groups, 2, seed=1):
        assert not set(groups[train]) & set(groups[test])
