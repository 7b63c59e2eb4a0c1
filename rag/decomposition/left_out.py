"""What the second of two sides leaves out because the first says it.

Its subject, its indicator, its place and its time: 甲市2021年的产值与<2022年的目标>.
"""

from __future__ import annotations

from collections.abc import Sequence

from rag.decomposition.members import placed
from rag.decomposition.than import opening
from rag.dialogue.names import is_name
from rag.dialogue.spans import NAMED, inside, noun_phrases, place_spans, time_spans
from rag.dialogue.substitute import replaced
from rag.dialogue.vocabulary import attribute_kind, head_of, listed, relational
from rag.patterns import regex
from rag.types import Span
from rag.words import Word, words

_DID = regex(
    r"(?:实际上?|真正|已经?)*(?<![要想能将到])(?:[跑做拿交干]出?来?下?|完成|达到|实现|取得)到?了?的|实际的?"
)
_SAID_GOAL = regex(r"的?目标值?$")
_PART_OF_YEAR = regex(
    r"全年|整年|年?[初底末]|[上下]半年|[一二三四]季度|前[一二三四五六七八九十\d]+个?月"
)
_OF_PLAN = regex(r"规划|计划|纲要|方案|(?:要求|规定|提出|设定|公布|确定|给出)的|[《“]")
_OTHER_TIME = regex(r"后来|之后|此后|如今|目前|现在|眼下|最近|最新|近来|起初|当初|原先|最初")
_IT = ("它", "其")
_YEAR = regex(r"(?:19|20)\d{2}年")
_COUNT = regex(r"[\u4e00-\u9fff](?:数|合计)$")


def mere(side: str) -> bool:
    """Whether a side is nothing but a time or a place."""
    return any(s.of(side) == side for s in (*time_spans(side), *place_spans(side)))


def kind_of(side: str) -> str | None:
    """What kind of value a side is, by the attribute it ends in."""
    head = head_of(side)
    counted = "number" if _COUNT.search(side) else None
    return (attribute_kind(head) or "number") if head else counted


def completed_by(one: str, other: str) -> str:
    """The second side with what the first says for both.

    >>> completed_by("遵义2021年数字经济增加值的目标", "全省2025年的增加值目标")
    '全省2025年的数字经济增加值目标'
    >>> completed_by("甲条例问世的年份", "乙条例")
    '乙条例问世的年份'
    """
    plain = _DID.sub("的", other).removeprefix("的").replace("的的", "的")
    dated = _dated(one, plain)
    if mere(plain):
        return _in_place(one, plain, dated)
    if dated.startswith(_IT):
        return _subject(one) + dated[1:]
    nouns = _nouns(dated)
    if _bare(dated, nouns):
        of_status = all(w.text in listed("status") for w in nouns)
        return _of_status(one, dated) if of_status else _led(one, dated, nouns)
    if nouns and not kind_of(dated) and (at := one.rfind(nouns[-1].text)) >= 0:
        dated += one[at + len(nouns[-1].text) :]
    return _scoped(one, dated)


def _subject(one: str) -> str:
    """What a side speaks of first: 东江科技|落地, 总书记|2015年来."""
    taken, out = time_spans(one), ""
    for word in words(one):
        nominal = word.tag.startswith(("n", "j", "l", "i", "g", "eng"))
        if not nominal or word.text in listed("verb") or any(s.overlaps(word.span) for s in taken):
            break
        out += word.text
    return out


def _acts(side: str) -> bool:
    """Whether what somebody does comes right behind the time that a side begins with."""
    behind = next((s.end for s in time_spans(side) if s.start == 0), 0)
    first = next((w for w in words(side) if w.span.start >= behind > 0), None)
    return first is not None and first.tag in ("v", "d")


def _bare(side: str, nouns: Sequence[Word]) -> bool:
    """Whether a side has but an attribute or a status beside its times and places."""
    if not all(relational(w.text) or w.text in listed("status") for w in nouns):
        return False
    spans = sorted((*time_spans(side), *place_spans(side), *(w.span for w in nouns)))
    for span in reversed(spans):
        side = replaced(side, span, "")
    return bool(nouns) and not side.replace("的", "")


def _of_status(one: str, status: str) -> str:
    """全年的目标 of the indicator that the first side names: 甲公司全年的产值目标."""
    base = _SAID_GOAL.sub("", _DID.sub("的", one).replace("的的", "的"))
    own, new = time_spans(base), time_spans(status)
    base = replaced(base, own[-1], new[0].of(status)) if own and new else base
    return base + ("目标" if _SAID_GOAL.search(status) else "")


def _scoped(one: str, other: str) -> str:
    """A side that names a thing of its own with the owner, the place and the time of both."""
    if _acts(other):  # 总书记2015年到贵州的反应，与<2021年再来时提的>要求
        return _subject(one) + other
    if _OF_PLAN.search(other):
        return placed([one, other])[1]
    before = opening(one, other)
    whole = before + other if before else placed([one, other])[1]
    owner, of, _ = one.partition("的")
    if whole == other and of and is_name(owner) and not ("的" in other or is_name(other)):
        whole = owner + of + other
    named = [Span(*m.span()) for m in NAMED.finditer(one)]
    own = [s for s in time_spans(one) if not any(n.covers(s) for n in named)]
    if len(own) != 1 or time_spans(whole) or _OTHER_TIME.search(other):
        return whole
    at = next((s.end for s in place_spans(whole) if s.start == 0), 0)
    return f"{whole[:at]}{own[0].of(one)}{whole[at:]}"


def _dated(one: str, other: str) -> str:
    """全年 as 2022年全年, where the first side is of 2022."""
    year = _YEAR.search(one)
    return year.group() + other if year and _PART_OF_YEAR.match(other) else other


def _in_place(one: str, plain: str, dated: str) -> str:
    """The first side with another time or place in place of its own."""
    spans_of = time_spans if time_spans(plain) else place_spans
    own = spans_of(one)
    return replaced(one, own[-1], dated) if own else dated


def _nouns(side: str) -> list[Word]:
    """The nouns of a side beside its times and places."""
    taken = (*time_spans(side), *place_spans(side))
    return [w for s in noun_phrases(side, taken) for w in inside(side, s)]


def _led(one: str, other: str, nouns: Sequence[Word]) -> str:
    """A bare 增加值 with what stands before it in the first side: 数字经济增加值."""
    first = next((w for w in nouns if w.text in one and w.text not in listed("status")), nouns[0])
    at = one.find(first.text)
    if at < 0:
        phrases = noun_phrases(one, (*time_spans(one), *place_spans(one)))
        at = phrases[-1].start if phrases else 0
    before = one[:at]
    for spans_of in (time_spans, place_spans):
        if spans_of(other):
            for span in reversed(spans_of(before)):
                before = replaced(before, span, "")
    before = _DID.sub("", before).strip("的 ").removesuffix("年均").strip("的")
    at = 0 if not place_spans(other) else first.span.start
    return other[:at] + before + other[at:]
