"""Noun phrases that no run of words shows: 四大赋能, 国家十四五规划, 建行在贵安的数据中心."""

from __future__ import annotations

from rag.patterns import regex
from rag.types import Span
from rag.words import words

_COUNT = r"[一二两三四五六七八九十]{1,2}"
_GROUP = regex(  # what goes by its number: 四大赋能, 七项举措, 三步走
    rf"(?:{_COUNT}(?:大|项|个|条|类|座|种)[一-鿿]{{2}}|{_COUNT}步走|\d(?:\s*\+\s*\d)+)"
)
_PLAN = regex(
    r"(?:[一-鿿]{2,3}?)??[“\"]?十[二三四五]五[”\"]?[^，。？?的里中哪什有]{0,10}?(?:规划纲要|规划|纲要|计划)"
)
_SIZES = regex(r"(?<=型)(?:和|、|及|与|或)(?:超|特)?[大中小微]型")
_UP = regex(r"(?<=[型级])及?以[上下]的?(?=[一-鿿]{2})")  # 大型<及以上>数据中心
_LINK = regex(r"(?:[一-鿿]{1,2}的)?[那这]一?[个条座家部项款套种份类篇批次场位]?(?=[一-鿿]{2})")
_AT = regex(r"(?:在|位于|设在)(?P<place>[^，。？?的是有那这]{2,8})(?:的|[那这]一?[个座家])")
_APPOSED = regex(r"(?<=..)[这那]一?[个家座]?(?:公司|企业|集团|平台|系统|中心|单位|机构)$")
_KEY = regex(r"(?<=..)的?(?:重点|主攻|主要)(?:地区|领域|方向|城市|企业|行业|任务|地方)$")
_WIDE = regex(r"(?<=[一-鿿]{3})(?:全省|全国|全市|全球|西部)$")
_INSIDE = regex(r"(?:手[上里头]|里[头面边]?|当中|之?中|(?<!以)上面?)$")
_TAILS = (_APPOSED, _KEY, _WIDE, _INSIDE)
_LEADING = regex(r"^里(?=[一-鿿])")
_CUT = (("软件外", "包"), ("软件", "再出发"))  # words that the dictionary cuts


def grouped(text: str, start: int) -> Span | None:
    """A phrase that goes by its number, or a plan by its years, at `start`; None without one.

    >>> text = "七项举措头一项是什么"
    >>> grouped(text, 0).of(text)
    '七项举措'
    """
    if match := _PLAN.match(text, start):
        return Span(*match.span())
    match = _GROUP.match(text, start)
    if match is None:
        return None
    last = next((w for w in words(text) if w.span.end == match.end()), None)
    acting = last is not None and ("个" not in match[0] or last.tag.startswith("v"))
    return Span(*match.span()) if acting or match[0][-1] in "步走0123456789" else None


def trimmed(text: str, span: Span) -> Span:
    """A phrase without the words of place around it: 数据宝<手上>, <里>贵州, 数据宝<这家公司>."""
    phrase = span.of(text)
    tail = next((m for p in _TAILS if (m := p.search(phrase))), None)
    lead = _LEADING.match(phrase)
    start = span.start + (lead.end() if lead else 0)
    end = span.start + (tail.start() if tail and tail.start() > 1 else len(phrase))
    for begun, rest in _CUT:
        if text[start:end].endswith(begun) and text.startswith(rest, end):
            end += len(rest)
    return Span(start, end)


def continued(text: str, end: int) -> int | None:
    """Where a phrase that seemed to end at `end` goes on; None where it does not.

    >>> continued("建行在贵安的数据中心有多大", 2), continued("土豆那个预警系统用在哪", 2)
    (6, 4)
    """
    if match := _SIZES.match(text, end) or _UP.match(text, end):
        return match.end()
    match = _LINK.match(text, end) or _AT.match(text, end)
    return match.end() if match else None
