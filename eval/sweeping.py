"""Ablations: settings varied on the development part, the choice reported on the test part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from eval import console, metrics
from eval.errors import RunError
from eval.runner import Plan, ask_all
from eval.summary import right
from eval.systems import OURS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from eval.datasets import Dataset
    from eval.traces import Record
    from rag.config import Config


@dataclass(frozen=True, slots=True)
class Tried:
    """One configuration: what it changes, and 1.0 for every case dealt with as it should be."""

    changes: Mapping[str, Any]
    config: Config
    values: tuple[float, ...]

    @property
    def mean(self) -> float:
        return sum(self.values) / len(self.values)


def sweep(
    dataset: Dataset, grid: Sequence[tuple[Mapping[str, Any], Config]], work: Path
) -> tuple[list[Tried], list[Tried]]:
    """Every configuration on dev, then the first and the best one on test.

    The first of the grid is the one compared with; of equal ones the earlier is taken.

    Raises:
        RunError: the set has no dev or no test part.
    """
    splits = {case.split for case in dataset.cases}
    if not {"dev", "test"} <= splits:
        raise RunError(
            f"{dataset.name}: 需要 dev 和 test 两部分 / the cases have no split dev and test",
            'add "split": "dev" or "test" to every case',
        )
    dev, test = dataset.narrowed("dev"), dataset.narrowed("test")
    tried = [_tried(dev, changes, config, work) for changes, config in grid]
    best = max(tried, key=lambda t: t.mean)
    chosen = [tried[0], best] if best is not tried[0] else [best]
    return tried, [_tried(test, t.changes, t.config, work) for t in chosen]


def _tried(dataset: Dataset, changes: Mapping[str, Any], config: Config, work: Path) -> Tried:
    index = dataset.open_index(work, config)
    records = ask_all(Plan(dataset, index, (OURS,), config, index.parent)).records
    return Tried(changes, config, tuple(map(_value, records)))


def _value(record: Record) -> float:
    """A failed case cannot be told from a wrong one by a mean, so it stops the sweep."""
    if record.error is not None:
        raise RunError(f"{record.case.id}: {record.error}", "policyqa eval run")
    return right(record) or 0.0


def report(dev: Sequence[Tried], test: Sequence[Tried]) -> str:
    """Both tables; the difference is paired with the first configuration."""
    parts = []
    for title, tried in (("dev", dev), ("test", test)):
        rows = [_row(t, tried[0]) for t in tried]
        columns = ("settings", "as it should be", "- first", "p")
        parts.append(f"{title}, n = {len(tried[0].values)}\n\n" + console.table(columns, rows))
    return "\n\n".join(parts)


def _row(tried: Tried, first: Tried) -> list[str]:
    name = ", ".join(f"{key}={value}" for key, value in tried.changes.items()) or "as configured"
    interval = metrics.bootstrap(tried.values)
    cell = f"{100 * interval.mean:.1f}% [{100 * interval.low:.1f}, {100 * interval.high:.1f}]"
    if tried is first:
        return [name, cell, "", ""]
    compared = metrics.paired_bootstrap(tried.values, first.values)
    return [name, cell, f"{100 * compared.difference.mean:+.1f}", f"{compared.p_value:.3f}"]
