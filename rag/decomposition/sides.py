"""Two sides held against each other, in whatever words: A，与B相比，两个数各是多少.

How such a question ends names nothing: it is made of few words, all of them general. What stands
before it is two sides with a conjunction between them. Each is asked for by itself, the second
with what it leaves out because the first says it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rag.conjunctions import find_join
from rag.decomposition.left_out import completed_by, kind_of, mere
from rag.decomposition.than import told_as_one
from rag.dialogue.names import is_name
from rag.dialogue.spans import NAMED, asking_spans, place_spans, time_spans
from rag.dialogue.substitute import TAILS
from rag.dialogue.vocabulary import head_of
from rag.patterns import regex
from rag.types import Span
from rag.words import words

LONGEST = 44  # characters of one side
LEAST = 2

_SIZE = r"[高低多少大小快慢早晚先后强弱好长短远近重轻]"
_HELD = r"(?:相比之?下?|相比较|相较|比较|对比|对照|比起来|[放摆]在?一起[看比]?|来看|看)"
_GENERAL = (  # a word that names nothing of what is compared
    r"(?:两者|二者|双方|彼此|前者|后者|之间|中间|当中|到底|究竟|大概|大约|一共|时间|区别|不同|不一样|缺口|量级|程度|幅度"
    rf"|距离|还是|多少|如何|百分点|什么|变化|差[别距异额]|{_HELD}|[这那]?[两二几](?:个|家|地|座|者|头|边|份|部|项)?"
    rf"|数[字值据]?|另?一[个家边头项]|各自?|分别|怎么?样?|哪[里儿一]?|达到|{_SIZE}"
    r"|[比里上还要又是有为到在写定设差隔增减升降涨跌变成更最几倍了的得出过着谁孰何样、，,吗呢么没不]"
    r"|[个家户座台人年天月日种项条所处部名位亿万元吨]|[A-Za-z]{1,8})"
)
_OPENS = (
    rf"(?:[，,：:]|{_HELD}|(?<![占同环])比(?=[，,])|相?差[别距异额]?|相?隔|各(?![地类种级])|分别|一[个家](?=多|[是有])|变[成为到]|有(?=何|什么)"
    rf"|(?:是|变)?{_SIZE}了?还是|(?<![最更至]){_SIZE}了?出?(?:多少|几))"
)
_WHO = r"(?:哪一?(?:[个家座边头方样种类项部份者年次]|里)?|谁|孰)"
_END = regex(rf"(?:{_OPENS}{_GENERAL}*+|(?:{_HELD}|比)?[，,]?{_WHO}[^，,？?的]{{1,9}})[?？]*$")
_ASKS = regex(r"[多几哪谁孰何差隔]|什么|怎|如何|还是|不同|不一样|区别")
_FRONT = regex(  # <和全年目标相比，>甲公司的产值还差多少
    rf"^(?:(?:和|与|跟|同|较)(?=[^，,]+(?:{_HELD}|比|来说)[，,])|比起|相比于?|相较于?|对照)"
    rf"(?P<other>[^，,]{{2,24}}?)的?(?:{_HELD}|比|来说)*[，,](?P<one>[^，,]+)$"
)
_JOINT = r"(?:相比于?|相较于?|较之|[对比]照|对比|对上|以及|还有|距离|[与和跟同比较距离])"
_APART = regex(rf"[，,]{_JOINT}|[，,](?:而|再)?到了?(?=\d{{4}}年)")
_BARE = regex(r"(?<![占同环])(?:相比于?|相?较于|较之|对比|[与和跟同比])(?![例重较])")
_ENDS = regex(rf"(?:{_HELD}|相?比|的?时候|那时|那会儿|的|还要?|又)+$")
_SAME_END = regex(r"(?P<end>的[^的\n]{2,})\n.*(?P=end)$")
_TAKEN = regex(r"^[拿把将](?!来)")  # <拿>甲的产值，对照乙的产值
_BY = regex(r"^(?:论|按|就|从|以)(?P<what>[^，,]+?)(?:来?[说看论讲比])?$")


@dataclass(frozen=True, slots=True)
class _Sides:
    """What is said of both, and the two sides."""

    scope: str
    one: str
    other: str
    alike: int = 0
    joint: str = ""


def opposed(question: str) -> list[str]:
    """One question for each of two sides that a comma tells apart; [] for other questions.

    >>> opposed("甲市2024年的软件收入，与乙市为2025年设的软件收入目标相比，两个数各是多少？")
    ['甲市2024年的软件收入是多少？', '乙市为2025年设的软件收入目标是多少？']
    """
    return _asked(question, lambda head: _front(head) or _apart(head))


def parallel(question: str) -> list[str]:
    """One question for each of two sides that are one like the other; [] for other questions.

    >>> parallel("茶叶在2025年要做到的规模与煤炭要做到的规模，谁占上风？")
    ['茶叶在2025年要做到的规模是多少？', '2025年煤炭要做到的规模是多少？']
    """

    def alike(head: str) -> list[_Sides]:
        return [s for s in _beside(head) if any(form(s) for form in (_same_end, _owned, _nested))]

    return _asked(question, alike)


def beside(question: str) -> list[str]:
    """One question for each of two sides, the likeliest conjunction between them.

    >>> beside("论2024年的增速，甲市的软件收入和乙市的制造业产值，谁跑在前头？")
    ['甲市的软件收入2024年的增速是多少？', '乙市的制造业产值2024年的增速是多少？']
    """
    return _asked(question, _beside)


def _asked(question: str, cut: Callable[[str], Iterable[_Sides]]) -> list[str]:
    end = _END.search(question)
    head = question[: end.start()].rstrip("，, ") if end else ""
    if end is None or not _ASKS.search(end.group()) or asking_spans(head):
        return []
    found = max(cut(head), key=lambda sides: sides.alike, default=None)
    tail = _tail(found) if found else ""
    if found is None or not tail:
        return []
    both = (found.one, completed_by(found.one, found.other))
    return [f"{found.scope}{side}{tail}" for side in both]


def _front(head: str) -> list[_Sides]:
    """What the one side is held against may be said first: 和<B>相比，A."""
    front = _FRONT.match(head)
    return [_Sides("", _ENDS.sub("", front["one"]), front["other"])] if front else []


def _apart(head: str) -> list[_Sides]:
    """Behind a comma and a conjunction the other side begins: A，与<B>."""
    found = list(_APART.finditer(head))
    cut = _cut(head, *found[0].span()) if len(found) == 1 else None
    return [cut] if cut else []


def _beside(head: str) -> Iterator[_Sides]:
    """The sides of every conjunction that is no part of a name and stands between two alike."""
    named = [Span(*m.span()) for m in NAMED.finditer(head)]
    for match in _BARE.finditer(head):
        word = match.group()
        join = find_join(head, match.start(), match.end() + 8) if word in ("和", "与") else match
        whole = join is not None and join.start() == match.start()
        if whole and not any(n.covers(Span(*match.span())) for n in named):
            sides = _cut(head, *match.span())
            if sides and sides.alike:
                yield sides


def _same_end(sides: _Sides) -> bool:
    """Whether both end in one attribute behind a 的: 酒的<规模>与茶的<规模>."""
    return _SAME_END.search(f"{sides.one}\n{sides.other}") is not None


def _owned(sides: _Sides) -> bool:
    """Whether both are values, and the second says whose it is: 甲市的产值与<乙市>的产量."""
    values = kind_of(sides.one) and kind_of(sides.other)
    return bool(values and (is_name(sides.other) or place_spans(sides.other)))


def _nested(sides: _Sides) -> bool:
    """Whether a 和 stands in one of two values that another conjunction joins: A与<B和C的产值>."""
    values = kind_of(sides.one) and kind_of(sides.other)
    return bool(values) and sides.joint != "和" and "和" in sides.one + sides.other


def _cut(head: str, start: int, end: int) -> _Sides | None:
    """The sides left and right of a conjunction, with how much they are alike."""
    scope, comma, one = head[:start].rpartition("，")
    one, other = _ENDS.sub("", _TAKEN.sub("", one)), _ENDS.sub("", head[end:])
    if not (LEAST <= len(one) <= LONGEST and LEAST <= len(other) <= LONGEST) or "，" in other:
        return None
    if told_as_one(other):  # 比上年快了多少
        return None
    by = _BY.match(scope)
    if by and head_of(by["what"]):  # 论2024年的增速，A和B
        return _Sides("", f"{one}{by['what']}", f"{other}{by['what']}", 1)
    alike = 2 * bool(kind_of(one) and kind_of(other)) + (
        words(one)[-1].text == words(other)[-1].text
    )
    alike += mere(other) and bool(mere(one) or time_spans(one))
    return _Sides(scope + comma, one, other, alike, head[start:end])


def _tail(found: _Sides) -> str:
    """How both values are asked for, by what they are of; "" where they are no values.

    What is told in sentences, as two tasks or two views, the undivided question finds as well.
    """
    kinds = map(kind_of, (found.one, found.scope.rstrip("，"), found.other))
    kind = next((k for k in kinds if k), "other")
    return "" if kind == "other" else TAILS[kind]
