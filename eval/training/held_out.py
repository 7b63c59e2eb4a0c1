"""What is reported on the questions that fitting did not see."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from eval import console, metrics
from eval.training.trials import Trial

BINS = 10


def paired(trials: Sequence[Trial], right: Callable[[Trial, bool], bool]) -> str:
    """Right first claims with and without the reader, by set and in all, with the difference.

    `right` tells whether a trial's first claim is right with the reader (True) or without it.
    """
    answerable = [t for t in trials if t.asked.answerable]
    names = list(dict.fromkeys(t.asked.group for t in answerable))
    both = {id(t): (float(right(t, True)), float(right(t, False))) for t in answerable}
    lines = []
    for name in (*names, "all"):
        pairs = [both[id(t)] for t in answerable if name in ("all", t.asked.group)]
        on, off = (np.array(column) for column in zip(*pairs, strict=True))
        gain = metrics.paired_bootstrap(on, off).difference
        interval = f"{100 * gain.mean:+.1f} [{100 * gain.low:+.1f}, {100 * gain.high:+.1f}]"
        rates = [f"{100 * column.mean():.1f}" for column in (on, off)]
        lines.append([name, str(len(pairs)), *rates, interval])
    return console.table(["set", "n", "reader on", "off", "difference, 95 %"], lines)


def reliability(confidences: NDArray[np.float64], right: NDArray[np.bool_]) -> str:
    """A reliability diagram as a table: share right among claims of about the same confidence.

    Guo et al. 2017, "On Calibration of Modern Neural Networks", section 2.

    >>> print(reliability(np.array([0.95, 0.97, 0.12]), np.array([True, False, False])))
    | confidence |   n | mean | right |
    | ---------- | --: | ---: | ----: |
    | 0.1-0.2    |   1 | 0.12 |  0.00 |
    | 0.9-1.0    |   2 | 0.96 |  0.50 |
    """
    bins = np.minimum((confidences * BINS).astype(int), BINS - 1)
    lines = []
    for number in sorted(set(bins.tolist())):
        held = bins == number
        edges = f"{number / BINS:.1f}-{(number + 1) / BINS:.1f}"
        means = (confidences[held].mean(), right[held].mean())
        lines.append([edges, str(int(held.sum())), *(f"{mean:.2f}" for mean in means)])
    return console.table(["confidence", "n", "mean", "right"], lines)
