"""A list asked for is answered with the whole list: one claim, one citation per item."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answering.candidates import Window, line_around, window_at
from rag.answering.coverage import Idf, coverage
from rag.answering.features import RETRIEVED, relevance
from rag.lists import item_title, naming
from rag.question import Question
from rag.sentences import sentences
from rag.text import squeeze
from rag.types import Document, Enumeration, Hit, Span

WHOLE_ITEM = 80  # characters up to which an item is quoted whole, not by its title
LOOK = 8  # passages whose lists are considered
COUNT_BONUS = 2.0  # for as many items as the question says there are; against any other number
BLOCK_BONUS = 0.6  # for lists set out as such, not run into a sentence
BODY_WEIGHT = 1.0  # of the question's words in the items
WRONG_LEVEL = 4.0  # against the list in which the one asked for is an item
NAMED = 0.8  # coverage of the asked nouns from which they are named
UNNAMED = 1.0  # against a run-in list that nothing names as the one asked for
REPEATED = 2.0  # against items that the question itself names
BODY = 300  # characters of the items that may cover words of the question
NEAR = 16  # characters before a run-in list that may name it

_STOP = re.compile(r"[；;。，,：:\n]")


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """An enumeration that answers, the window that introduces it and the spans to quote."""

    window: Window
    items: tuple[Span, ...]
    score: float


def wants_list(question: Question) -> bool:
    """Whether several things are asked for: 哪些, 哪三项, 三个有利于是什么."""
    if question.kind == "list":
        return True
    counted = question.count is not None and question.count > 1
    return counted and question.kind not in ("number", "date", "how", "why")


def holds_series(window: Window, question: Question) -> bool:
    """Whether the window runs through several things, as many as the question says."""
    least = question.count or 3
    return any(
        len(e.items) >= least and window.span.covers(Span(e.items[0].start, e.items[-1].end))
        for e in window.document.structure.enumerations
    )


def best_list(question: Question, hits: Sequence[Hit], idf: Idf) -> ListAnswer | None:
    """The list in or around the best passages that fits the question best; None without any.

    Scores are on the scale of those of sentences.
    """
    rated = [
        _rated(question, hit, rank, enumeration, idf)
        for rank, hit in enumerate(hits[:LOOK])
        for enumeration in _near(hit)
    ]
    return max(rated, key=lambda a: (a.score, -a.window.rank), default=None)


def introduction(document: Document, enumeration: Enumeration) -> Span:
    """The sentence or heading that introduces the items."""
    if enumeration.kind != "inline":
        return enumeration.lead
    first, last = enumeration.items[0], enumeration.items[-1]
    line = line_around(document.text, Span(first.start, last.end))
    found = (s for s in sentences(document.text, line) if s.overlaps(first))
    return next(found, enumeration.lead)


def quoted_items(document: Document, enumeration: Enumeration) -> tuple[Span, ...]:
    """What is quoted of each item: the item, or the words that name it when it is long."""
    text = document.text
    return tuple(i if len(i) <= WHOLE_ITEM else item_title(text, i) for i in enumeration.items)


def _near(hit: Hit) -> Iterator[Enumeration]:
    """Enumerations that the passage holds, opens or continues."""
    for e in hit.document.structure.enumerations:
        if len(e.items) > 1:
            whole = Span(min(e.lead.start, e.items[0].start), e.items[-1].end)
            if whole.overlaps(hit.passage.span):
                yield e


def _rated(
    question: Question, hit: Hit, rank: int, enumeration: Enumeration, idf: Idf
) -> ListAnswer:
    document = hit.document
    items = quoted_items(document, enumeration)
    lead = introduction(document, enumeration)
    window = window_at(hit, rank, lead if len(lead) else items[0])
    if enumeration.kind != "inline":
        window = _with_names(window, document, enumeration)
    value = relevance(question, window.candidate, idf) + RETRIEVED * hit.score
    value += _count_bonus(question, enumeration) - REPEATED * _repeated(question, document, items)
    if enumeration.kind == "inline":
        value += _run_in(question, document, enumeration, idf)
    else:
        body = squeeze("".join(i.of(document.text) for i in items))[:BODY]
        value += BLOCK_BONUS + BODY_WEIGHT * coverage(question.words, body, idf)
        value -= WRONG_LEVEL * _is_above(question, window, body, idf)
    return ListAnswer(window, items, value)


def _with_names(window: Window, document: Document, enumeration: Enumeration) -> Window:
    """The window with the words behind the items that name them: 围绕“四个强化”."""
    end = enumeration.items[-1].start
    names = [n.of(document.text) for n in naming(document.text, enumeration) if n.start > end]
    text = window.candidate.text + squeeze("".join(names))
    return replace(window, candidate=replace(window.candidate, text=text))


def _count_bonus(question: Question, enumeration: Enumeration) -> float:
    if question.count is None:
        return 0.0
    return COUNT_BONUS if question.count == len(enumeration.items) else -COUNT_BONUS


def _repeated(question: Question, document: Document, items: Sequence[Span]) -> float:
    """Share of the items that the question itself names: an answer says new things."""
    asked = squeeze(question.text)
    named = [squeeze(i.of(document.text)).strip("“”‘’,、。;") in asked for i in items]
    return sum(named) / len(named)


def _is_above(question: Question, window: Window, body: str, idf: Idf) -> bool:
    """Whether what is asked for is one of the items: then its own items are the answer."""
    around = "\n".join((window.candidate.text, window.candidate.heading))
    named = coverage(question.asked, around, idf, empty=1.0)
    return named < NAMED <= coverage(question.asked, body, idf, empty=0.0)


def _run_in(question: Question, document: Document, enumeration: Enumeration, idf: Idf) -> float:
    """How well the words that name a run-in list say that it is the one asked for, -2 to 1."""
    text = document.text
    start = enumeration.items[0].start
    before = _STOP.split(text[max(0, start - NEAR) : start])[-1]
    names = [n.of(text) for n in naming(text, enumeration) if n.start >= start]
    asked = question.asked or question.words[-2:]
    near = squeeze("\n".join((before, *names)))
    named = 2 * coverage(asked, near, idf, empty=0.5) - 1
    return named if named > 0 else named - UNNAMED
