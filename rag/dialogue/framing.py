"""Fragments in a frame: 遵义单独看, 范围缩到贵安新区, 把大型的也算进去, 满帮也报一下董事长.

What says only that the question goes on for something else (放到…看, …单独拎出来, …有没有数) is
taken off, so that the place, time, grade or name that is left is asked as a fragment: 遵义呢？
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rag.dialogue.fragments import counts_anew
from rag.dialogue.spans import place_spans, time_spans
from rag.dialogue.theme import content
from rag.dialogue.things import grade_in, is_grade
from rag.dialogue.vocabulary import listed, relational
from rag.patterns import regex
from rag.types import Span

LONGEST: Final = 24  # characters of such a question

_FIRST: Final = regex(
    r"^(?:那么?(?![一年个时会几])|然后|[，,]|再|要是|如果|假如|光|单|只|就|回头|隔壁|(?:把)?(?:范围|口径|眼光|视线|时间))*"
    r"(?:(?:放|换|缩小?|扩大?|收窄?|限定?|推|拉|落|具体|挪|移|转|退)(?:到|至|在|成|作)|[看说论问数算查](?:一下)?|拿|把)?"
)
_LAST: Final = regex(
    r"的?(?:这|那)?(?:一类|一档|部分|会儿|时候|边|头|一块)?的?"
    r"(?:(?:也|都|再|又|得)*(?:一块儿?|一起|一并|全)?(?:也|都)?(?:算|加|统计?|包括|包含|计)(?:进[去来]|在内|上)"
    r"|(?:来|去|再|也|单独|单拎出来|单拿出来|另外)*(?:看看?|说说?|讲讲?|算算?|论)(?:的话|一下|一看)?"
    r"|单独|是?个?(?:什么|啥)(?:水平|情况|样子?|光景|程度|概念|成绩)"
    r"|(?:有没有|有|能不能有)(?:单独的?|具体的?|公布的?)*(?:数据?|数字|说法)(?:[吗没]|没有)?"
    r"|(?:又|会|得|还|才|总共|一共|实际|到底|究竟)*(?:是|有|占|到|达到|为)?了?(?:多少|几)[个家台套户座架条项款亿万元成]*)?"
    r"[呢吗吧]?[?？。]*$"
)
_CAST: Final = regex(r"^(?:放|换|缩小?|扩大?|推|挪|移|转)(?:到|至|在|成|作)")
_ADDED: Final = regex(r"(?:算|加|统计?|包括|包含|计)(?:进[去来]|在内|上)")
_REPORTED: Final = regex(
    r"^(?:那么?)?(?P<whose>[^，。]{2,12}?)也?(?:报|说|讲|查|给|列|看)一?下(?P<what>[一-鿿]{2,6})?[?？。]?$"
)
_DATE_LAST: Final = regex(
    r"^(?P<asks>[^，,]{2,10})[，,](?P<time>[^，,]{3,12}?)(?:那会儿|那时候?|的时候)?[?？]?$"
)
_SORT: Final = regex(  # 光大数据这一类的？
    r"^(?:光|单|只|就)?[看说算论]?(?P<sort>[一-鿿]{2,8}?)[这那]?一类的?(?:呢|有吗)?[?？]?$"
)
_MISSING: Final = regex(  # 还差云服务没说，补上
    r"^(?:那么?)?(?:还|就)(?:差|缺|少|剩)了?(?P<noun>[一-鿿]{2,10}?)没[说讲答提报](?:[，,]?(?:请|也)?"
    r"(?:补上|补一下|补充一下|说说|讲讲|报一下))?[。？?]?$"
)
_BESIDE: Final = regex(r"^(?P<noun>[一-鿿]{2,10}?)[这那](?:边|头|块|方面)(?:呢|又?是?多少)?[?？]?$")
_SCOPE: Final = regex(
    r"^(?:全国|全球|世界|国内|[东西中]部|西[南北]|华[东南北中]|东北)(?=[看来说的呢?？]|$)"
)
_SAME_TIME: Final = regex(  # 浪潮同年多少
    r"^(?P<noun>[一-鿿A-Za-z]{2,8}?)(?<![年月])(?:同年|同期|当年)(?:是|有|又)*(?:多少|几何)[呢?？]*$"
)
_AIM_ALONE: Final = regex(  # 2022年省里的目标是几个点
    r"^(?:那么?)?(?P<held>[^，,。？?的]{4,12}?)(?:[省市县区]里)?的?目标(?:是|定在|定为|定了|定的是|有)*"
    r"(?:几个(?:百分)?点|百分之几|多少)[?？。]*$"
)
_SCOPED: Final = regex(r"^(?:那么?|换成?)?(?P<noun>[一-鿿]{2,6})的?口径(?:呢|是?多少|下)?[?？]?$")
_SHARED: Final = regex(r"占了?(?:多少|多大|几成|百分之几)")  # of the whole asked about
_WON: Final = regex(r"中(?=[了过])")  # 2023年<中>了多少标 is no middle of a year
_SHARE: Final = regex(r"占|比重|比例|份额")
_STARTED: Final = regex(r"(?:起点|基数|基期|开头)(?=是|有|为|多|几)")


def unframed(turns: Sequence[tuple[str, str]], question: str) -> str:
    """The question as a fragment; itself where there is no frame, or more than one thing in it.

    >>> turns = [("贵州有几个超大型数据中心？", "11个。")]
    >>> unframed(turns, "遵义单独看"), unframed(turns, "把大型的也一块算进去呢")
    ('遵义呢？', '大型和超大型呢？')
    >>> unframed(turns, "起点是几，2020年那会儿"), unframed(turns, "满帮也报一下董事长")
    ('2020年呢？', '满帮的董事长呢？')
    >>> unframed(turns, "遵义建了几个园区")
    '遵义建了几个园区'
    """
    share = _SHARED.search(question) and not _SHARE.search(turns[-1][0])
    if len(question) > LONGEST or share or counts_anew(turns[-1][0], question):
        return question
    if match := _REPORTED.match(question):
        what = match["what"] or ""
        if (not what and "也" in question) or relational(what):
            return f"{match['whose']}{'的' * bool(what)}{what}呢？"
    if alone := _of_one_thing(question):
        return alone
    if (match := _DATE_LAST.match(question)) and _only(match["time"], time_spans(match["time"])):
        question = match["time"] + _STARTED.sub("", match["asks"])
    held = _held(question)
    if not held:
        return question
    if _ADDED.search(question) and is_grade(held):
        old = grade_in(turns[-1][0])
        held = f"{held}和{old}" if old and old not in held else held
    return f"{held}呢？"


def _of_one_thing(question: str) -> str:
    """What is asked of one noun, or of a goal by its time and place alone; "" for others."""
    if match := _AIM_ALONE.match(question):
        held = match["held"]
        if _only(held, (*time_spans(held), *place_spans(held))):
            return f"{held}的目标呢？"
    if (match := _SORT.match(question)) and not place_spans(match["sort"]):
        return f"{match['sort']}的有多少？"
    if (match := _SCOPED.match(question)) and _only(match["noun"], place_spans(match["noun"])):
        return f"{match['noun']}呢？"
    if match := _SAME_TIME.match(question) or _MISSING.match(question):
        return f"{match['noun']}呢？"
    if (match := _BESIDE.match(question)) and not place_spans(match["noun"]):
        return f"{match['noun']}呢？"
    return ""


def _held(question: str) -> str:
    """What stands between the two parts of a frame, where it is one place, time, grade or name."""
    first = _FIRST.match(question)
    body = question[first.end() :] if first else question
    if _CAST.match(question) and (scope := _SCOPE.match(body)):
        return scope[0]
    spans = place_spans(body) if _CAST.match(question) else ()
    if spans and spans[0].start == 0 and not content(body[spans[0].end :]):
        return spans[0].of(body)  # 放到全国是多少人用
    ends = (m.start() for at in range(1, len(body) + 1) if (m := _LAST.match(body, at)))
    framed = body != question
    for end in ends:
        held = body[:end]
        if _WON.match(body, end - 1):
            continue
        kinds = (time_spans(held), place_spans(held))
        if any(_only(held, spans) for spans in kinds) or is_grade(held):
            if "实际" in body[end:] and held not in listed("now"):
                return ""  # what is reached beside what is aimed at
            return held if framed or end < len(body.rstrip("呢?？。")) else ""
    return ""


def _only(text: str, spans: Sequence[Span]) -> bool:
    """Whether the spans are all there is in a text, joined by nothing or 和."""
    for span in sorted(spans, reverse=True):
        text = text[: span.start] + text[span.end :]
    return bool(spans) and not text.strip("和与、年")
