"""The report as Markdown and as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from eval import console, metrics, summary
from eval.comparing import told
from eval.report.failures import failures
from eval.summary import MEASURES, Summary, grouped, right
from eval.systems import OURS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval.traces import Record, Run


def figures(summaries: Sequence[Summary]) -> str:
    """The table of measures, one column per system."""
    rows = [
        ["cases asked", *(str(s.asked) for s in summaries)],
        ["failed with an error", *(str(s.failed) for s in summaries)],
    ]
    for measure in MEASURES:
        cells = [summary.shown(s.measures.get(measure.key), measure) for s in summaries]
        if any(cell != "–" for cell in cells):
            rows.append([measure.label, *cells])
    rows.append(["refusal F1", *(_number(s.refusal_f1, 3) for s in summaries)])
    rows.append(["AURC (less is better)", *(_number(s.aurc, 3) for s in summaries)])
    times = [f"{_number(s.p50, 0)} / {_number(s.p95, 0)}" for s in summaries]
    rows.append(["time to answer, p50 / p95 (ms)", *times])
    rows.append(["peak memory so far (MiB)", *(_number(s.memory, 0) for s in summaries)])
    return console.table(("measure", *(s.system for s in summaries)), rows)


def by_kind(records: Sequence[Record]) -> str:
    """Cases dealt with as they should be, by kind of answer or reason of refusal."""
    groups = grouped(
        [r for r in records if right(r) is not None],
        lambda r: r.case.kind if r.case.answerable else f"refuse: {r.case.reason}",
    )
    rows = []
    for name, members in groups.items():
        interval = metrics.bootstrap([right(r) or 0.0 for r in members])
        low, high = 100 * interval.low, 100 * interval.high
        rows.append([name, f"{100 * interval.mean:.1f}% [{low:.1f}, {high:.1f}]", str(interval.n)])
    return console.table(("kind", "as it should be", "n"), rows) if rows else ""


def markdown(run: Run, summaries: Sequence[Summary]) -> str:
    """Heading, figures, figures by kind, failures."""
    header = run.header
    name = header.set_name + (f" ({header.split})" if header.split else "")
    config = ", ".join(f"{key}={value}" for key, value in header.config.items())
    parts = [
        f"# policyqa: {name}",
        f"{header.cases} cases (set `{header.set_fingerprint}`), {header.documents} documents, "
        f"{header.passages} passages; index `{header.index_fingerprint}`, "
        f"code `{header.code_fingerprint}`; {config}.",
        figures(summaries),
        "95 % percentile bootstrap intervals; n: cases a figure is the mean of.",
        by_kind(run.of(OURS)),
    ]
    if not header.sealed:
        parts += ["## Failures", *(_failure(fault, r) for fault, r in failures(run.of(OURS)))]
    return "\n\n".join(part for part in parts if part) + "\n"


def _failure(fault: str, record: Record) -> str:
    expected = " + ".join(" | ".join(a) for a in record.case.facts)
    asked = f"\n- asked: {record.asked}" if record.asked != record.case.question else ""
    return (
        f"**{record.case.id}** {record.case.question} ({fault}){asked}\n"
        f"- expected: {expected or f'refusal: {record.case.reason}'}\n- came: {told(record)}"
    )


def json_text(run: Run, summaries: Sequence[Summary]) -> str:
    """Header, figures by system, and for every record its scores and fault."""
    rows: list[dict[str, Any]] = [] if run.header.sealed else [
        {
            "id": r.case.id,
            "system": r.system,
            "error": r.error,
            "scores": dict(r.scores),
            "milliseconds": r.timings.get("answer"),
        }
        for r in run.records
    ]  # fmt: skip
    report = {
        "header": asdict(run.header),
        "systems": [asdict(s) for s in summaries],
        "cases": rows,
    }
    return json.dumps(report, ensure_ascii=False, indent=1) + "\n"


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"
