"""Lists inside a sentence: a、b和c, 《A》《B》, clauses between semicolons, clauses that open alike.

Only the separators are found here; `rag.edges` finds where the first item starts and the last
ends. Quotations and brackets are masked while their surroundings are read, then read themselves.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.brackets import pairs
from rag.edges import MASK, first_item_start, last_item_end
from rag.markers import number_of
from rag.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST_ITEM = 60  # characters; what is longer between two 、 is not an item
LONGEST_SCOPE = 800  # a longer quotation or parenthesis is not searched for lists of its own
DEEPEST_SCOPE = 3

_NUMERAL = r"(?<![\d.第])([一二两三四五六七八九十]{1,3}|\d{1,2})"
_COUNT = re.compile(_NUMERAL + r"\s*[个大项条点种类步句件重座家位张方省市县区部]|[“‘]" + _NUMERAL)
_SENTENCE_END = re.compile(r"[。！？!?]+")
_CLAUSE_END = re.compile(
    r"[；：;]|——|(?<!\d):|[，,](?!\d{3})(?!\s*以及)(?!\s*及(?!时))|(?<=\d)[，,](?!\d{3})"
)
_SEPARATOR = re.compile(r"、\s*(?:以及|和|及|与|或)?|[，,]\s*(?:以及|及(?!时))")
_ET_CETERA = re.compile(r"(?<![平均高中对同相初])等(?![级同于待候离温])")
_JOIN = re.compile(
    r"以及|(?<![涉普企顾波遍])及(?![时格其])|(?<![平温饱共调缓柔总])和(?![平谐解睦])|(?<!参)与(?![会众否])|或(?![者许])"
)
_MEANS = re.compile(r"就是|包括|分别是|分别为|分别在|即|包含|涵盖")
_COUNTED_PAIR = re.compile(r"\s*(?:等|这)?[两二2]\s*[个大项条种类座家方]")
_HAS_LIST = re.compile(r"[、；;》”’」』]|[，,][^，,]*[，,]|就是|包括|分别|[两二2][个大项条种类]")


@dataclass(frozen=True, slots=True)
class Series:
    """A list inside one line. `lead` runs from the sentence's start to the first item."""

    kind: str
    lead: Span
    items: tuple[Span, ...]
    count: int | None


def counts_in(text: str, span: Span) -> list[int]:
    """The small numbers of things a text states, in order.

    >>> counts_in("“四个强化”和7项举措", Span(0, 12))
    [4, 7]
    """
    found = _COUNT.finditer(text, span.start, span.end)
    return [n for n in (number_of(m.group(1) or m.group(2)) for m in found) if n]


def find_series(text: str, line: Span) -> Iterator[Series]:
    """The lists inside one line, in no particular order."""
    if not _HAS_LIST.search(text, line.start, line.end):
        return
    marks = pairs(text, line)
    for scope in _scopes(marks, line):
        inner = _direct(marks, scope)
        body = _masked(text, scope, inner)
        for start, end in _pieces(body, _SENTENCE_END, 0, len(body)):
            part = _Part(text, scope, body, start, end)
            yield from _listed(part)
            yield from _defined(part)
            yield from _separated(part)
            yield from _alike(part)
        yield from _adjacent(text, inner, scope)


@dataclass(frozen=True, slots=True)
class _Part:
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

    def series(self, kind: str, bounds: Sequence[tuple[int, int]]) -> Iterator[Series]:
        items = tuple(s for s in (self.span(a, b) for a, b in bounds) if len(s))
        if len(items) < 2:
            return
        lead = self.span(self.start, max(self.start, items[0].start - self.scope.start))
        around = Span(lead.start, min(items[-1].end + 24, len(self.text)))
        stated = [n for n in counts_in(self.text, around) if n == len(items)]
        yield Series(kind, lead, items, stated[0] if stated else None)


def _scopes(marks: Sequence[Span], line: Span) -> Iterator[Span]:
    """The line, then the inside of each pair that is not too long or too deep."""
    yield line
    ends: list[int] = []
    for pair in marks:
        while ends and ends[-1] <= pair.start:
            ends.pop()
        ends.append(pair.end)
        if len(ends) <= DEEPEST_SCOPE and 4 < len(pair) <= LONGEST_SCOPE:
            yield Span(pair.start + 1, pair.end - 1)


def _direct(marks: Sequence[Span], scope: Span) -> list[Span]:
    """The outermost pairs inside a scope."""
    at = bisect_left(marks, scope.start, key=lambda p: p.start)
    out: list[Span] = []
    while at < len(marks) and marks[at].start < scope.end:
        if marks[at].end <= scope.end and (not out or marks[at].start >= out[-1].end):
            out.append(marks[at])
        at += 1
    return out


def _masked(text: str, scope: Span, hidden: Sequence[Span]) -> str:
    parts, at = [], scope.start
    for span in hidden:
        parts += [text[at : span.start], MASK * len(span)]
        at = span.end
    return "".join([*parts, text[at : scope.end]])


def _pieces(body: str, cut: re.Pattern[str], start: int, end: int) -> list[tuple[int, int]]:
    """The ranges between matches of `cut`, without the matches; empty ones are left out."""
    out, at = [], start
    for match in cut.finditer(body, start, end):
        if match.start() > at:
            out.append((at, match.start()))
        at = match.end()
    return [*out, (at, end)] if at < end else out


