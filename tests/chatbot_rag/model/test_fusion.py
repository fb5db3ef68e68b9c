"""What holds of any fusion of two rankings."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from projects.chatbot_rag.model.fusion import Fusion, Scores

CONVEX, RRF = Fusion(), Fusion(method="rrf")
scores = arrays.arrays(
    np.float64, 6, elements=st.one_of(st.just(float("nan")), st.integers(-1000, 1000).map(lambda number: number / 8))
)


@given(dense=scores, sparse=scores, weight=st.floats(0, 1))
def test_a_convex_score_lies_between_0_and_1(dense: Scores, sparse: Scores, weight: float) -> None:
    fused = Fusion(weight=weight).fuse(dense, sparse)
    assert ((fused >= 0) & (fused <= 1 + 1e-12)).all()


@given(dense=scores, sparse=scores)
def test_scale_and_shift_of_a_leg_change_no_convex_score(dense: Scores, sparse: Scores) -> None:
    np.testing.assert_allclose(CONVEX.fuse(dense * 4 - 7, sparse * 0.5), CONVEX.fuse(dense, sparse))


@given(dense=scores, sparse=scores)
def test_reciprocal_ranks_see_the_order_alone(dense: Scores, sparse: Scores) -> None:
    np.testing.assert_allclose(RRF.fuse(np.arctan(dense / 200), sparse**3), RRF.fuse(dense, sparse))


@given(dense=scores, sparse=scores, order=st.permutations(range(6)))
def test_convex_scores_move_with_their_candidates(dense: Scores, sparse: Scores, order: list[int]) -> None:
    np.testing.assert_allclose(CONVEX.fuse(dense[order], sparse[order]), CONVEX.fuse(dense, sparse)[order])


@given(dense=scores, sparse=scores)
def test_the_weight_chooses_the_leg(dense: Scores, sparse: Scores) -> None:
    nowhere = np.full(6, np.nan)
    np.testing.assert_array_equal(Fusion(weight=1).fuse(dense, sparse), Fusion(weight=1).fuse(dense, nowhere))
    np.testing.assert_array_equal(Fusion(weight=0).fuse(dense, sparse), Fusion(weight=0).fuse(nowhere, sparse))


@pytest.mark.parametrize("fusion", [CONVEX, RRF])
def test_what_both_legs_find_is_above_what_one_finds(fusion: Fusion) -> None:
    dense, sparse = np.array([0.9, 0.9, np.nan, 0.1]), np.array([7.0, np.nan, 7.0, 1.0])
    fused = fusion.fuse(dense, sparse)
    assert fused[0] > max(fused[1], fused[2])


@pytest.mark.parametrize("fusion", [CONVEX, RRF])
def test_no_candidates_have_no_scores(fusion: Fusion) -> None:
    assert fusion.fuse(np.zeros(0), np.zeros(0)).shape == (0,)


def test_reciprocal_ranks_are_those_of_the_paper() -> None:
    fused = RRF.fuse(np.array([0.2, 0.9]), np.array([np.nan, 3.0]))
    np.testing.assert_allclose(fused, [1 / 62, 1 / 61 + 1 / 61])
