"""The lines of a text: where each stands, the mark it opens with, what its format said of it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.brackets import lines
from rag.markers import Mark, mark_at
from rag.rows import table_rows
from rag.types import Heading, Span

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank. `given` is the level a format gave it; `fixed`: never split."""

    span: Span
    mark: Mark | None
    given: int | None = None
    fixed: bool = False

    def body(self, text: str) -> str:
        """The line behind its mark."""
        return text[self.mark.end if self.mark else self.span.start : self.span.end]


def read_lines(
    text: str, headings: Sequence[Heading] = (), verbatim: Sequence[Span] = ()
) -> tuple[Line, ...]:
    """The lines of a text with their marks; table rows and `verbatim` lines are fixed."""
    given = {h.span.start: h.level for h in headings}
    starts = sorted(given)
    fixed = sorted(verbatim)
    fixed_starts = [s.start for s in fixed]
    out = []
    spans = list(lines(text, Span(0, len(text))))
    tabular = table_rows(text, spans)
    for i, span in enumerate(spans):
        at = bisect_left(fixed_starts, span.start + 1) - 1
        if i in tabular or (at >= 0 and span.start < fixed[at].end):
            out.append(Line(span, None, fixed=True))
            continue
        near = bisect_left(starts, span.start)
        hit = near < len(starts) and starts[near] < span.end
        mark = mark_at(text, span.start, span.end)
        out.append(Line(span, mark, given[starts[near]] if hit else None))
    return tuple(out)
