"""The HTML report: one file, nothing loaded, every text of sets and documents escaped."""

from __future__ import annotations

from collections import Counter
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from eval import metrics, summary
from eval.report import plots
from eval.report.failures import failures
from eval.summary import MEASURES, Summary, confidence_and_errors, grouped, right
from eval.systems import OURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eval.traces import Header, Record, Run

BARS = ("correct", "first", "declined", "due", "citation precision", "citation recall", "mrr@10")
LONGEST_CURVE = 400  # points
SHOWN = 80  # characters of a passage found


def html(run: Run, summaries: Sequence[Summary]) -> str:
    """The whole page."""
    style, script = (
        files("eval.report").joinpath(name).read_text("utf-8") for name in ("page.css", "page.js")
    )
    name = run.header.set_name + (f" ({run.header.split})" if run.header.split else "")
    body = [
        f"<h1>policyqa · {escape(name)}</h1>",
        _made_with(run.header),
        "<h2>总览 Summary</h2>",
        table(summaries),
        "<h2>图 Plots</h2>",
        f'<div class="plots">{"".join(_plots(run, summaries))}</div>',
        _failure_section(run),
        "<h2>指标说明 What the figures mean</h2>",
        _glossary(),
    ]
    return (
        '<!doctype html><html lang="zh"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; script-src 'unsafe-inline'\">"
        f"<title>policyqa · {escape(name)}</title><style>{style}</style></head>"
        f"<body>{''.join(body)}<script>{script}</script></body></html>\n"
    )


def _made_with(header: Header) -> str:
    config = ", ".join(f"{key}={value}" for key, value in header.config.items())
    lines = (
        f"{header.cases} cases (set {header.set_fingerprint}), {header.documents} documents, "
        f"{header.passages} passages",
        f"index {header.index_fingerprint} · code {header.code_fingerprint}",
        config,
    )
    return "".join(f'<p class="soft">{escape(line)}</p>' for line in lines)


def table(summaries: Sequence[Summary]) -> str:
    """One row per measure, one column per system; a failed case stands in its own row."""
    head = "".join(f"<th>{escape(s.system)}</th>" for s in summaries)
    rows = [_row("cases asked", [str(s.asked) for s in summaries])]
    rows.append(_row("failed with an error", [_alarm(s.failed) for s in summaries], ready=True))
    for measure in MEASURES:
        cells = [summary.shown(s.measures.get(measure.key), measure) for s in summaries]
        if any(cell != "–" for cell in cells):
            rows.append(_row(measure.label, list(map(_two_lines, cells)), ready=True))
    for label, numbers in _plain_figures(summaries):
        rows.append(_row(label, numbers))
    return f'<div class="scroll"><table><tr><th></th>{head}</tr>{"".join(rows)}</table></div>'


def _plain_figures(summaries: Sequence[Summary]) -> Iterable[tuple[str, list[str]]]:
    yield "refusal F1", [_number(s.refusal_f1, 3) for s in summaries]
    yield "AURC (less is better)", [_number(s.aurc, 3) for s in summaries]
    yield (
        "time to answer, p50 / p95 (ms)",
        [f"{_number(s.p50, 0)} / {_number(s.p95, 0)}" for s in summaries],
    )
    yield "peak memory so far (MiB)", [_number(s.memory, 0) for s in summaries]


