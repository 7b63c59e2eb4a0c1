"""Lists inside a sentence: a、b和c; with `rag.parallel`, every list a line holds.

Only the separators are found here; `rag.edges` finds where the first item starts and the last
ends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.brackets import pairs
from rag.conjunctions import find_join
from rag.edges import (
    ET_CETERA,
    HEAD,
    MASK,
    after_et_cetera,
    first_item_start,
    is_body,
    last_item_end,
)
from rag.parallel import adjacent, alike, defined, separated
from rag.patterns import regex
from rag.places import find_places
from rag.scopes import (
    CLAUSE_END,
    SENTENCE_END,
    Part,
    Series,
    direct_pairs,
    masked_body,
    pieces_of,
    scopes,
)
from rag.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LEAST_SAID = 3  # characters behind a place that say something of it; 台湾|岛 is one name
LONGEST_ITEM = 60  # characters; what is longer between two 、 is not an item

# 以及 parts members wherever it stands: 泰国、缅甸<以及>中国大陆的四川、贵州.
_SEPARATOR = regex(r"、\s*(?:以及|和|及|或)?|[，,]\s*(?:以及|及(?!时))|以及")
_ET_CETERA = regex(ET_CETERA)
HAS_LIST = regex(r"[、；;》”’」』]|[，,][^，,]*[，,]|就是|包括|分别|[两二2][个大项条种类]")


def find_series(text: str, line: Span) -> Iterator[Series]:
    """The lists inside one line, in no particular order."""
    if not HAS_LIST.search(text, line.start, line.end):
        return
    marks = pairs(text, line)
    for scope in scopes(marks, line):
        if not HAS_LIST.search(text, scope.start, scope.end):
            continue
        inner = direct_pairs(marks, scope)
        body = masked_body(text, scope, inner)
        for start, end in pieces_of(body, SENTENCE_END, 0, len(body)):
            part = Part(text, scope, body, start, end)
            yield from listed(part)
            yield from defined(part)
            yield from separated(part)
            yield from alike(part)
        yield from adjacent(text, inner, scope)


def listed(part: Part) -> Iterator[Series]:
    """a、b、c in each clause of a sentence; "等" ends one list and may begin another."""
    if "、" not in part.body[part.start : part.end]:
        return
    for start, end in pieces_of(part.body, CLAUSE_END, part.start, part.end):
        group: list[tuple[int, int]] = []
        for a, b in pieces_of(part.body, _SEPARATOR, start, end):
            more = _ET_CETERA.search(part.body, a + 1, b) if group else None
            group.append((a, more.start() if more else b))
            if more:
                yield from _grouped(part, group, closed=True)
                group = [(more.end() + after_et_cetera(part.body[more.end() : b]), b)]
        yield from _grouped(part, group, closed=False)


def _grouped(part: Part, group: Sequence[tuple[int, int]], *, closed: bool) -> Iterator[Series]:
    """One run of items, cut again where a member is too long to be one.

    Behind 分别 stands what is told of each: 甲、乙、丙|分别|增长3%、2%和1%.
    """
    run: list[tuple[int, int]] = []
    for i, (a, b) in enumerate(group):
        if len(run) > 1 and (end := _last_place(part, run, (a, b))):
            first = part.body[slice(*run[0])]
            label = len(first) - len(first.lstrip(HEAD + MASK))  # （乙类节点）贵州
            opening = (run[0][0] + label, run[0][1])
            yield from _edged(part, [opening, *run[1:], (a, end)], closed=True)
            run = [(end, b)]
            continue
        each = part.body.find("分别", a + 1, b) if run else -1
        if each > 0:
            yield from _edged(part, [*run, (a, each)], closed=False)
            run = [(each + len("分别"), b)]
            continue
        run.append((a, b))
        if b - a > LONGEST_ITEM and 0 < i < len(group) - 1:
            yield from _edged(part, run, closed=False)
            run = [(a, b)]
    yield from _edged(part, run, closed=closed)


def _last_place(part: Part, run: Sequence[tuple[int, int]], last: tuple[int, int]) -> int:
    """Where the last place of a run of places ends, whose predicate goes on behind it; else 0.

    贵州、甘肃、宁夏|可再生能源丰富、气候合适.
    """
    if not all(_opening_place(part.body[a:b]) == (b - a) for a, b in run[1:]):
        return 0
    a, b = last
    size = _opening_place(part.body[a:b])
    first = part.body[slice(*run[0])]
    named = any(p.span.end == len(first) for p in find_places(first))
    joined = find_join(part.body, a + size, b)
    goes_on = joined is not None and joined.start() == a + size  # 墨西哥、比利时|和澳大利亚
    told = b - a - size >= LEAST_SAID
    return a + size if named and size and told and not goes_on else 0


def _opening_place(text: str) -> int:
    """Length of the place that a text opens with; 0 without one."""
    opening = (p for p in find_places(text) if p.span.start == 0 and not p.part_of_name)
    return next((p.span.end for p in opening), 0)


def _edged(part: Part, run: Sequence[tuple[int, int]], *, closed: bool) -> Iterator[Series]:
    """The list with its outer edges found; a stated count decides whether "和" joins two items."""
    if len(run) < 2:
        return
    texts = [part.body[a:b].strip() for a, b in run]
    middle = texts[1:-1]
    whole = _last(part, run[-1], middle or [texts[0][-14:]], closed)
    split = _joined(part, run[-1], middle or [texts[0][-8:]], closed)
    a, b = run[0]
    others = middle or [part.body[slice(*(split or [whole])[0])].strip()]
    if not part.opens_scope(a) or b - a > LONGEST_ITEM // 3:
        a += first_item_start(part.body[a:b], others)
    if part.body.startswith("于一体", whole[1]):
        a = max(a, part.body.rfind("集", a, b) + 1)
    choices = [[(a, b), *run[1:-1], *last] for last in (split, [whole]) if last]
    stated = part.stated(choices[0])
    yield from part.series("inline", next((c for c in choices if len(c) in stated), choices[0]))


def _last(
    part: Part, last: tuple[int, int], others: Sequence[str], closed: bool
) -> tuple[int, int]:
    a, b = last
    return (a, b if closed else a + last_item_end(part.body[a:b], others))


def _joined(
    part: Part, last: tuple[int, int], others: Sequence[str], closed: bool
) -> list[tuple[int, int]]:
    """The last member as two items if a conjunction joins them, else nothing.

    When other items hold a conjunction too ("标注与清洗、分析与展示"), it is part of each.
    """
    a, b = last
    join = find_join(part.body, a + 1, b)
    if join is None or not part.body[join.end() : b].strip():
        return []
    weak = not join.group().endswith("及")
    if weak and 2 * sum(bool(find_join(o, 1, len(o))) for o in others) > len(others):
        return []
    left = part.body[a : join.start()].rstrip()
    if weak and all(map(is_body, others)) and not is_body(left):
        return []  # 粮食和物资储备局 among offices: each part of their list is an office
    if last_item_end(left, others) < len(left) and not closed:
        return []
    return [(a, join.start()), _last(part, (join.end(), b), [*others, left], closed)]
