"""All sets in one table: the demonstration corpus and the public sets, ours beside baselines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eval import console, metrics
from eval.datasets import SETS, open_dataset, rgb_dataset
from eval.errors import RunError
from eval.readers import read_rgb
from eval.summary import MEASURES, right, summarise
from eval.systems import OURS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from eval.datasets import Dataset
    from eval.metrics import Interval
    from eval.traces import Run

RGB = "rgb_zh_refine_150"
PARTS = ("seeds dev", "seeds test", "cmrc2018_trial", "drcd_dev", RGB, f"{RGB} rejection")
COLUMNS = (
    "correct", "brief", "first", "f1", "declined", "due", "over", "citation precision",
    "citation recall", "recall@1", "mrr@10", "whole length",
)  # fmt: skip


def chosen(only: Sequence[str]) -> tuple[str, ...]:
    """The parts whose name begins with one of `only`; all of them when it is empty."""
    parts = tuple(p for p in PARTS if not only or any(p.startswith(o) for o in only))
    if not parts:
        listed = ", ".join(PARTS)
        raise RunError(f"没有这一部分 / no such part; expected one of {listed}", "--only cmrc")
    return parts


def part(name: str, data: Path | None) -> Dataset:
    """The cases and documents of a part; an error of the reader names what is missing."""
    if name.startswith("seeds"):
        return open_dataset(str(SETS / "seeds.jsonl")).narrowed(name.split()[1])
    if data is None:
        raise RunError(f"{name}: 没有数据目录 / no data folder given", "--data DIR")
    if name.startswith(RGB):
        path = next(
            (p for s in (".jsonl.gz", ".jsonl") if (p := data / f"{RGB}{s}").exists()), None
        )
        rows = read_rgb(path or data / f"{RGB}.jsonl.gz")
        return rgb_dataset(RGB, rows, rejection=name.endswith("rejection"))
    return open_dataset(name, data=data)


def report(title: str, run: Run) -> str:
    """One part: a row per system, the measures that apply, each with its interval."""
    summaries = [summarise(system, run.of(system)) for system in run.header.systems]
    keys = [k for k in COLUMNS if any(k in s.measures for s in summaries)]
    labels = {m.key: m.label for m in MEASURES}
    rows = [
        [s.system, str(s.failed), *(_cell(s.measures.get(k), k) for k in keys)] for s in summaries
    ]
    header = run.header
    head = f"{title}: n = {header.cases} questions, {header.documents} documents"
    table = console.table(("system", "failed", *(labels[k] for k in keys)), rows)
    return "\n\n".join([head, table, *_against_best(run)])


def _against_best(run: Run) -> list[str]:
    """Ours against the best baseline by answers that are as they should be, paired."""
    shares = {
        system: {r.case.id: v for r in run.of(system) if (v := right(r)) is not None}
        for system in run.header.systems
    }
    ours = shares.pop(OURS, {})
    rest = {name: values for name, values in shares.items() if values}
    if not ours or not rest:
        return []
    best = max(rest, key=lambda name: sum(rest[name].values()) / len(rest[name]))
    both = [id_ for id_ in ours if id_ in rest[best]]
    mine, other = ([v[i] for i in both] for v in (ours, rest[best]))
    found = metrics.paired_bootstrap(mine, other)
    exact = metrics.mcnemar([v == 1.0 for v in mine], [v == 1.0 for v in other])
    d = found.difference
    return [
        f"as it should be, ours - {best}: {100 * d.mean:+.1f} points "
        f"[{100 * d.low:+.1f}, {100 * d.high:+.1f}], n = {d.n}, "
        f"p = {found.p_value:.4f} (paired bootstrap), {exact:.4f} (McNemar)"
    ]


def _cell(interval: Interval | None, key: str) -> str:
    """A figure with its interval, short enough for a wide table."""
    if interval is None:
        return "–"
    unit = next(m.unit for m in MEASURES if m.key == key)
    scale, digits = {"share": (100, 1), "ratio": (1, 3), "characters": (1, 0)}[unit]
    mean, low, high = (scale * v for v in (interval.mean, interval.low, interval.high))
    return f"{mean:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"
