"""Numbered items: 第一…第七, 一是/二是, 首先/其次, （1）（2）, ①②, 1. 2., in one paragraph or many.

Marks are read in text order and chained: a mark continues the innermost open chain of its style
whose last number is one less, or opens a chain at one. A chain ends with the section it began in.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rag.brackets import trimmed
from rag.markers import DIVISIONS, mark_at, ordinal_at
from rag.patterns import regex
from rag.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

WIDEST_GAP = 3  # lines that may stand between two items of one list

_HAN = "一二三四五六七八九十"
_INLINE = regex(
    rf"(?:第[{_HAN}]{{1,3}}[^\d\s]|其[{_HAN}](?=[，,、：:是])|[{_HAN}]{{1,3}}(?:是|要|则|方面)|首先|其次|再次|再者|然后|最后"
    rf"|另一方面|[（(](?:\d{{1,2}}|[{_HAN}]{{1,3}})[）)]|[①-⑳⑴-⒇❶-❿]|(?<!\d)\d{{1,2}}(?:[、．]|\.(?!\d))|(?<!\d)\d{{1,2}}[）)])"
)
_PARTS = DIVISIONS | {"条"}
_BEFORE = "。；;：:，,！？“”‘（(—、 \t\u3000)）"
_CIRCLED = frozenset(map(chr, (*range(0x2460, 0x249C), *range(0x2776, 0x2780))))
_TRAILING = regex(r"[\s；;。，,、]*(?:(?:以及|和|及|并且|并)\s*)?$")
_SENTENCE = regex(r"[。！？\n]")


@dataclass(frozen=True, slots=True)
class Sign:
    """One mark: where it stands, in which line, and what it counts."""

    family: str
    number: int
    start: int
    line: int
    leads: bool  # it opens its line


@dataclass(slots=True)
class Chain:
    """Marks of one list, gathered in order. `limit` is the end of the section it began in."""

    signs: list[Sign] = field(default_factory=list)
    limit: int = 0


def signs_in(text: str, line: Span, index: int) -> Iterator[Sign]:
    """The item marks of a line: one that opens it, and those behind punctuation."""
    first = mark_at(text, line.start, line.end)
    if first and first.number is not None:
        yield Sign(first.style, first.number, line.start, index, True)
    for match in _INLINE.finditer(text, line.start, line.end):
        at = match.start()
        leads = at == line.start
        if not leads and text[at - 1] not in _BEFORE and match.group() not in _CIRCLED:
            continue
        if leads and first and first.style in _PARTS:
            continue  # 第一章 is a division, not an ordinal
        word = ordinal_at(text, at, line.end)
        if word:
            yield Sign(word.family, word.number, at, index, leads)
        elif not leads:
            mark = mark_at(text, at, line.end)
            if mark and mark.number is not None:
                yield Sign(mark.style, mark.number, at, index, False)


def chains(signs: Sequence[Sign], limits: Sequence[int]) -> Iterator[Chain]:
    """Chains of two or more marks; `limits[i]` is where the list of `signs[i]` must end."""
    open_chains: dict[str, list[Chain]] = {}
    for sign, limit in zip(signs, limits, strict=True):
        stack = open_chains.setdefault(sign.family, [])
        while stack and stack[-1].limit <= sign.start:
            yield from _done(stack.pop())
        at = next((i for i in range(len(stack) - 1, -1, -1) if _continues(stack[i], sign)), None)
        if at is not None:
            while len(stack) > at + 1:
                yield from _done(stack.pop())
            stack[at].signs.append(sign)
        elif sign.number == 1 or sign.family == "条":  # articles count on across chapters
            if len(stack) > 8:  # deeper nesting is noise, and keeps the search short
                yield from _done(stack.pop(0))
            stack.append(Chain([sign], limit))
    for stack in open_chains.values():
        for chain in stack:
            yield from _done(chain)


def _continues(chain: Chain, sign: Sign) -> bool:
    last = chain.signs[-1]
    gap_matters = not (sign.leads and sign.family[0] not in "第其是要则方首")
    if gap_matters and sign.line - last.line > WIDEST_GAP + 1:
        return False
    if sign.family == "首先":  # 再次 may repeat, 最后 may come at any time
        return last.number > 0 and sign.number in (0, last.number, last.number + 1)
    return sign.number == last.number + 1


def _done(chain: Chain) -> Iterator[Chain]:
    if len(chain.signs) > 1:
        yield chain


def item_spans(text: str, chain: Chain, rows: Sequence[Span]) -> tuple[Span, ...]:
    """The statement behind each mark: a paragraph, or the part of one up to the next mark."""
    out: list[Span] = []
    for i, sign in enumerate(chain.signs):
        row = rows[sign.line]
        following = chain.signs[i + 1] if i + 1 < len(chain.signs) else None
        if following and following.line == sign.line:
            out.append(_without_separator(text, sign.start, following.start))
        elif sign.leads and (following is None or following.leads) and not _inline_before(chain, i):
            out.append(Span(sign.start, row.end))
        else:
            out.append(_last_inline(text, sign.start, row.end, out))
    return tuple(out)


def _inline_before(chain: Chain, i: int) -> bool:
    return i > 0 and chain.signs[i - 1].line == chain.signs[i].line


def _without_separator(text: str, start: int, end: int) -> Span:
    match = _TRAILING.search(text, max(start, end - 12), end)
    return trimmed(text, start, match.start() if match else end)


def _last_inline(text: str, start: int, end: int, others: Sequence[Span]) -> Span:
    """The last item inside a paragraph: a sentence, or all the rest if other items have several."""
    if any(_SENTENCE.search(text, s.start, s.end) for s in others):
        return Span(start, end)
    stop = _SENTENCE.search(text, start, end)
    return _without_separator(text, start, stop.start() if stop else end)
