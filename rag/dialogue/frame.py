"""The parts of a question that a follow-up may replace: times, places, topic, what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from rag.dialogue.spans import (
    NAMED,
    inside,
    interrogative_spans,
    noun_phrases,
    place_spans,
    time_spans,
)
from rag.dialogue.topics import topic_span
from rag.dialogue.vocabulary import any_of, listed
from rag.patterns import regex
from rag.question import VALUES, analyse
from rag.types import Span

_MEASURE = regex(rf"的?(?:{any_of('rate')}|{any_of('status')})")
NEXT = 2  # characters between a question word and its noun: 多少<实名>用户


@dataclass(frozen=True, slots=True)
class Frame:
    """A question with the spans that a follow-up may put something else in place of.

    Attributes:
        times: periods named, relative ones included.
        places: places that are not part of a name, 全省 and the like included.
        asked: the noun phrase that is asked about, without times and places: 软件业务收入.
        measure: a rate or status at its end: (软件业务收入)的目标, with its 的.
        topic: what the question speaks of: the noun phrase it begins with, names first.
        interrogatives: the question words, in order; where an amount, a day or the like is asked
            for without one, the empty span at the end.
    """

    text: str
    times: tuple[Span, ...]
    places: tuple[Span, ...]
    asked: Span | None
    measure: Span | None
    topic: Span | None
    interrogatives: tuple[Span, ...]


@lru_cache(maxsize=256)
def frame(text: str) -> Frame:
    """Take a stand-alone question apart. Pure; any string is accepted."""
    times, places = time_spans(text), place_spans(text)
    questions = interrogative_spans(text) or _typed(text)
    asked, measure = _asked(text, questions, (*times, *places))
    return Frame(text, times, places, asked, measure, topic_span(text, times, questions), questions)


def _typed(text: str) -> tuple[Span, ...]:
    """The end of what is typed into a search box, where a question word would stand: 机架数量."""
    end = len(text.rstrip(" ?？。"))
    return (Span(end, end),) if analyse(text).kind in VALUES else ()


def _asked(
    text: str, questions: Sequence[Span], taken: Sequence[Span]
) -> tuple[Span | None, Span | None]:
    """The noun phrase right behind the first question word, else the last one before it.

    A rate or status at the end of the latter is told apart from what it is one of.
    """
    if not questions:
        return None, None
    names = [Span(*m.span()) for m in NAMED.finditer(text)]
    first, runs = questions[0], noun_phrases(text, (*taken, *names))
    if behind := [r for r in runs if 0 <= r.start - first.end <= NEXT]:
        start = first.end
        if first.of(text) in ("怎么", "如何", "怎样"):  # 怎么管<民警>: the verb stays
            held = [w for w in inside(text, behind[0]) if len(w.text) > 1 or w.tag[0] != "v"]
            start = held[0].span.start if held else behind[0].start
        return Span(start, behind[0].end), None
    before = [r for r in runs if r.end <= first.start]
    if not before:
        return None, None
    if len(before) > 1 and text[before[-2].end : before[-1].start] == "占":
        return Span(before[-2].start, before[-1].end), None  # 增加值占GDP is one indicator
    if cut := _MEASURE.match(text, before[-1].end):  # 占比 is cut into two words
        return before[-1], Span(*cut.span())
    start = _tail_start(text, before[-1], (*listed("rate"), *listed("status")))
    if start > before[-1].start:
        measure = Span(start, before[-1].end) if start < before[-1].end else None
        return Span(before[-1].start, start), measure
    dated = text[before[-2].end : start] if len(before) > 1 and start == before[-1].start else ""
    if any(t.of(text) == dated for t in taken) and inside(text, before[-1])[-1].text in listed(
        "status"
    ):
        return before[-2], before[-1]  # 收入<2025年>目标
    joined = text[start - 1 : start] == "的" and len(before) > 1 and before[-2].end == start - 1
    return (before[-2], Span(start - 1, before[-1].end)) if joined else (before[-1], None)


def _tail_start(text: str, span: Span, allowed: Sequence[str]) -> int:
    """Where the words of `allowed` at the end of the span begin; its end without any."""
    tail = list(takewhile(lambda w: w.text in allowed, reversed(inside(text, span))))
    return tail[-1].span.start if tail else span.end
