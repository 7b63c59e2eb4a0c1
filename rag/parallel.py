"""Lists of clauses: between semicolons, opening alike, two joined by a definition; 《A》《B》."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.brackets import QUOTES
from rag.conjunctions import find_join
from rag.edges import HEAD, MASK, first_item_start, last_item_end, opens_with_verb
from rag.patterns import regex
from rag.scopes import CLAUSE_END, Part, Series, pieces_of
from rag.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LONGEST_CLAUSE = 120  # characters; a longer one is not read as a definition

_MEANS = regex(r"就是|包括|分别(?:是|为|在)|(?<![立随当])即(?![将使可时日便刻])|包含|涵盖")
_COUNTED_PAIR = regex(r"\s*(?:等|这)?[两二2]\s*[个大项条种类座家方]")
_SEMICOLON = regex(r"[；;]")
_COMMA = regex(r"[，,](?!\d)")
_TERM = regex(rf"{HEAD}{MASK}*(就是|是|即|指)")
_INTRODUCED = regex(r"[：:]|——|[，,]\s*即?|(?<![立随当])即(?=[\ue001])")
_GLUE = frozenset(("", "、", "和", "与", "及", "以及", "或"))


def defined(part: Part) -> Iterator[Series]:
    """Two items joined by a conjunction, when a definition or "两大" vouches for the pair."""
    for start, end in pieces_of(part.body, CLAUSE_END, part.start, part.end):
        if end - start > LONGEST_CLAUSE or "、" in part.body[start:end]:
            continue
        means = _MEANS.search(part.body, start, end)
        first = means.end() if means else start
        join = find_join(part.body, first + 1, end)
        if join is None:
            continue
        left, right = part.body[first : join.start()], part.body[join.end() : end]
        stop = join.end() + last_item_end(right, [left[-8:]])
        if means or _COUNTED_PAIR.match(part.body, stop, end):
            first += first_item_start(left, [part.body[join.end() : stop]])
            yield from part.series("inline", [(first, join.start()), (join.end(), stop)])


def separated(part: Part) -> Iterator[Series]:
    """Clauses between semicolons: three, or two behind a colon or opening alike."""
    pieces = pieces_of(part.body, _SEMICOLON, part.start, part.end)
    if len(pieces) < 2:
        return
    a, b = pieces[0]
    start = a
    second = part.text[part.scope.start + pieces[1][0]]
    for clause, _ in pieces_of(part.body, _INTRODUCED, a, b):
        introduced = clause > a and part.body[clause - 1] in "：:—即"
        if introduced or part.text[part.scope.start + clause] == second:
            start = clause
    if len(pieces) > 2 or start > a:
        bounds = [(start, b), *pieces[1:]]
        c, d = bounds.pop()
        if not any(_COMMA.search(part.body, x, y) for x, y in bounds):
            comma = _COMMA.search(part.body, c, d)
            d = comma.start() if comma else d
        yield from part.series("inline", [*bounds, (c, d)])


def alike(part: Part) -> Iterator[Series]:
    """Neighbouring clauses that open alike: with one verb, or each with a quoted term and 是."""
    for start, end in pieces_of(part.body, _SEMICOLON, part.start, part.end):
        run: list[tuple[int, int]] = []
        for a, b in [*pieces_of(part.body, _COMMA, start, end), (end, end)]:
            if run and _opening(part.body, *run[0]) == (key := _opening(part.body, a, b)) and key:
                run.append((a, b))
                continue
            if len(run) > 2:
                yield from part.series("shared", run)
            run = [(a, b)]


def _opening(body: str, start: int, end: int) -> str:
    """What clauses of one list share: three characters, a verb of two, or "“…”是"; else ""."""
    term = _TERM.match(body, start, end)
    if term:
        return HEAD + term.group(1)
    opening = body[start : start + 2]
    if opening[:1].isalpha() and opening[1:] == HEAD:
        return opening
    if end - start < 4 or not opening.isalpha() or HEAD in opening:
        return ""
    return opening if opens_with_verb(body[start:end]) else body[start : start + 3]


def adjacent(text: str, marks: Sequence[Span], scope: Span) -> Iterator[Series]:
    """Titles or quotations in a row: 《A》《B》, 《A》和《B》, “甲”“乙”."""
    part = Part(text, scope, text[scope.start : scope.end], 0, len(scope))
    run: list[Span] = []
    for mark in [*marks, None]:
        if mark and run and text[mark.start] == text[run[-1].start]:
            between = Span(run[-1].end, max(run[-1].end, mark.start))
            if between.of(text).strip() in _GLUE:
                run.append(mark)
                continue
        if len(run) > 1 and text[run[0].start] in "《【" + QUOTES:
            bounds = [(s.start - scope.start, s.end - scope.start) for s in run]
            yield from part.series("inline", bounds)
        run = [mark] if mark else []
