"""Arithmetic of ranking: BM25 and the order of hits. Pure functions, no state."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rag.store.terms import SortKey

ScoreArray = NDArray[np.float64]
Scored = tuple[float, str, int, int]  # -score, source, start, passage id: sorts best first

K1 = 1.2
B = 0.75
DECIMALS = 9  # of a score: far above rounding error, far below any difference that means something


def inverse_document_frequency(passages: float, frequencies: NDArray[np.integer]) -> ScoreArray:
    """ln(1 + (N - df + 1/2) / (df + 1/2)), as Lucene has it: never negative; (t,) float64.

    >>> float(inverse_document_frequency(2, np.array([1]))[0].round(4))
    0.6931
    """
    df = frequencies.astype(np.float64)
    idf: ScoreArray = np.log1p((passages - df + 0.5) / (df + 0.5))
    return idf


def bm25(
    frequencies: NDArray[np.integer],
    lengths: NDArray[np.integer],
    weights: ScoreArray,
    average: float,
    k1: float = K1,
    b: float = B,
) -> ScoreArray:
    """BM25 of n passages for t query terms (Robertson and Zaragoza 2009, section 3).

    Args:
        frequencies: (t, n) occurrences of each query term.
        lengths: (n,) terms of each passage.
        weights: (t,) idf times the term's count in the query.
        average: mean length over the collection, above 0.

    Returns:
        (n,) float64, rounded to `DECIMALS`. Terms are added one by one in order, so that a
        passage's score does not depend on the passages scored beside it; rounding lets passages
        tie whose equal parts were added in another order.

    >>> bm25(np.array([[1, 2]]), np.array([10, 10]), np.array([1.0]), 10.0).round(4).tolist()
    [1.0, 1.375]
    """
    norms = k1 * (1 - b + b * lengths / average)
    scores = np.zeros(len(lengths), dtype=np.float64)
    for weight, counts in zip(weights, frequencies, strict=True):
        scores += weight * (counts * (k1 + 1) / (counts + norms))
    return scores.round(DECIMALS)


def cosines(matrix: NDArray[np.floating], query: NDArray[np.floating]) -> ScoreArray:
    """Inner products of (n, dim) unit rows with a (dim,) unit query, rounded to float32.

    Summed in float64 and row by row: a matrix product may order the additions of one row
    differently beside other rows, which would let history decide ties.
    """
    products = np.multiply(matrix, query, dtype=np.float64)
    rounded: ScoreArray = products.sum(axis=1).astype(np.float32).astype(np.float64)
    return rounded


def proposals(k: int) -> int:
    """How many passages to ask of an index that ranks almost as the exact scores do.

    The spare ones make up for rounding and for removed passages; rarely must more be asked for.

    >>> proposals(10), proposals(100)
    (26, 125)
    """
    return k + max(k // 4, 16)


def scored(
    ids: Sequence[int], keys: Sequence[SortKey], scores: Iterable[float], least: float
) -> list[Scored]:
    """Sortable hits of those that score above `least`."""
    return [
        (-float(score), key[0], key[1], int(passage))
        for passage, key, score in zip(ids, keys, scores, strict=True)
        if score > least
    ]


def best(hits: Iterable[Scored], k: int) -> list[tuple[int, float]]:
    """The k best as (passage id, score); equal scores in order of source and start.

    >>> best([(-1.0, "b", 0, 7), (-1.0, "a", 5, 9), (-2.0, "c", 0, 8)], 2)
    [(8, 2.0), (9, 1.0)]
    """
    return [(hit[3], -hit[0]) for hit in sorted(hits)[:k]]
