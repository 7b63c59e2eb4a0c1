"""Which items of a list a question asks for: rows of a named value, of a time, all but some."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from rag.markers import mark_at
from rag.patterns import regex
from rag.question import Question
from rag.rows import cells_of, labels
from rag.text import numeral, squeeze
from rag.times import Anchor, Period, fits, periods
from rag.types import Document, Span

LEAST = 2  # items of a list
SHORTEST_VALUE = 2  # characters of a cell's value that a question may name

_SET_ASIDE = regex(
    r"除了?([^，,。？?]{2,20}?)(?:之外|以外|外|[，,]|还|也|$)|([^，,。？?]{2,20}?)(?:之外|以外)"
)
_ITEM_ITSELF = regex(r"第[一二三四五六七八九十\d]+[^，,。第]{1,8}?(?:讲|说|写|是|指|要|规定|内容)")
_SINCE = regex(r"(?:以后|之后|以来|后|起|至今)")
_BEFORE = regex(r"(?:以前|之前|前)")
_NTH = regex(r"第([一二三四五六七八九十]+|\d+)(?:条|项|个|点|步|类|大|方面)")
_WHICH_ONE = regex(r"哪一?[个座家所位种项款]")  # 国内第一座…是哪一座: the first there was
_ARTICLE = regex(r"第([一二三四五六七八九十百]+|\d+)条")


def asked_items(question: Question, document: Document, items: Sequence[Span]) -> tuple[Span, ...]:
    """The items that the question asks for; all of them where it does not single any out."""
    kept = tuple(items)
    for narrowed in (
        _rows_named(question, document.text, kept),
        _of_asked_time(question, document, kept),
        _not_set_aside(question, document.text, kept),
    ):
        if len(narrowed) >= LEAST:
            kept = tuple(i for i in kept if i in narrowed)
    return kept if len(kept) >= LEAST else tuple(items)


def _rows_named(question: Question, text: str, items: Sequence[Span]) -> list[Span]:
    """Rows that hold a value which the question names, and which not all rows hold."""
    if not all(labels(text, item) for item in items):
        return []
    asked = squeeze(question.text)
    values = [_values(text, item) for item in items]
    told = {v for row in values for v in row if v in asked and not all(v in r for r in values)}
    return [item for item, row in zip(items, values, strict=True) if told & row]


def _values(text: str, row: Span) -> set[str]:
    """What stands behind the headers of a row."""
    found = (squeeze(re.split("[：:]", c.of(text), maxsplit=1)[-1]) for c in cells_of(text, row))
    return {value for value in found if len(value) >= SHORTEST_VALUE}


def _of_asked_time(question: Question, document: Document, items: Sequence[Span]) -> list[Span]:
    """Items that name a time asked for, where every item names one."""
    anchor = Anchor.of(document.date)
    named = [periods(item.of(document.text), anchor) for item in items]
    if not question.times or not all(named):
        return []
    return [
        item
        for item, given in zip(items, named, strict=True)
        if any(fits(asked, g) for asked in _asked_times(question) for g in given[:1])
    ]


def _asked_times(question: Question) -> list[Period]:
    """The times named, open to one side where the question says so: 2017年<以后>."""
    out = []
    for period in question.times:
        if _SINCE.match(question.text, period.span.end):
            period = replace(period, last=date.max)
        elif _BEFORE.match(question.text, period.span.end):
            period = replace(period, first=date.min)
        out.append(period)
    return out


def _not_set_aside(question: Question, text: str, items: Sequence[Span]) -> list[Span]:
    """Items but those the question sets aside: 除了<影视渲染>还有哪些."""
    match = _SET_ASIDE.search(question.text)
    if match is None:
        return []
    aside = squeeze(match[1] or match[2])
    return [item for item in items if not (name := _label(text, item)) or name not in aside]


def _label(text: str, item: Span) -> str:
    """What an item is called: （1）<数据中心>：统筹建设…; one in a sentence is its own name."""
    mark = mark_at(text, item.start, item.end)
    words = text[mark.end if mark else item.start : item.end]
    return squeeze(re.split("[：:]", words, maxsplit=1)[0]).strip("“”‘’。；;")


def nth_asked(question: Question) -> int | None:
    """Which item of a list is asked for: 3 for 第三条原则讲什么; None without one.

    >>> from rag.question import analyse
    >>> nth_asked(analyse("第三条原则讲什么？")), nth_asked(analyse("三条原则是什么？"))
    (3, None)
    """
    match = _NTH.search(question.text)
    one = question.kind in ("other", "definition")
    one = one or (question.kind == "list" and _ITEM_ITSELF.search(question.text) is not None)
    if match is None or not one:
        return None
    return None if _WHICH_ONE.search(question.text) else numeral(match[1])


def nth_item(text: str, items: tuple[Span, ...], nth: int) -> tuple[Span, ...]:
    """The item with that number: the article that says so, else the one in that place."""
    marks = [_ARTICLE.match(text, i.start, i.end) for i in items]
    numbers = [numeral(m[1]) if m else None for m in marks]
    if nth in numbers:
        return (items[numbers.index(nth)],)
    return items[nth - 1 : nth] if not any(marks) and nth <= len(items) else items


def has_nth(question: Question, nth: int, introduction: str, items: Sequence[Span]) -> bool:
    """Whether a list may hold the item with that number, and its introduction does not tell it.

    迈出第三步——坚持算力、数据、应用、产业联动 says what the third step is: it is no list of steps.
    """
    asked = _NTH.search(question.text)
    return len(items) >= nth and not (asked and asked[0] in introduction)
