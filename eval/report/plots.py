"""Plots as inline SVG: no library, no script, nothing loaded. Every text is escaped."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eval.metrics import Interval

WIDTH = 640
LABEL = 210  # pixels for the names at the left
ROW = 24
COLOURS = ("#0b5cad", "#c2570c", "#2e7d32", "#7b3fa0", "#5f6b76", "#b3261e")
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Bar:
    """One value with its interval, both in [0, 1]; `label` stands at the left."""

    label: str
    interval: Interval
    colour: str = COLOURS[0]


def bars(title: str, rows: Sequence[Bar]) -> str:
    """Horizontal bars with whiskers; the value and its n stand at the right."""
    height = ROW * len(rows) + 44
    plot = WIDTH - LABEL - 120
    body = [_axis(plot, height)]
    for place, row in enumerate(rows):
        top = 26 + ROW * place
        low, mid, high = (
            LABEL + plot * _clipped(v)
            for v in (row.interval.low, row.interval.mean, row.interval.high)
        )
        middle = top + ROW / 2 - 3
        body += [
            _text(LABEL - 8, middle + 4, row.label, "end"),
            f'<rect x="{LABEL}" y="{top}" width="{max(mid - LABEL, 0.5):.1f}" height="{ROW - 6}"'
            f' fill="{row.colour}" fill-opacity="0.72"/>',
            f'<path d="M{low:.1f} {middle:.1f}H{high:.1f}M{low:.1f} {middle - 5:.1f}v10'
            f'M{high:.1f} {middle - 5:.1f}v10" class="whisker"/>',
            _text(LABEL + plot + 8, middle + 4, f"{row.interval.mean:.3f}  n={row.interval.n}"),
        ]
    return _svg(title, height, body)


def risk_coverage(title: str, curves: Iterable[tuple[str, Sequence[float]]]) -> str:
    """Selective risk against coverage, one line per named curve of values in [0, 1]."""
    height, left, right, top = 300, 56, WIDTH - 170, 26
    bottom = height - 44
    body = [_frame(left, right, top, bottom, "share of the questions answered", "risk")]
    for place, (name, risks) in enumerate(curves):
        colour = COLOURS[place % len(COLOURS)]
        points = (
            f"{left + (right - left) * (i + 1) / len(risks):.1f},"
            f"{bottom - (bottom - top) * _clipped(risk):.1f}"
            for i, risk in enumerate(risks)
        )
        body += [
            f'<polyline points="{" ".join(points)}" fill="none" stroke="{colour}"'
            ' stroke-width="2"/>',
            f'<rect x="{right + 16}" y="{top + 22 * place}" width="14" height="4"'
            f' fill="{colour}"/>',
            _text(right + 36, top + 22 * place + 6, name),
        ]
    return _svg(title, height, body)


def histogram(title: str, values: Sequence[float], unit: str, bins: int = 24) -> str:
    """How often which value: equal bins from 0 to the 99th percentile, the rest in the last."""
    ordered = sorted(values)
    top_value = max(ordered[min(len(ordered) - 1, int(0.99 * len(ordered)))], 1e-9)
    counts = [0] * bins
    for value in values:
        counts[min(bins - 1, int(bins * value / top_value))] += 1
    height, left, right, top = 220, 56, WIDTH - 24, 26
    bottom = height - 44
    step = (right - left) / bins
    body = [
        f'<path d="M{left} {bottom}H{right}" class="axis"/>',
        *(_text(left + (right - left) * t, bottom + 18, f"{top_value * t:.0f}", "middle")
          for t in TICKS),
        _text((left + right) / 2, bottom + 36, unit, "middle"),
        _text(left - 8, top + 8, str(max(counts)), "end"),
    ]  # fmt: skip
    for place, count in enumerate(counts):
        tall = (bottom - top) * count / max(counts)
        body.append(
            f'<rect x="{left + step * place:.1f}" y="{bottom - tall:.1f}" width="{step - 1:.1f}"'
            f' height="{tall:.1f}" fill="{COLOURS[0]}" fill-opacity="0.72"/>'
        )
    return _svg(title, height, body)


def _axis(plot: float, height: float) -> str:
    lines = "".join(f"M{LABEL + plot * t:.1f} 22V{height - 22}" for t in TICKS)
    marks = "".join(_text(LABEL + plot * t, height - 6, f"{t:g}", "middle") for t in TICKS)
    return f'<path d="{lines}" class="grid"/>{marks}'


def _frame(left: float, right: float, top: float, bottom: float, x: str, y: str) -> str:
    parts = [f'<path d="M{left} {top}V{bottom}H{right}" class="axis"/>']
    for tick in TICKS:
        across, up = left + (right - left) * tick, bottom - (bottom - top) * tick
        parts += [
            f'<path d="M{left} {up:.1f}H{right}" class="grid"/>',
            _text(across, bottom + 18, f"{tick:g}", "middle"),
            _text(left - 8, up + 4, f"{tick:g}", "end"),
        ]
    parts += [_text((left + right) / 2, bottom + 36, x, "middle"), _text(left, top - 10, y)]
    return "".join(parts)


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(title: str, height: float, body: Sequence[str]) -> str:
    name = escape(title, quote=True)
    return (
        f'<figure><figcaption>{name}</figcaption><svg viewBox="0 0 {WIDTH} {height:.0f}"'
        f' role="img" aria-label="{name}">{"".join(body)}</svg></figure>'
    )


def _clipped(value: float) -> float:
    return min(1.0, max(0.0, value))
