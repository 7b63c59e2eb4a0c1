"""A list asked for is answered with the whole list: one claim, one citation per item."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answering.candidates import Window, line_around, window_at
from rag.answering.coverage import Idf, coverage
from rag.answering.features import RETRIEVED, relevance
from rag.answering.fit import fit
from rag.asking import MEANING
from rag.lists import item_title, naming
from rag.places import find_places
from rag.question import Question
from rag.sentences import sentences
from rag.text import numeral, squeeze
from rag.types import Document, Enumeration, Hit, Span

WHOLE_ITEM = 80  # characters up to which an item is quoted whole, not by its title
LOOK = 8  # passages whose lists are considered
COUNT_BONUS = 2.0  # for as many items as the question says there are; against any other number
BLOCK_BONUS = 0.6  # for lists set out as such, not run into a sentence
BODY_WEIGHT = 1.0  # of the question's words in the items
WRONG_LEVEL = 4.0  # against the list in which the one asked for is an item
NAMED = 0.8  # coverage of the asked nouns from which they are named
OUTLINE = 2.0  # against the headings of the whole document
LEAST = 0.3  # coverage of the question's words from which an item may name what is asked
PLACED = 1.0  # for run-in items that are places, where places are asked for
UNNAMED = 1.0  # against a run-in list that nothing names as the one asked for
FORBIDDEN = 2.0  # against a list of another time, place or company, or of goals
REPEATED = 2.0  # against items that the question itself names
BODY = 300  # characters of the items that may cover words of the question
NEAR = 16  # characters before a run-in list that may name it

# Not several things by nature: a person or a value is asked for, whatever is counted beside it.
_SINGLE = ("number", "date", "how", "why", "person")
_KIND_OF_THING = re.compile(  # 做过<什么>大家用过的<产品>
    r"什么(?:样的)?[^，。？?是]{0,10}(?:产品|业务|措施|举措|任务|项目|系统|设施|优势|条件|领域|服务|政策|成果|困难|工作)"
    r"[？?]*$"
)
_BESIDES = re.compile(r"除了?[^，,。？?]{1,14}[，,]?[^，,。？?]{0,8}还[^，,。？?]{0,6}(?:哪|什么)")
_ORDINAL = re.compile(r"第([一二三四五六七八九十]+|\d+)(?:条|项|个|点|步|类|大|方面)")
_WHICH_ONE = re.compile(r"哪一?[个座家所位种项款]")  # 国内第一座…是哪一座: the first there was
_ARTICLE = re.compile(r"第([一二三四五六七八九十百]+|\d+)条")
# Words that stand for what is asked without naming it: 哪些地方, 哪几件事.
_GENERAL = frozenset(
    ("地方", "地区", "省内", "方面", "领域", "内容", "事", "事情", "东西", "部分", "哪些地方")
)
_PLACES = frozenset(("地方", "地区", "城市", "市州", "哪些地方", "省内"))
_POINTING = re.compile(r"以下|如下|下列")
_STOP = re.compile(r"[；;。，,：:\n]")


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """An enumeration that answers, the window that introduces it and the spans to quote."""

    window: Window
    items: tuple[Span, ...]
    score: float


def quotes_of(listed: ListAnswer) -> tuple[Span, ...]:
    """What is quoted of a list: its items; in one piece where each is one character (芯、件)."""
    items = listed.items
    if len(items) > 1 and all(len(i) == 1 for i in items):
        return (Span(items[0].start, items[-1].end),)
    return items


def wants_list(question: Question) -> bool:
    """Whether several things are asked for, or one of several: 哪些, 三个有利于是什么, 第三条."""
    if question.kind == "list" or ordinal_asked(question) or _BESIDES.search(question.text):
        return True
    if question.kind == "other" and _KIND_OF_THING.search(question.text):
        return True
    counted = question.count is not None and question.count > 1
    meaning = question.kind == "definition" and MEANING.search(question.text)
    return counted and question.kind not in _SINGLE and not meaning


def ordinal_asked(question: Question) -> int | None:
    """Which item of a list is asked for: 3 for 第三条原则讲什么; None without one.

    >>> from rag.question import analyse
    >>> ordinal_asked(analyse("第三条原则讲什么？")), ordinal_asked(analyse("三条原则是什么？"))
    (3, None)
    """
    match = _ORDINAL.search(question.text)
    if match is None or question.kind not in ("other", "definition"):
        return None
    return None if _WHICH_ONE.search(question.text) else numeral(match[1])


def holds_series(window: Window, question: Question) -> bool:
    """Whether the window runs through several things, as many as the question says."""
    least = question.count or 3
    held = [
        e.items
        for e in window.document.structure.enumerations
        if window.span.covers(Span(e.items[0].start, e.items[-1].end))
    ]
    own = {item for items in held for item in items if not _divided(item, held)}
    return any(len(items) >= least for items in held) or len(own) == question.count


def _divided(item: Span, held: Sequence[tuple[Span, ...]]) -> bool:
    """Whether an item is itself a series: 东部有A、B，另外有C、D."""
    return any(item != i and item.covers(i) for items in held for i in items)


def _unread(_: ListAnswer) -> float:
    """What is known of a list that no reader has seen: nothing."""
    return 0.0


def best_list(
    question: Question,
    hits: Sequence[Hit],
    idf: Idf,
    read: Callable[[ListAnswer], float] = _unread,
) -> ListAnswer | None:
    """The list in or around the best passages that fits the question best; None without any.

    Scores are on the scale of those of sentences; `read` is what a reader adds to one.
    """
    rated = [
        _rated(question, hit, rank, enumeration, idf)
        for rank, hit in enumerate(hits[:LOOK])
        for enumeration in _near(hit)
    ]
    best = max(rated, key=lambda a: (a.score + read(a), -a.window.rank), default=None)
    nth = ordinal_asked(question)
    if best is None or nth is None:
        return best
    return replace(best, items=_picked(best.window.document.text, best.items, nth))


def _picked(text: str, items: tuple[Span, ...], nth: int) -> tuple[Span, ...]:
    """The item with that number: the article that says so, else the one in that place."""
    marks = [_ARTICLE.match(text, i.start, i.end) for i in items]
    numbers = [numeral(m[1]) if m else None for m in marks]
    if nth in numbers:
        return (items[numbers.index(nth)],)
    return items[nth - 1 : nth] if not any(marks) and nth <= len(items) else items


def announced(question: Question, listed: ListAnswer, idf: Idf) -> bool:
    """Whether a list has as many items as are asked for, and its introduction says items of what.

    A sentence that only announces them (文件安排了三项举措) is then no better answer.
    """
    if question.kind != "list" or question.count != len(listed.items):
        return False
    return coverage(question.asked, listed.window.candidate.text, idf) >= NAMED


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
    headed = len(lead) and not _is_outline(document, enumeration)
    window = window_at(hit, rank, lead if headed else items[0])
    if enumeration.kind != "inline":
        window = _with_names(window, document, enumeration)
    value = relevance(question, window.candidate, idf) + RETRIEVED * hit.score
    value += _count_bonus(question, enumeration) - REPEATED * _repeated(question, document, items)
    if enumeration.kind == "inline":
        value += _run_in(question, document, enumeration, idf)
    else:
        body = squeeze("".join(i.of(document.text) for i in items))[:BODY]
        value += BLOCK_BONUS + BODY_WEIGHT * coverage(question.words, body, idf)
        above = _is_above(question, window, body, idf)
        above = above or _is_around(question, document, enumeration, idf)
        value -= WRONG_LEVEL * above + OUTLINE * _is_outline(document, enumeration)
    return ListAnswer(window, items, value - FORBIDDEN * (not fit(question, window, idf).whole))


def _with_names(window: Window, document: Document, enumeration: Enumeration) -> Window:
    """The window with the words behind the items that name them: 围绕“四个强化”."""
    end = enumeration.items[-1].start
    names = [n.of(document.text) for n in naming(document.text, enumeration) if n.start > end]
    names += _question_before(document, enumeration.lead)
    text = window.candidate.text + squeeze("".join(names))
    return replace(window, candidate=replace(window.candidate, text=text))


def _question_before(document: Document, lead: Span) -> list[str]:
    """The line in front of 主要有以下几项, which says of what, where that line is a question."""
    if not _POINTING.search(lead.of(document.text)):
        return []
    before = document.text[: lead.start].rstrip().rpartition("\n")[2]
    return [before] if before.endswith(("？", "?")) else []


def _count_bonus(question: Question, enumeration: Enumeration) -> float:
    if question.count is None:
        return 0.0
    return COUNT_BONUS if question.count == len(enumeration.items) else -COUNT_BONUS


def _repeated(question: Question, document: Document, items: Sequence[Span]) -> float:
    """Share of the items that the question itself names: an answer says new things."""
    asked = squeeze(question.said)
    named = [squeeze(i.of(document.text)).strip("“”‘’,、。;") in asked for i in items]
    return sum(named) / len(named)


def _is_above(question: Question, window: Window, body: str, idf: Idf) -> bool:
    """Whether what is asked for is one of the items: then its own items are the answer."""
    around = "\n".join((window.candidate.text, window.candidate.heading))
    named = coverage(question.asked, around, idf, empty=1.0)
    return named < NAMED <= coverage(question.asked, body, idf, empty=0.0)


def _is_around(question: Question, document: Document, outer: Enumeration, idf: Idf) -> bool:
    """Whether an item that has items of its own names what is asked as well as the whole does."""
    whole = coverage(question.words, squeeze(outer.lead.of(document.text)), idf)
    return any(
        coverage(question.words, squeeze(inner.lead.of(document.text)), idf) >= max(whole, LEAST)
        for inner in document.structure.enumerations
        if inner.lead != outer.lead
        and any(i.covers(inner.lead) and len(inner.lead) for i in outer.items)
    )


def _is_outline(document: Document, enumeration: Enumeration) -> bool:
    """Whether the items are the headings of the whole document: its contents answer nothing."""
    heads = {s.heading.span.start for s in document.structure.sections}
    title = enumeration.lead.of(document.text).strip() in ("", document.title)
    return title and all(i.start in heads for i in enumeration.items)


def _run_in(question: Question, document: Document, enumeration: Enumeration, idf: Idf) -> float:
    """How well the words that name a run-in list say that it is the one asked for, -2 to 1."""
    text = document.text
    start = enumeration.items[0].start
    before = _STOP.split(text[max(0, start - NEAR) : start])[-1]
    names = [n.of(text) for n in naming(text, enumeration) if n.start >= start]
    asked = question.asked or question.words[-2:]
    near = squeeze("\n".join((before, *names)))
    if all(w.text in _GENERAL for w in asked):  # 哪些地方 is named by what they are the places of
        asked = tuple(w for w in question.words if w.text not in _GENERAL)
        near = squeeze(introduction(document, enumeration).of(text))
    named = 2 * coverage(asked, near, idf, empty=0.5) - 1
    if any(w.text in _PLACES for w in question.asked):
        items = [i.of(text) for i in enumeration.items]
        named += PLACED * (2 * sum(bool(find_places(i)) for i in items) / len(items) - 1)
    return named if named > 0 else named - UNNAMED
