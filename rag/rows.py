"""Table rows written as lines that carry their headers: "指标：产值；数值：12亿元"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.patterns import regex
from rag.types import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

_CELL = regex(r"[^；;\n]+")
_LABEL = regex(r"\s*([^：:；;，。\n]{1,30})[：:]\s*\S")


def labels(text: str, line: Span) -> tuple[str, ...]:
    """The headers of the cells of one row, () when the line is not written as a row.

    The first cell has one; a later one may be part of a value that holds a semicolon.

    >>> labels("指标：产值；数值：12亿元", Span(0, 13))
    ('指标', '数值')
    """
    cells = cells_of(text, line)
    if len(cells) < 2 or not _LABEL.match(text, cells[0].start, cells[0].end):
        return ()
    found = [m.group(1).strip() for c in cells if (m := _LABEL.match(text, c.start, c.end))]
    return tuple(found) if 1 < len(found) == len(set(found)) else ()


def cells_of(text: str, line: Span) -> list[Span]:
    """The parts of a row between semicolons."""
    return [Span(m.start(), m.end()) for m in _CELL.finditer(text, line.start, line.end)]


def table_rows(text: str, lines: Sequence[Span]) -> set[int]:
    """Indices of neighbouring lines with the same first header and another one in common."""
    out: set[int] = set()
    before: tuple[str, ...] = ()
    for i, line in enumerate(lines):
        here = labels(text, line)
        if same_table(before, here):
            out |= {i - 1, i}
        before = here
    return out


def same_table(a: Sequence[str], b: Sequence[str]) -> bool:
    """Do two rows with these headers belong to one table? An empty cell is left out of its row."""
    return bool(a and b) and a[0] == b[0] and len(set(a) & set(b)) > 1
