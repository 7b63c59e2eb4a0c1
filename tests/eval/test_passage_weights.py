"""Fitting the second reading: what tells right passages from wrong ones is found and weighed."""

from __future__ import annotations

import numpy as np

from eval.training.passages import Row, cross_validated, fit, names, reciprocal_ranks
from rag.rerank import WEIGHTS


def _rows(count: int) -> list[Row]:
    """Questions of which the right passage is retrieved second, and has more of feature 1."""
    noise = np.random.default_rng(0)
    rows = []
    for number in range(count):
        features = noise.uniform(0, 0.2, (4, 3))
        features[:, 0] += (0.5, 0.4, 0.3, 0.2)
        features[1, 1] += 1.0
        rows.append(Row("own", number % 5, features, np.array([False, True, False, False])))
    return rows


def test_the_features_are_the_fused_score_and_those_in_force() -> None:
    assert names() == ["fused", *WEIGHTS]


def test_what_marks_right_passages_is_weighed() -> None:
    rows = _rows(40)
    weights = fit(rows)
    assert weights[0] == 1.0
    assert weights[1] > abs(weights[2])
    assert reciprocal_ranks(rows, weights).mean() > 0.95
    assert reciprocal_ranks(rows, np.array([1.0, 0.0, 0.0])).mean() < 0.7


def test_each_question_is_judged_by_weights_fitted_without_it() -> None:
    assert cross_validated(_rows(40)).mean() > 0.9