def _listed(part: _Part) -> Iterator[Series]:
    """a、b、c in each clause of a sentence; "等" ends one list and may begin another."""
    if "、" not in part.body[part.start : part.end]:
        return
    for start, end in _pieces(part.body, _CLAUSE_END, part.start, part.end):
        group: list[tuple[int, int]] = []
        for a, b in _pieces(part.body, _SEPARATOR, start, end):
            more = _ET_CETERA.search(part.body, a + 1, b) if group else None
            group.append((a, more.start() if more else b))
            if more:
                yield from _grouped(part, group)
                group = [(more.end(), b)]
        yield from _grouped(part, group)


def _grouped(part: _Part, group: list[tuple[int, int]]) -> Iterator[Series]:
    """One run of items, cut again where a member is too long to be one."""
    run: list[tuple[int, int]] = []
    for i, (a, b) in enumerate(group):
        run.append((a, b))
        if b - a > LONGEST_ITEM and 0 < i < len(group) - 1:
            yield from _edged(part, run)
            run = [(a, b)]
    yield from _edged(part, run)


def _edged(part: _Part, run: list[tuple[int, int]]) -> Iterator[Series]:
    if len(run) < 2:
        return
    texts = [part.body[a:b].strip() for a, b in run]
    last = _joined(part, run[-1], texts[:-1] if len(run) == 2 else texts[1:-1])
    a, b = run[0]
    within = part.scope.start + a > 0 and a == 0 and part.text[part.scope.start - 1] in '“‘「『"'
    if not within or b - a > LONGEST_ITEM // 3:
        a += first_item_start(part.body[a:b], texts[1:-1] or [part.body[slice(*last[0])].strip()])
    yield from part.series("inline", [(a, b), *run[1:-1], *last])


def _joined(part: _Part, last: tuple[int, int], others: Sequence[str]) -> list[tuple[int, int]]:
    """The last member, split at its conjunction ("人才和资金" -> two items) and trimmed."""
    a, b = last
    join = _JOIN.search(part.body, a + 1, b)
    if join is None or not part.body[join.end() : b].strip():
        return [(a, a + last_item_end(part.body[a:b], others))]
    whole = a + last_item_end(part.body[a:b], others)
    if whole <= join.start():
        return [(a, whole)]
    left = part.body[a : join.start()]
    end = join.end() + last_item_end(part.body[join.end() : b], [*others, left])
    return [(a, join.start()), (join.end(), end)]


def _defined(part: _Part) -> Iterator[Series]:
    """Two items joined by a conjunction, when a definition or "两大" vouches for the pair."""
    for start, end in _pieces(part.body, _CLAUSE_END, part.start, part.end):
        if "、" in part.body[start:end] or end - start > 2 * LONGEST_ITEM:
            continue
        means = _MEANS.search(part.body, start, end)
        join = _JOIN.search(part.body, means.end() if means else start + 1, end)
        if join is None:
            continue
        left = part.body[start : join.start()]
        right = part.body[join.end() : end]
        stop = join.end() + last_item_end(right, [left[-8:]])
        if means:
            yield from part.series("inline", [(means.end(), join.start()), (join.end(), stop)])
        elif _COUNTED_PAIR.match(part.body, stop, end):
            first = start + first_item_start(left, [right])
            yield from part.series("inline", [(first, join.start()), (join.end(), stop)])


def _separated(part: _Part) -> Iterator[Series]:
    """Clauses between semicolons: three, or two behind a colon or opening alike."""
    pieces = _pieces(part.body, re.compile("[；;]"), part.start, part.end)
    if len(pieces) < 2:
        return
    a, b = pieces[0]
    start = a
    for clause, _ in _pieces(part.body, re.compile("[：:]|——|[，,]"), a, b):
        alike = part.body[clause : clause + 1] == part.body[pieces[1][0] : pieces[1][0] + 1]
        same_quote = (
            part.text[part.scope.start + clause] == part.text[part.scope.start + pieces[1][0]]
        )
        introduced = clause > a and part.body[clause - 1] in "：:—"
        if introduced or (alike and same_quote):
            start = clause
    if len(pieces) > 2 or start > a:
        yield from part.series("inline", [(start, b), *pieces[1:]])


def _alike(part: _Part) -> Iterator[Series]:
    """Three or more neighbouring clauses that open with the same two characters."""
    run: list[tuple[int, int]] = []
    for a, b in [*_pieces(part.body, re.compile("[，,](?!\\d)"), part.start, part.end), (0, 0)]:
        opening = part.body[a : a + 2] if b - a > 2 else ""
        if run and opening and opening == part.body[run[0][0] : run[0][0] + 2]:
            run.append((a, b))
            continue
        if len(run) > 2 and MASK not in part.body[run[0][0] : run[0][0] + 2]:
            yield from part.series("shared", run)
        run = [(a, b)] if opening else []


def _adjacent(text: str, marks: Sequence[Span], scope: Span) -> Iterator[Series]:
    """Titles or quotations in a row: 《A》《B》, 《A》和《B》, “甲”“乙”."""
    run: list[Span] = []
    for mark in [*marks, None]:
        near = bool(run and mark) and text[run[-1].end : mark.start].strip() in _GLUE  # type: ignore[union-attr]
        if mark and near and text[mark.start] == text[run[-1].start]:
            run.append(mark)
            continue
        if len(run) > 1 and text[run[0].start] in '《“‘「『"【':
            part = _Part(text, scope, text[scope.start : scope.end], 0, len(scope))
            bounds = [(s.start - scope.start, s.end - scope.start) for s in run]
            yield from part.series("inline", bounds)
        run = [mark] if mark else []


_GLUE = frozenset(("", "、", "和", "与", "及", "以及", "或"))
