"""Sections: the headings of a text, nested, each with what stands below it.

Levels follow the document, not a fixed table: a style of mark met for the first time nests below
the heading before it, and a number that continues ("二" after "一") returns to its level. So "★"
may stand above or below "一、", "（一）" may come back inside one of its own subsections, and a
skipped level leaves no gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.headings import BYLINE, Head, find_heads
from rag.lists import find_enumerations
from rag.markers import DIVISIONS, ORNAMENTS, RANKS
from rag.textlines import read_lines
from rag.types import Heading, Section, Span, Structure

if TYPE_CHECKING:
    from collections.abc import Sequence

_DECORATION = ORNAMENTS + "# \t\u3000"


def find_structure(
    text: str, headings: Sequence[Heading] = (), verbatim: Sequence[Span] = ()
) -> Structure:
    """Sections in reading order and the enumerations of `text`.

    `headings` are those the format declared (Markdown, HTML, Word) and are trusted; others are
    found in the text. `verbatim` spans hold table rows or code: no heading is looked for there.
    A run-in title ("扩大保障范围。将…纳入…") is a section of its own paragraph only when
    neighbouring paragraphs open the same way; "一是…" and "第一，…" are items, never sections.
    """
    sections = find_sections(text, headings, verbatim)
    return Structure(sections, find_enumerations(text, sections, verbatim))


def find_sections(
    text: str, headings: Sequence[Heading] = (), verbatim: Sequence[Span] = ()
) -> tuple[Section, ...]:
    """The sections alone, nested by `level`; see `find_structure`."""
    heads = find_heads(text, read_lines(text, headings, verbatim))
    levels = nest(heads)
    ends = _ends(heads, levels, len(text))
    sections: list[Section] = []
    path: list[str] = []
    for head, level, end in zip(heads, levels, ends, strict=True):
        if head.style == BYLINE:
            continue
        title = title_of(text, head.span)
        path[level - 1 :] = [title]
        heading = Heading(head.span, level)
        sections.append(Section(heading, title, Span(head.span.start, end), tuple(path)))
    return tuple(sections)


def title_of(text: str, span: Span) -> str:
    """A heading's words: its number stays, ornaments and final punctuation go.

    >>> title_of("★ 一、总体要求：", Span(0, 9))
    '一、总体要求'
    """
    title = " ".join(span.of(text).split()).lstrip(_DECORATION).rstrip("。：:，, ")
    return title or span.of(text)


def _ends(heads: Sequence[Head], levels: Sequence[int], length: int) -> list[int]:
    """Where each section ends: at the next heading no deeper, a run-in one with its line."""
    ends = [length] * len(heads)
    open_heads: list[int] = []
    for i, head in enumerate(heads):
        while open_heads and levels[open_heads[-1]] >= levels[i]:
            ends[open_heads.pop()] = head.span.start
        open_heads.append(i)
    for i, head in enumerate(heads):
        if head.style == "run-in":
            ends[i] = min(ends[i], head.line.end)
    return ends


@dataclass(frozen=True, slots=True)
class _Open:
    style: str
    number: int | None
    given: int | None


def nest(heads: Sequence[Head]) -> list[int]:
    """Levels from 1 for headings in reading order, never skipping one on the way down."""
    stack: list[_Open] = []
    levels: list[int] = []
    for head in heads:
        while stack and stack[-1].style == "run-in" and head.style != "run-in":
            stack.pop()
        if head.style == BYLINE:
            plain = [i for i, o in enumerate(stack) if not o.style and o.given is None]
            del stack[plain[0] if plain else len(stack) :]
            levels.append(len(stack) + 1)
            continue
        floor = _floor(stack, head)
        del stack[_place(stack, floor, head) :]
        stack.append(_Open(head.style, head.number, head.given))
        levels.append(len(stack))
    return levels


def _floor(stack: Sequence[_Open], head: Head) -> int:
    """How many open headings a given level certainly leaves open."""
    if head.given is None:
        return 0
    outer = [i for i, o in enumerate(stack) if o.given is not None and o.given < head.given]
    return outer[-1] + 1 if outer else 0


def _place(stack: Sequence[_Open], floor: int, head: Head) -> int:
    """Index in the stack of open headings where this one goes, closing what stood there."""
    if head.given is not None:
        same = [i for i in range(floor, len(stack)) if (stack[i].given or 0) >= head.given]
        if same and (
            not head.style or not stack[same[0]].style or stack[same[0]].given != head.given
        ):
            return same[0]
    if head.style in DIVISIONS:
        return _by_rank(stack, floor, RANKS[head.style])
    same = [i for i in range(len(stack) - 1, floor - 1, -1) if stack[i].style == head.style]
    if head.number is None or not same:
        return same[0] if same else _first_met(stack, floor, head)
    for i in same:
        if (stack[i].number or 0) + 1 == head.number:
            return i
    if head.number == 1:
        return same[0] if same[0] == len(stack) - 1 else len(stack)
    return next((i for i in same if (stack[i].number or 0) < head.number), same[0])


def _first_met(stack: Sequence[_Open], floor: int, head: Head) -> int:
    """A style not open yet nests, unless its rank says that it closes what is open."""
    rank = RANKS.get(head.style)
    if rank is None or (head.number == 1 and rank > RANKS["一、"]):
        return len(stack)
    return _by_rank(stack, floor, rank)


def _by_rank(stack: Sequence[_Open], floor: int, rank: int) -> int:
    """Below the last open heading of an outer rank; unranked ones (★, plain) above it stay."""
    at = len(stack)
    for i in range(len(stack) - 1, floor - 1, -1):
        other = RANKS.get(stack[i].style)
        if other is not None and other >= rank:
            at = i
    return max(at, floor)
