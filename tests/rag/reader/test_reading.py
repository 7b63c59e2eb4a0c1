"""Choosing a span from logits, against trying every pair."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from rag.reader.reading import LONGEST_ANSWER, Reading, best_span

LOGITS = st.integers(1, 30).flatmap(
    lambda n: st.tuples(
        *(arrays(np.float32, n, elements=st.floats(-50, 50, width=32)) for _ in range(2))
    )
)


@given(logits=LOGITS, longest=st.integers(1, 8))
def test_the_best_of_all_pairs(logits: tuple[np.ndarray, np.ndarray], longest: int) -> None:
    starts, ends = logits
    first, last, total = best_span(starts, ends, longest)
    assert 0 <= first <= last < min(first + longest, len(starts))
    every = [
        starts[i] + ends[j]
        for i in range(len(starts))
        for j in range(i, min(i + longest, len(starts)))
    ]
    assert total == max(every)
    assert starts[first] + ends[last] == total


@given(logits=LOGITS, null=st.floats(-50, 50))
def test_the_odds_count_every_span(logits: tuple[np.ndarray, np.ndarray], null: float) -> None:
    starts, ends = logits
    at = np.arange(len(starts))
    reading = Reading(at, at + 1, starts, ends, null)
    every = [float(starts[i]) + float(ends[j]) for i in at for j in at[i : i + LONGEST_ANSWER]]
    expected = float(np.logaddexp.reduce(every)) - null
    assert reading.odds() == pytest.approx(expected, abs=1e-3)
    best = reading.best()
    assert best is not None
    assert reading.odds() >= best.score - 1e-3


def test_a_text_without_tokens_holds_nothing() -> None:
    none = np.array([], dtype=np.int64)
    empty = np.array([], dtype=np.float32)
    assert Reading(none, none, empty, empty, null=0.0).odds() == float("-inf")


def test_only_inside_the_bounds_asked_for() -> None:
    reading = Reading(
        np.array([0, 2, 4, 6]),
        np.array([2, 4, 6, 8]),
        np.float32([9, 1, 2, 0]),
        np.float32([9, 1, 5, 0]),
        null=1.0,
    )
    best = reading.best(2, 8)
    assert best is not None
    assert (best.start, best.end, best.score) == (4, 6, 6.0)
    assert reading.best(3, 4) is None
    whole = reading.best()
    assert whole is not None
    assert (whole.start, whole.end, whole.score) == (0, 2, 17.0)
