"""A list asked for is answered with the whole list: one claim, one citation per item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from rag.answering.alike_names import alike_names
from rag.answering.candidates import Window
from rag.answering.coverage import Idf, coverage
from rag.answering.list_choice import ListAnswer, joined, rated
from rag.answering.list_items import has_nth, nth_asked, nth_item
from rag.asking import MEANING
from rag.patterns import regex
from rag.question import Question
from rag.reader.hits import Readings
from rag.types import Enumeration, Hit, Span

SHORTEST = 2  # characters an item has on average up to which all are quoted in one piece
JOINT = 2  # characters between two items of one run: 、 or 和
LOOK = 8  # passages whose lists are considered
NAMED = 0.8  # coverage of the asked nouns from which they are named
MARKED = 0.7  # share of a list's and the reader's words that are the same, when it marks the list

# What several things that are counted are all called: 三个“同步”, “三同步”.
_COMMON: Final = regex(
    r"[二两三四五六七八九\d]个“(?P<one>[^”]{2,4})”|“[二两三四五六七八九](?P<two>[^”个大项]{2,4})”"
)
# Not several things by nature: a person or a value is asked for, whatever is counted beside it.
_SINGLE = ("number", "date", "how", "why", "person")
_KIND_OF_THING = regex(  # 做过<什么>大家用过的<产品>
    r"什么(?:样的)?[^，。？?是]{0,10}(?:产品|业务|措施|举措|任务|项目|系统|设施|优势|条件|领域|服务|政策|成果|困难|工作)"
    r"[？?]*$"
)
_BESIDES = regex(r"除了?[^，,。？?]{1,14}[，,]?[^，,。？?]{0,8}还[^，,。？?]{0,6}(?:哪|什么|啥)")

# One thing is asked for, however many stand around it: 两个政党，另一个是, 除了甲还有哪一个.
_ONE = regex(
    r"(?<!都)(?<!(?<!还)有)哪(?:一(?![些批])|个(?=[^些])|[种所座位项款艘部场支条](?!些))|另(?:外)?一[^，,。？?]{0,6}(?:是|为)?[?？]*$"
)
_MANY = regex(r"哪些|哪几|分别|各(?:自|是|有)|哪[两二三四五六七八九十\d]")

_ALSO_HOW = regex(
    r"[、，,][又还是]{0,2}(?:怎么|怎样|如何)"
)  # 用在哪些场合、怎么部署: a sentence tells
_REASONS = regex(r"为什么|为[啥何]|原因|缘由|理由|\b[Ww]hy\b|\b[Rr]easons?\b")
_OFFICE = regex(r"(?:书记|常委|主任|主席|省长|市长|区长|县长|局长|厅长|部长|董事长|总裁|总?经理)$")


def quotes_of(listed: ListAnswer) -> tuple[Span, ...]:
    """What is quoted of a list: its items; in one piece where they are hardly more than characters.

    芯、件 and 算力、赋能、产业 say nothing apart.
    """
    items = listed.items
    gaps = [b.start - a.end for a, b in pairwise(items)]
    if gaps and sum(map(len, items)) <= SHORTEST * len(items) and max(gaps) <= JOINT:
        return (Span(items[0].start, items[-1].end),)
    return items


def wants_list(question: Question) -> bool:
    """Whether several things are asked for, or one of several: 哪些, 三个有利于是什么, 第三条."""
    if _ALSO_HOW.search(question.text):
        return False
    if _ONE.search(question.text) and not _MANY.search(question.text):
        return nth_asked(question) is not None
    if question.kind == "list" or nth_asked(question) or _BESIDES.search(question.text):
        return True
    if question.kind == "other" and _KIND_OF_THING.search(question.text):
        return True
    counted = question.count is not None and question.count > 1
    meaning = question.kind == "definition" and MEANING.search(question.text)
    return counted and question.kind not in _SINGLE and not meaning


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


def tells_all(window: Window, question: Question, listed: ListAnswer) -> bool:
    """Whether a sentence runs through as much as a list does, and is not itself one of its items.

    三是第三步，让算力、数据、应用、产业彼此联动 is but the last of the three steps.
    """
    same = window.document.id == listed.window.document.id
    an_item = same and any(item.overlaps(window.span) for item in listed.items)
    return holds_series(window, question) and (not an_item or window.span.covers(_hull(listed)))


def _divided(item: Span, held: Sequence[tuple[Span, ...]]) -> bool:
    """Whether an item is itself a series: 东部有A、B，另外有C、D."""
    return any(item != i and item.covers(i) for items in held for i in items)


def lists_near(
    question: Question, hits: Sequence[Hit], idf: Idf, readings: Readings
) -> Iterator[ListAnswer]:
    """Every list in or around the best passages; one near two of them comes twice."""
    for rank, hit in enumerate(hits[:LOOK]):
        for enumeration in (*_near(hit), *alike_names(question, hit)):
            yield rated(question, hit, rank, enumeration, idf, readings)


def best_list(
    question: Question, hits: Sequence[Hit], idf: Idf, readings: Readings
) -> ListAnswer | None:
    """The list in or around the best passages that fits the question best; None without any.

    Scores are on the scale of those of sentences.
    """
    found = list(lists_near(question, hits, idf, readings))
    if (common := _COMMON.search(question.text)) and (
        alike := [a for a in found if _all_hold(a, common["two"] or common["one"])]
    ):
        found = alike  # 三个“同步”: of the items that are all called so
    nth = nth_asked(question)
    if nth is not None:
        found = [a for a in found if has_nth(question, nth, a.window.text, a.items)]
    best = max(found, key=_by_score, default=None)
    if best is None:
        return None
    if nth is None:
        run_in = best.window.span.covers(_hull(best))
        whole = not run_in and announced(question, best, idf)
        return best if whole else _inner(best, found, readings) or best
    return replace(best, items=nth_item(best.window.document.text, best.items, nth))


def _all_hold(found: ListAnswer, word: str) -> bool:
    return all(word in item.of(found.window.document.text) for item in found.items)


def reasons_listed(
    question: Question, hits: Sequence[Hit], idf: Idf, readings: Readings
) -> ListAnswer | None:
    """The best list whose introduction says that reasons follow: 为什么此时开会."""
    found = lists_near(question, hits, idf, readings)
    told = (a for a in found if a.fit.whole and _REASONS.search(a.window.text))
    return max(told, key=_by_score, default=None)


def _by_score(listed: ListAnswer) -> tuple[float, int]:
    return listed.score, -listed.window.rank


def _inner(best: ListAnswer, found: Sequence[ListAnswer], readings: Readings) -> ListAnswer | None:
    """The list that runs into an item of the best one, where it is what the reader marks.

    The introduction of a long list often has more of the question's words than the one item that
    answers: 第四，…数字产业。重点是<通信设备、集成电路、智能硬件、新型显示>. An item that has as
    many of them as the whole sentence is what is asked about: 渠道变多；手法有<甲、乙>；查处难.
    """
    told = (a for a in found if len(a.items) > 2 and _is_told_alone(best, a))
    if one := max(told, key=_by_score, default=None):
        return one
    read = readings.best(best.window.document.id, _hull(best))
    if read is None:
        return None
    marked = Span(read.start, read.end)
    inside = (
        a
        for a in found
        if len(a.items) > 2 and _is_item_of(best, a) and _alike(_hull(a), marked) >= MARKED
    )
    return max(inside, key=_by_score, default=None)


def _hull(listed: ListAnswer) -> Span:
    return Span(listed.items[0].start, listed.items[-1].end)


def _is_item_of(outer: ListAnswer, inner: ListAnswer) -> bool:
    """Whether a list stands inside one item of another."""
    same = outer.window.document.id == inner.window.document.id
    return same and any(item.covers(_hull(inner)) for item in outer.items)


def _is_told_alone(outer: ListAnswer, inner: ListAnswer) -> bool:
    """Whether the part of the outer list's sentence that holds the inner one has all its words."""
    if outer.window.document.id != inner.window.document.id or set(outer.items) & set(inner.items):
        return False
    inside = outer.window.span.covers(_hull(outer)) and _hull(outer).covers(_hull(inner))
    return inside and inner.features["part"] >= outer.features["part"]


