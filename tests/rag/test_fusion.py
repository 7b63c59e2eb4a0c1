"""Fusion by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.fusion import convex, min_max, reciprocal_rank

SCORES = st.dictionaries(st.integers(0, 9), st.floats(-5, 5), max_size=6)


def test_nothing_found_is_nothing_joined() -> None:
    assert min_max({}) == convex({}, {}, 0.5) == reciprocal_rank({}, {}) == {}


def test_equal_scores_and_one_alone_count_full() -> None:
    assert min_max({1: 0.3}) == {1: 1.0}
    assert min_max({1: 0.3, 2: 0.3}) == {1: 1.0, 2: 1.0}


def test_convex_by_hand() -> None:
    dense, lexical = {1: 0.9, 2: 0.8, 3: 0.7}, {2: 10.0, 4: 6.0}
    assert convex(dense, lexical, 0.5) == pytest.approx({1: 0.5, 2: 0.75, 3: 0.0, 4: 0.0})


def test_the_weight_chooses_a_side() -> None:
    dense, lexical = {1: 2.0, 2: 1.0}, {1: 1.0, 2: 2.0}
    assert convex(dense, lexical, 1.0) == {1: 1.0, 2: 0.0}
    assert convex(dense, lexical, 0.0) == {1: 0.0, 2: 1.0}


def test_reciprocal_ranks_by_hand() -> None:
    found = reciprocal_rank({1: 0.9, 2: 0.5}, {2: 7.0, 3: 1.0})
    assert found == pytest.approx({1: 1 / 61, 2: 1 / 62 + 1 / 61, 3: 1 / 62})


def test_equal_scores_rank_by_id() -> None:
    assert reciprocal_rank({5: 1.0, 2: 1.0}, {}, k=0) == {2: 1.0, 5: 0.5}


@given(SCORES, SCORES, st.floats(0, 1))
def test_joined_scores_stay_in_bounds_and_order_of_arrival_means_nothing(
    dense: dict[int, float], lexical: dict[int, float], weight: float
) -> None:
    joined = convex(dense, lexical, weight)
    assert joined.keys() == dense.keys() | lexical.keys()
    assert all(-1e-9 <= s <= 1 + 1e-9 for s in joined.values())
    backwards = convex(dict(reversed(dense.items())), dict(reversed(lexical.items())), weight)
    assert list(joined.items()) == list(backwards.items())
