"""Looking sections up: which one holds an offset, and which one holds a section."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rag.types import Section


class Outline:
    """The tree of sections, given in reading order, as indices into it."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self.sections = sections
        self.parents = _parents(sections)
        self._starts = [s.span.start for s in sections]

    def around(self, offset: int, until: int | None = None) -> int | None:
        """Index of the innermost section that holds `offset`, and all up to `until` if given."""
        end = offset + 1 if until is None else until
        i: int | None = bisect_right(self._starts, offset) - 1
        if i is not None and i < 0:
            return None
        while i is not None and self.sections[i].span.end < end:
            i = self.parents[i]
        return i


def _parents(sections: Sequence[Section]) -> list[int | None]:
    out: list[int | None] = []
    stack: list[int] = []
    for i, section in enumerate(sections):
        while stack and sections[stack[-1]].heading.level >= section.heading.level:
            stack.pop()
        out.append(stack[-1] if stack else None)
        stack.append(i)
    return out
