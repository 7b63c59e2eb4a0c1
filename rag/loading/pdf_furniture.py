"""Running headers, footers and page numbers: lines that repeat at the edge of the pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from rag.patterns import regex

_NUMBER = regex(r"\d+")
_EDGE_LINES = 3  # lines looked at from the top and from the bottom of a page
_SAME_HEIGHT = 12.0  # points a running line may move up or down between pages
_AGREE = 0.8  # share of the pages on which its numbers must be fixed or count the pages


@dataclass(frozen=True, slots=True)
class PageLine:
    """decoded[start:end] on page `page` (from 0), between `bottom` and `top` in points."""

    page: int
    start: int
    end: int
    text: str
    bottom: float
    top: float


def furniture(pages: Sequence[Sequence[PageLine]]) -> set[PageLine]:
    """The lines that stand at the same height of three or more pages, or of both of two.

    They must read the same but for numbers, and the numbers must be the same everywhere or count
    up with the pages: "一、2021年" over one page and "一、2022年" over the next are headings.
    """
    filled = sum(any(line.text.strip() for line in page) for page in pages)
    needed = 2 if filled == 2 else 3
    groups: dict[tuple[str, str], list[PageLine]] = defaultdict(list)
    for page in pages:
        for edge, line in _edges(page):
            groups[edge, _NUMBER.sub("#", "".join(line.text.split()))].append(line)
    found: set[PageLine] = set()
    for lines in groups.values():
        level = median(line.bottom for line in lines)
        near = [line for line in lines if abs(line.bottom - level) <= _SAME_HEIGHT]
        if len({line.page for line in near}) >= needed and _counts_pages(near):
            found.update(near)
    return found


def _edges(page: Sequence[PageLine]) -> Iterable[tuple[str, PageLine]]:
    lines = sorted((line for line in page if line.text.strip()), key=lambda x: -x.top)
    for line in lines[:_EDGE_LINES]:
        yield "top", line
    for line in lines[max(_EDGE_LINES, len(lines) - _EDGE_LINES) :]:
        yield "bottom", line


def _counts_pages(lines: Sequence[PageLine]) -> bool:
    """Whether every number in the line is fixed, or moves in step with the page."""
    columns = zip(*([int(n) for n in _NUMBER.findall(line.text)] for line in lines), strict=True)
    for values in columns:
        fixed = Counter(values).most_common(1)[0][1]
        steps = (value - line.page for value, line in zip(values, lines, strict=True))
        if max(fixed, Counter(steps).most_common(1)[0][1]) < _AGREE * len(lines):
            return False
    return True
