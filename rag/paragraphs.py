"""Lists made of whole lines: bullets, table rows, paragraphs that open alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.edges import common_start
from rag.patterns import regex
from rag.rows import labels, same_table
from rag.types import Span

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence

    from rag.textlines import Line

CAPTION_LENGTH = 40  # a short line without a full stop may stand between paragraphs of a list
WIDEST_GAP = 3

_BULLET = regex(r"(?:[-*+–—‣◦➢✓√]\s+|[•·●○▪■□◆◇▶►]\s*)(?=\S)")
_OPENING = regex(r"([^。！？；，,：:\n]{2,60})([：:，,])")
_ASPECT = regex(r"(?:方面|领域|层面|环节|阶段|维度|角度)\s*$")
_FOR = regex(r"对于|针对|面向")
_TOWARDS = regex(r"聚焦|围绕|关于|就|在|从|以")


def behind_bullet(text: str, start: int, end: int) -> int:
    """Offset behind the bullet a line opens with, `start` when it has none."""
    match = _BULLET.match(text, start, end)
    return match.end() if match else start


def bullets(text: str, rows: Sequence[Line]) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Neighbouring lines that open with the same bullet; items without it."""
    run: list[Span] = []
    sign = ""
    for row in [*rows, None]:
        match = None
        if row and not row.fixed:
            match = _BULLET.match(text, row.span.start, row.span.end)
        if row and match and (not run or match.group().strip() == sign):
            sign = match.group().strip()
            run.append(Span(match.end(), row.span.end))
            continue
        if len(run) > 1:
            yield "bullet", tuple(run)
        run = [Span(match.end(), row.span.end)] if row and match else []
        sign = match.group().strip() if match else ""


def tables(text: str, rows: Sequence[Line]) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Runs of fixed lines, cut where the headers that rows carry change."""
    run: list[Span] = []
    for row in [*rows, None]:
        if row and row.fixed and (not run or _one_table(text, run[-1], row.span)):
            run.append(row.span)
            continue
        if len(run) > 1:
            yield "table", tuple(run)
        run = [row.span] if row and row.fixed else []


def _one_table(text: str, above: Span, below: Span) -> bool:
    a, b = labels(text, above), labels(text, below)
    return same_table(a, b) or not (a and b)


def alike_paragraphs(
    text: str, rows: Sequence[Line], heads: Container[int]
) -> Iterator[tuple[str, tuple[Span, ...]]]:
    """Paragraphs with a common opening: 企业方面… / 看产业：… / 对于大型园区，…"""
    run: list[Span] = []
    gap = 0
    for row in [*rows, None]:
        if row and _ordinary(text, row) and row.span.start not in heads:
            if run and _alike(text, run[-1], row.span):
                run.append(row.span)
                gap = 0
                continue
            gap += 1
            if run and gap <= WIDEST_GAP and _caption(text, row.span):
                continue
        if len(run) > 1:
            yield "shared", tuple(run)
        run, gap = ([row.span] if row and not row.fixed else []), 0


def _ordinary(text: str, row: Line) -> bool:
    return not (row.fixed or row.mark or _BULLET.match(text, row.span.start, row.span.end))


def _caption(text: str, span: Span) -> bool:
    return len(span) <= CAPTION_LENGTH and text[span.end - 1] not in "。！？；"


def _alike(text: str, first: Span, second: Span) -> bool:
    a = _OPENING.match(text, first.start, first.end)
    b = _OPENING.match(text, second.start, second.end)
    if not a or not b or (a[2] in "：:") != (b[2] in "：:"):
        return False
    head = common_start(a[1], b[1])
    tail = common_start(a[1][::-1], b[1][::-1])
    if a[1] == b[1] or max(len(a[1]), len(b[1])) - head - tail < 1:
        return False
    if a[2] in "：:":
        return head + tail >= 1 and max(len(a[1]), len(b[1])) <= 16
    if _ASPECT.search(a[1]) and _ASPECT.search(b[1]):
        return True
    if _FOR.match(a[1]) and _FOR.match(b[1]):
        return True
    return bool(_TOWARDS.match(a[1])) and head >= 2 and tail >= 1
