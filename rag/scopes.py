"""Reading one sentence at a time with its quotations and brackets masked.

A scope is a line or the inside of a pair of marks; within it every inner pair becomes one HEAD and
a run of MASK, so that offsets stay true while separators inside the pair are not seen.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.brackets import QUOTES
from rag.edges import HEAD, MASK
from rag.markers import number_of
from rag.patterns import regex
from rag.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST_SCOPE = 800  # a longer quotation or parenthesis is not searched for lists of its own
DEEPEST_SCOPE = 3

SENTENCE_END = regex(r"[。！？!?]+")
CLAUSE_END = regex(r"[；：;]|——|(?<!\d):|(?:(?<!\d)[，,]|[，,](?!\d{3}))(?!\s*(?:以及|及(?!时)))")
_NUMERAL = r"(?<![\d.第])([一二两三四五六七八九十]{1,3}|\d{1,2})"
_COUNT = regex(_NUMERAL + r"\s*[个大项条点种类步句件重座家位方省市县区]|[“‘]" + _NUMERAL)


@dataclass(frozen=True, slots=True)
class Series:
    """A list inside one line. `lead` runs from the sentence's start to the first item."""

    kind: str
    lead: Span
    items: tuple[Span, ...]
    count: int | None


def counts_in(text: str, span: Span) -> list[int]:
    """The small numbers of things a text states, in order.

    >>> counts_in("“三个到位”和7项工程", Span(0, 11))
    [3, 7]
    """
    found = _COUNT.finditer(text, span.start, span.end)
    return [n for n in (number_of(m.group(1) or m.group(2)) for m in found) if n]


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence: body[start:end], where `body` is the scope's text with inner marks masked."""

    text: str
    scope: Span
    body: str
    start: int
    end: int

    def span(self, start: int, end: int) -> Span:
        """Offsets in the body, trimmed of blanks, as a span of the text."""
        piece = self.body[start:end]
        left = start + len(piece) - len(piece.lstrip())
        right = max(left, end - (len(piece) - len(piece.rstrip())))
        return Span(self.scope.start + left, self.scope.start + right)

    def opens_scope(self, start: int) -> bool:
        """Is this the first character of a quotation?"""
        outside = self.scope.start - 1
        return start == 0 and outside >= 0 and self.text[outside] in QUOTES

    def stated(self, bounds: Sequence[tuple[int, int]]) -> list[int]:
        """Counts stated shortly before the first item or behind the last."""
        first = self.scope.start + bounds[0][0]
        last = self.scope.start + bounds[-1][1]
        before = Span(max(self.scope.start + self.start, first - 30), first)
        line_end = self.text.find("\n", last, last + 20)
        after = Span(last, line_end if line_end >= 0 else min(last + 20, len(self.text)))
        return [*counts_in(self.text, before), *counts_in(self.text, after)]

    def _unbroken(self, start: int, end: int) -> tuple[int, int]:
        """The range widened to whole quotations and brackets."""
        while self.body[start : start + 1] == MASK:
            start -= 1
        while self.body[end : end + 1] == MASK:
            end += 1
        return start, end

    def series(self, kind: str, bounds: Sequence[tuple[int, int]]) -> Iterator[Series]:
        """One list, unless fewer than two of its items are left after trimming."""
        whole = [self._unbroken(a, b) for a, b in bounds]
        items = tuple(s for s in (self.span(a, b) for a, b in whole) if len(s))
        if len(items) < 2:
            return
        lead = self.span(self.start, max(self.start, items[0].start - self.scope.start))
        count = len(items) if len(items) in self.stated(bounds) else None
        yield Series(kind, lead, items, count)


def scopes(marks: Sequence[Span], line: Span) -> Iterator[Span]:
    """The line, then the inside of each pair that is not too long or too deep."""
    yield line
    ends: list[int] = []
    for pair in marks:
        while ends and ends[-1] <= pair.start:
            ends.pop()
        ends.append(pair.end)
        if len(ends) <= DEEPEST_SCOPE and 4 < len(pair) <= LONGEST_SCOPE:
            yield Span(pair.start + 1, pair.end - 1)


def direct_pairs(marks: Sequence[Span], scope: Span) -> list[Span]:
    """The outermost pairs inside a scope."""
    at = bisect_left(marks, scope.start, key=lambda p: p.start)
    out: list[Span] = []
    while at < len(marks) and marks[at].start < scope.end:
        if marks[at].end <= scope.end and (not out or marks[at].start >= out[-1].end):
            out.append(marks[at])
        at += 1
    return out


def masked_body(text: str, scope: Span, hidden: Sequence[Span]) -> str:
    parts, at = [], scope.start
    for span in hidden:
        parts += [text[at : span.start], HEAD, MASK * (len(span) - 1)]
        at = span.end
    return "".join([*parts, text[at : scope.end]])


def pieces_of(body: str, cut: re.Pattern[str], start: int, end: int) -> list[tuple[int, int]]:
    """The ranges between matches of `cut`, without the matches; empty ones are left out."""
    out, at = [], start
    for match in cut.finditer(body, start, end):
        if match.start() > at:
            out.append((at, match.start()))
        at = match.end()
    return [*out, (at, end)] if at < end else out