def _alike(a: Span, b: Span) -> float:
    """Length of what two spans share as a share of what they cover together."""
    shared = max(0, min(a.end, b.end) - max(a.start, b.start))
    return shared / (len(a) + len(b) - shared)


def announced(question: Question, listed: ListAnswer, idf: Idf) -> bool:
    """Whether a list has as many items as are asked for, and its introduction says items of what.

    A sentence that only announces them (文件安排了三项举措) is then no better answer.
    """
    if question.kind != "list" or question.count != len(listed.items):
        return False
    return coverage(question.asked, listed.window.candidate.text, idf) >= NAMED


def _near(hit: Hit) -> Iterator[Enumeration]:
    """Enumerations that the passage holds, opens or continues, and those made of several."""
    for e in (*hit.document.structure.enumerations, *joined(hit.document)):
        if len(e.items) > 1:
            whole = Span(min(e.lead.start, e.items[0].start), e.items[-1].end)
            titled = whole.of(hit.document.text).strip() in hit.document.title  # tells nothing
            offices = _offices(hit.document.text, e.items)
            if whole.overlaps(hit.passage.span) and not titled and not offices:
                yield e


def _offices(text: str, items: Sequence[Span]) -> bool:
    """Whether the items are offices: 省委书记、省人大常委会主任 are those of one person."""
    return all(_OFFICE.search(text, item.start, item.end) for item in items[:2])
