"""Joining two rankings. Pure arithmetic over {passage id: score}."""

from __future__ import annotations

from collections.abc import Mapping

Scores = Mapping[int, float]


def min_max(scores: Scores) -> dict[int, float]:
    """Scores scaled to [0, 1] within one result list; one score alone, or equal ones, become 1.

    >>> min_max({1: 2.0, 2: 4.0, 3: 3.0})
    {1: 0.0, 2: 1.0, 3: 0.5}
    """
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    width = high - low
    return {i: (s - low) / width if width > 0 else 1.0 for i, s in scores.items()}


def convex(dense: Scores, lexical: Scores, weight: float) -> dict[int, float]:
    """weight * min-max(dense) + (1 - weight) * min-max(lexical); a missing score counts as 0.

    Bruch, Gai, Ingber: An Analysis of Fusion Functions for Hybrid Retrieval, TOIS 2023.

    >>> convex({1: 1.0, 2: 0.0}, {2: 7.0, 3: 0.0}, 0.25)
    {1: 0.25, 2: 0.75, 3: 0.0}
    """
    left, right = min_max(dense), min_max(lexical)
    ids = sorted(left.keys() | right.keys())
    return {i: weight * left.get(i, 0.0) + (1 - weight) * right.get(i, 0.0) for i in ids}


def reciprocal_rank(dense: Scores, lexical: Scores, k: int = 60) -> dict[int, float]:
    """Reciprocal rank fusion, sum of 1 / (k + rank) with ranks from 1.

    Cormack, Clarke, Büttcher: Reciprocal Rank Fusion outperforms Condorcet, SIGIR 2009.

    >>> reciprocal_rank({1: 0.9, 2: 0.5}, {2: 3.0}, k=1)
    {1: 0.5, 2: 0.8333333333333333}
    """
    out: dict[int, float] = {}
    for scores in (dense, lexical):
        ranked = sorted(scores, key=lambda i: (-scores[i], i))
        for rank, i in enumerate(ranked, start=1):
            out[i] = out.get(i, 0.0) + 1 / (k + rank)
    return dict(sorted(out.items()))
