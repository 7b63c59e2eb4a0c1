"""What is measured, as pure functions. Every resampling takes a seed and is reproducible."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

T = TypeVar("T", bound="Hashable")
Floats = NDArray[np.float64]
_CHUNK = 1_000_000  # resampled values held at once: 8 MB


def recall_at_k(ranked: Sequence[Hashable], relevant: Iterable[Hashable], k: int) -> float:
    """Share of the relevant items among the first k (Manning et al. 2008, ch. 8).

    With one relevant item this is 1.0 or 0.0 ("success at k").

    >>> recall_at_k(["a", "b", "c"], {"b", "x"}, 2)
    0.5
    """
    wanted = set(relevant)
    if not wanted:
        raise ValueError("recall of nothing: no relevant item given")
    return len(wanted & set(ranked[:k])) / len(wanted)


def reciprocal_rank(ranked: Sequence[Hashable], relevant: Iterable[Hashable], k: int) -> float:
    """1 / rank of the first relevant item among the first k, else 0.0; its mean is MRR@k.

    Voorhees: The TREC-8 Question Answering Track Report, 1999.

    >>> reciprocal_rank(["a", "b", "c"], {"c", "b"}, 10)
    0.5
    >>> reciprocal_rank(["a", "b", "c"], {"c"}, 2)
    0.0
    """
    wanted = set(relevant)
    return next((1 / rank for rank, item in enumerate(ranked[:k], 1) if item in wanted), 0.0)


def ndcg_at_k(ranked: Sequence[T], grades: Mapping[T, int], k: int) -> float:
    """Normalised discounted cumulative gain, gain = grade, discount log2(rank + 1).

    Järvelin and Kekäläinen 2002, as trec_eval's ndcg_cut computes it. 0.0 when nothing found is
    relevant.

    >>> round(ndcg_at_k(["x", "a", "b"], {"a": 2, "b": 1}, 10), 4)
    0.6697
    """
    ideal = _gain(sorted(grades.values(), reverse=True)[:k])
    if ideal <= 0:
        raise ValueError("nDCG of nothing: no relevant item given")
    return _gain([grades.get(item, 0) for item in ranked[:k]]) / ideal


def _gain(grades: Sequence[int]) -> float:
    return sum(max(0, grade) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its two-sided percentile interval over n values."""

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Mean of (ours - other) with its interval and the two-sided p-value of no difference."""

    difference: Interval
    p_value: float


def bootstrap(
    values: ArrayLike, resamples: int = 10_000, level: float = 0.95, seed: int = 0
) -> Interval:
    """Percentile bootstrap interval of a mean (Efron and Tibshirani 1993, ch. 13).

    >>> bootstrap([1.0, 1.0, 1.0])
    Interval(mean=1.0, low=1.0, high=1.0, n=3)
    """
    data = _vector(values)
    means = _resampled_means(data, resamples, seed)
    tail = (1 - level) / 2
    low, high = np.quantile(means, (tail, 1 - tail))
    return Interval(float(data.mean()), float(low), float(high), len(data))


def paired_bootstrap(
    ours: ArrayLike, other: ArrayLike, resamples: int = 10_000, level: float = 0.95, seed: int = 0
) -> Comparison:
    """Two systems on the same questions, value by value.

    The interval is the percentile interval of the mean difference d. The p-value is the share of
    resamples, shifted to mean zero, that are at least as far from zero as d, with one added above
    and below (Efron and Tibshirani 1993, ch. 16; Davison and Hinkley 1997, eq. 4.11).

    >>> paired_bootstrap([1, 0, 1], [1, 0, 1]).p_value
    1.0
    """
    left, right = _vector(ours), _vector(other)
    if left.shape != right.shape:
        raise ValueError(f"{len(left)} values against {len(right)}; expected the same questions")
    delta = left - right
    difference = bootstrap(delta, resamples, level, seed)
    means = _resampled_means(delta, resamples, seed)
    far = np.abs(means - delta.mean()) >= abs(delta.mean()) - 1e-12
    return Comparison(difference, float((far.sum() + 1) / (resamples + 1)))


def _resampled_means(data: Floats, resamples: int, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    rows = max(1, _CHUNK // len(data))
    parts = []
    for start in range(0, resamples, rows):
        count = min(rows, resamples - start)
        parts.append(data[rng.integers(0, len(data), (count, len(data)))].mean(axis=1))
    return np.concatenate(parts)


def mcnemar(ours: Sequence[bool], other: Sequence[bool]) -> float:
    """Exact two-sided p-value that two systems are right equally often on the same questions.

    McNemar 1947, in its exact form: of the questions only one of them gets right, the number ours
    gets follows a binomial distribution with p = 1/2.

    >>> mcnemar([True] * 5 + [False], [False] * 5 + [False])
    0.0625
    """
    if len(ours) != len(other):
        raise ValueError(f"{len(ours)} values against {len(other)}; expected the same questions")
    gained = sum(a and not b for a, b in zip(ours, other, strict=True))
    lost = sum(b and not a for a, b in zip(ours, other, strict=True))
    tail = sum(math.comb(gained + lost, i) for i in range(min(gained, lost) + 1))
    return min(1.0, 2 * tail / (1 << (gained + lost)))


def percentile(values: ArrayLike, share: float) -> float:
    """The value below which `share` of the values lie, linear between neighbours.

    Hyndman and Fan 1996, definition 7 (the default of R and NumPy).

    >>> percentile([10, 20, 30, 40], 0.5)
    25.0
    """
    return float(np.quantile(_vector(values), share))


def _vector(values: ArrayLike) -> Floats:
    data = np.asarray(values, dtype=np.float64)
    if data.ndim != 1 or not len(data):
        raise ValueError(f"shape {data.shape}; expected one non-empty row of numbers")
    if not np.isfinite(data).all():
        raise ValueError("a value is not finite")
    return data


def auroc(positive: ArrayLike, negative: ArrayLike) -> float:
    """Chance that a positive scores above a negative, ties half (Hanley and McNeil 1982).

    >>> auroc([0.9, 0.5], [0.5, 0.1])
    0.875
    """
    high, low = _vector(positive), np.sort(_vector(negative))
    below = np.searchsorted(low, high, side="left")
    not_above = np.searchsorted(low, high, side="right")
    return float((below + not_above).sum() / (2 * len(high) * len(low)))


def risk_coverage(scores: ArrayLike, errors: ArrayLike) -> Floats:
    """Selective risk when the i + 1 highest scores are answered, for each i: (n,) float64.

    `errors` holds each question's loss if it is answered. Equal scores are taken in the mean over
    their orders, so the curve does not depend on the order given. El-Yaniv and Wiener 2010.

    >>> risk_coverage([0.9, 0.8, 0.1], [0, 1, 1]).round(3).tolist()
    [0.0, 0.5, 0.667]
    """
    confidence, loss = _vector(scores), _vector(errors)
    if confidence.shape != loss.shape:
        raise ValueError(f"{len(confidence)} scores for {len(loss)} errors")
    _, group = np.unique(-confidence, return_inverse=True)
    mean_loss = np.bincount(group, weights=loss) / np.bincount(group)
    accepted = np.cumsum(mean_loss[np.sort(group)])
    return np.asarray(accepted / np.arange(1, len(loss) + 1), dtype=np.float64)


def aurc(scores: ArrayLike, errors: ArrayLike) -> float:
    """Area under the risk-coverage curve, lower is better (Geifman et al. 2019).

    >>> round(aurc([0.9, 0.8, 0.1], [0, 1, 1]), 4)
    0.3889
    """
    return float(risk_coverage(scores, errors).mean())


@dataclass(frozen=True, slots=True)
class RefusalCounts:
    """Refusing as a detector of unanswerable questions.

    >>> counts = RefusalCounts(8, 10, refused_answerable=2, answerable=20)
    >>> counts.precision, counts.recall, counts.over_refusal
    (0.8, 0.8, 0.1)
    """

    refused_unanswerable: int
    unanswerable: int
    refused_answerable: int
    answerable: int

    @property
    def precision(self) -> float:
        """Share of the refusals that were due; NaN when nothing was refused."""
        return _share(
            self.refused_unanswerable, self.refused_unanswerable + self.refused_answerable
        )

    @property
    def recall(self) -> float:
        """Share of the unanswerable questions that were refused."""
        return _share(self.refused_unanswerable, self.unanswerable)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; NaN when either is not defined."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else total

    @property
    def over_refusal(self) -> float:
        """Share of the answerable questions that were refused."""
        return _share(self.refused_answerable, self.answerable)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else math.nan


def refusal_at_over_refusal(answerable: ArrayLike, unanswerable: ArrayLike, budget: float) -> float:
    """Largest share of unanswerable questions refused while refusing <= `budget` of the answerable.

    Scores below a threshold are refused; the threshold is an observed score or above them all.

    >>> refusal_at_over_refusal([0.9, 0.8, 0.7, 0.2], [0.1, 0.3, 0.75], 0.25)
    0.6666666666666666
    """
    kept, refused = np.sort(_vector(answerable)), _vector(unanswerable)
    allowed = math.floor(budget * len(kept) + 1e-9)
    if allowed >= len(kept):
        return 1.0
    return float((refused < kept[allowed]).mean())
