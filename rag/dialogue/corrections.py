"""Corrections: 不对，我问的是2021年; 不是董事长，是总经理; "No, I meant 2022".

What was meant is told apart from what was not. Where the last question names what was not meant,
the other takes its place; else what was meant is asked as a fragment: 2021年呢？
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from rag.dialogue.spans import place_spans, time_spans
from rag.dialogue.vocabulary import any_of
from rag.patterns import regex

_ENDS: Final = regex(r"[，,。；;！!\s]+")
_DENIAL: Final = regex(rf"(?:{any_of('denial')})+(?:了|的|吧|啊|哈)?")
_KNOWN: Final = regex(r"我?(?:已经)?(?:知道|清楚|明白)了$|没说清楚$|没问清楚$")
_NOT: Final = regex(
    r"我?(?:(?:问|说|要|指|想问|想要)的)?[并又而可]?"
    r"(?:不是问|不是说|不是指|不是|没问|没说|没要|没指|不要|不问)的?(?P<old>.+?)的?"
)
_ANSWERED: Final = regex(r"你(?:刚才?)?(?:答|说|给|讲|查)的都?是?(?P<old>.+?)")
_THIS_IS: Final = regex(r"[这那]个?是(?P<old>.+?)的?(?:数据|数字|数)?")
_MEANT: Final = regex(
    r"(?:我的意思是|(?:我|其实|本来|刚才)*"
    r"(?:[是想要]*(?:问|说|指|看|查|找|讲|关心|知道|了解|要)的?(?:其实)?是|是(?:想|要)?(?:问|说|指|要)的?)"
    r"|我是?(?:问|说|指)(?!一?下|过|你|了|的)|(?:就|只)要(?!求)|要(?=\d{4}年)|我?只(?:要|问|想知道|看)|应该?(?:问|说|指|查)的?是?"
    r"|而是|应该是|应是|应为|要?改成|改为)(?P<new>.+)"
)
_RATHER: Final = regex(r"(?P<new>.+?)才是我?(?:真正)?(?:要|想)?(?:查|问|知道|看|说|要|找)的")
_WANTED: Final = regex(  # is what was meant only beside a denial
    r"我?(?:是|想要|想看|想问|想知道|要看|要问|要|问|说|指)?的?(?P<new>.+)"
)
_COUNTED_IN: Final = regex(r"(?:算|加|包括|计)(?:进[去来]|在内|上)的?$")  # 没建完的也算进去
_ASKED: Final = regex(r"[?？]$|吗$|呢$|多少|什么|哪|几[个家项年]|谁|如何|怎|为何")
_ENGLISH: Final = regex(
    r"^(?P<no>(?:no|nope|sorry|wrong|actually|wait|not that(?: one)?)\b[,.! ]*)*"
    r"(?P<before>not (?P<first>[^,.;]+?)[,.;] *(?:but )?(?=i ))?"
    r"(?P<said>i (?:meant?|was asking (?:about|for)|asked (?:about|for)|am asking (?:about|for)"
    r"|was talking about|wanted) )?(?P<denied>not (?P<old>[^,.;]+?)[,.;] *(?:but )?)?"
    r"(?P<new>[^,.;!?]+?)(?P<tail>, not [^,.;!]+)?[.!]*$",
    re.IGNORECASE,
)
_TIME_MEANT: Final = regex(
    r"^(?P<front>[^，,。？?]{2,16}?)呢[，,。？?]\s*(?:我(?:是)?(?:说|指|问)的?是?|说的是)(?P<time>[^，,。？?]{4,12}?)"
    r"的?[。？?]*$"
)
_ASIDE: Final = regex(r"(?:and |but )?(?:what|how) about\b", re.IGNORECASE)
_NOT_THAT: Final = regex(  # 我要的是总额<不是增速>
    r"((?:要|问|说|指|查|找)的?是[^，,。]{2,12}?)(?=[，,]?(?:而|并)?不是)"
)
_SEEN: Final = regex(r" (?:that )?(?:they|we|you|he|she|it) \w+$")  # the maker they saw
_POLITE: Final = regex(rf"(?:{any_of('polite')}|[，,。！!\s])+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a correction says: what was not meant, what was, and whether it is one at all."""

    old: str = ""
    new: str = ""
    marked: bool = False


def corrected(turns: Sequence[tuple[str, str]], question: str) -> str:
    """What a correction asks for; the question itself where it corrects nothing.

    >>> before = [("白山云的董事长是谁？", "霍涛")]
    >>> corrected(before, "不是董事长，是总经理"), corrected(before, "不对，我问的是满帮集团")
    ('白山云的总经理是谁？', '满帮集团呢？')
    >>> corrected(before, "不用了，谢谢")
    '不用了，谢谢'
    """
    if dated := _dated_after(question):
        return dated
    said = (
        _english(question)
        if question[0].isalpha() and question[0].isascii()
        else _chinese(question)
    )
    if not said.marked or not said.new or _POLITE.fullmatch(said.new):
        return question
    if _ASKED.search(said.new):
        return said.new
    asked = turns[-1][0]
    named = time_spans(said.old) or place_spans(said.old)
    if said.old and said.old in asked and not named:
        return asked.replace(said.old, said.new.removesuffix("的"), 1)
    said = replace(said, new=_SEEN.sub("", said.new))
    lead, end = ("What about ", "?") if question[0].isascii() else ("", "呢？")
    return f"{lead}{said.new}{end}"


def _dated_after(question: str) -> str:
    """目标呢，我是说2022年 -> 2022年目标呢: the time said last; "" for other questions."""
    match = _TIME_MEANT.match(question)
    times = time_spans(match["time"]) if match else ()
    if match is None or not times or times[0].of(match["time"]) != match["time"]:
        return ""
    front = match["front"].removeprefix("全年")
    return "" if time_spans(front) else f"{match['time']}{front}呢？"


def _chinese(question: str) -> _Said:
    """The clauses of a correction, each a denial, what was not meant, or what was."""
    old = new = ""
    marked = False
    for clause in filter(None, _ENDS.split(_NOT_THAT.sub(r"\1，", question))):
        if _DENIAL.fullmatch(clause) or _KNOWN.search(clause):
            marked = True
        elif match := _first(clause, _NOT, _THIS_IS, _ANSWERED):
            old, marked = match["old"], True
        elif match := _first(clause, _RATHER, _MEANT):
            new, marked = match["new"], True
        elif marked and (match := _WANTED.fullmatch(clause)):
            if not (new and _COUNTED_IN.search(clause)):
                new = f"{new}，{match['new']}" if new else match["new"]
        else:
            return _Said()
    return _Said(old, new, marked)


def _first(clause: str, *patterns: re.Pattern[str]) -> re.Match[str] | None:
    return next((m for p in patterns if (m := p.fullmatch(clause))), None)


def _english(question: str) -> _Said:
    match = _ENGLISH.match(question)
    if (
        match is None
        or _ASIDE.match(question)
        or not any(match[part] for part in ("no", "said", "denied", "tail"))
    ):
        return _Said()
    return _Said(match["old"] or match["first"] or "", match["new"], marked=True)