def _number(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _row(label: str, cells: Sequence[str], *, ready: bool = False) -> str:
    made = cells if ready else [escape(cell) for cell in cells]
    return f"<tr><td>{escape(label)}</td>{''.join(f'<td>{cell}</td>' for cell in made)}</tr>"


def _alarm(failed: int) -> str:
    return f'<strong class="bad">{failed}</strong>' if failed else "0"


def _two_lines(cell: str) -> str:
    figure, _, rest = cell.partition(" ")
    return escape(figure) + (f"<small>{escape(rest)}</small>" if rest else "")


def _plots(run: Run, summaries: Sequence[Summary]) -> Iterable[str]:
    for measure in MEASURES:
        found = [
            plots.Bar(s.system, s.measures[measure.key], plots.COLOURS[i % len(plots.COLOURS)])
            for i, s in enumerate(summaries)
            if measure.key in s.measures
        ]
        if measure.key in BARS and found:
            yield plots.bars(measure.label, found)
    curves = [(s.system, curve) for s in summaries if (curve := _curve(run.of(s.system)))]
    if curves:
        yield plots.risk_coverage("risk-coverage by evidence score", curves)
    ours = [r for r in run.of(OURS) if r.error is None]
    if ours:
        times = [r.timings.get("answer", 0.0) for r in ours]
        yield plots.histogram("time to answer", times, "milliseconds (last bar: and more)")
        yield from _by_kind(ours)


def _curve(records: Sequence[Record]) -> list[float]:
    known = [r for r in records if r.evidence is not None and r.scores.get("forced") is not None]
    if not known:
        return []
    risks = metrics.risk_coverage(*confidence_and_errors(known)).tolist()
    step = max(1, len(risks) // LONGEST_CURVE)
    return [float(risk) for risk in risks[::step]]


def _by_kind(records: Sequence[Record]) -> Iterable[str]:
    groups = grouped(records, lambda r: r.case.kind if r.case.answerable else f"✗ {r.case.reason}")
    rows = [
        plots.Bar(name, metrics.bootstrap(numbers))
        for name, members in groups.items()
        if (numbers := [v for r in members if (v := right(r)) is not None])
    ]
    if rows:
        yield plots.bars("dealt with as it should be, by kind (✗: refused, by reason)", rows)


def _failure_section(run: Run) -> str:
    if run.header.sealed:
        return (
            "<h2>未通过的问题 Failures</h2><p>盲测集不显示问题。 A blind set shows totals only.</p>"
        )
    found = failures(run.of(OURS))
    faults = Counter(name for name, _ in found)
    filters = [
        '<label>查找 search<input id="text" type="search"></label>',
        _select("fault", "问题类型 fault", {name: f"{name} ({n})" for name, n in faults.items()}),
        _select("kind", "类别 kind", {r.case.kind: r.case.kind for _, r in found}),
        _select("lang", "语言 language", {r.case.lang: r.case.lang for _, r in found}),
        _select("split", "部分 split", {r.case.split or "": r.case.split or "" for _, r in found}),
        f'<span id="count" class="soft">{len(found)}</span>',
    ]
    articles = "".join(_article(name, record) for name, record in found)
    return f'<h2>未通过的问题 Failures</h2><div class="filters">{"".join(filters)}</div>{articles}'


def _select(name: str, label: str, options: Mapping[str, str]) -> str:
    made = "".join(
        f'<option value="{escape(value)}">{escape(text)}</option>'
        for value, text in options.items()
        if value
    )
    return (
        f'<label>{label}<select name="{name}"><option value="">all</option>{made}</select></label>'
    )


def _article(fault: str, record: Record) -> str:
    case = record.case
    data = {"fault": fault, "kind": case.kind, "lang": case.lang, "split": case.split or ""}
    attributes = " ".join(f'data-{key}="{escape(value)}"' for key, value in data.items())
    tags = [case.id, case.kind, case.split or "", *case.sources]
    shown = "".join(f'<span class="tag">{escape(tag)}</span>' for tag in tags if tag)
    asked = f'<p class="soft">↳ {escape(record.asked)}</p>' if record.asked != case.question else ""
    history = "".join(f'<p class="soft">{escape(q)} — {escape(a)}</p>' for q, a in case.history)
    return (
        f"<article {attributes}><header>{history}<h3>{escape(case.question)}</h3>{asked}"
        f'<span class="tag bad">{escape(fault)}</span>{shown}</header>'
        f'<div class="sides">{_sides(record)}</div></article>'
    )


def _sides(record: Record) -> str:
    case, answer = record.case, record.answer or {}
    facts = "\n".join(" | ".join(alternatives) for alternatives in case.facts)
    expected = facts or f"refusal: {case.reason}"
    gold = "".join(_quote(span.quote, span.source) for span in case.spans)
    claims = "\n\n".join(claim["text"] for claim in answer.get("claims", ()))
    reason = answer.get("reason") or {}
    came = record.error or claims or f"refused: {reason.get('code')}\n{reason.get('message', '')}"
    cited = answer.get("citations") or answer.get("nearest") or ()
    evidence = "".join(_quote(c["quote"], _place(c)) for c in cited)
    found = (" ".join(hit["text"][:SHOWN].split()) + "…" for hit in record.hits[:3])
    hits = "".join(_quote(t, _place(h)) for t, h in zip(found, record.hits, strict=False))
    columns = (
        ("应答 expected", f"<p>{escape(expected)}</p>{gold}"),
        ("实答 answer", f"<p>{escape(came)}</p>"),
        (
            "引用的证据 evidence cited"
            if answer.get("citations")
            else "最接近的原文 nearest evidence",
            evidence,
        ),
        ("检索到的段落 first passages", hits),
    )
    return "".join(f"<div><h4>{title}</h4>{content}</div>" for title, content in columns)


def _place(row: Mapping[str, Any]) -> str:
    return f"{row['source']} [{row['start']}:{row['end']}] {row.get('date') or ''}"


def _quote(text: str, place: str) -> str:
    return f"<blockquote>{escape(text)}<small>{escape(place)}</small></blockquote>"


def _glossary() -> str:
    rows = "".join(
        f'<tr><td>{escape(m.label)}</td><td style="text-align:left;white-space:normal">'
        f"{escape(m.meaning)}</td></tr>"
        for m in MEASURES
    )
    note = (
        "95 % percentile bootstrap intervals over cases; n is the number of cases a figure is "
        "the mean of. A case that failed with an error is in no figure but its own."
    )
    return f"<p>{note}</p><table>{rows}</table>"
