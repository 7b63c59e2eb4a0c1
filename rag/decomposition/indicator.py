"""What a further question asks of the indicator or the things that the one before names.

目标多少，后来实际多少: of one indicator; 有几个大装置，分别叫什么: of the things counted.
"""

from __future__ import annotations

import re

from rag.dialogue.frame import frame
from rag.dialogue.spans import (
    inside,
    interrogative_spans,
    noun_phrases,
    time_spans,
)
from rag.dialogue.substitute import replaced, subject_of
from rag.dialogue.vocabulary import any_of, head_of, listed
from rag.patterns import regex
from rag.words import words

_STATUS_ASKED = regex(  # <目标>多少，后来<实际>完成了多少
    rf"(?:后来|最后|最终|那)?(?:{any_of('status')})(?:数|值)?(?:上)?(?:又)?(?:是|有|为|完成|达到|做到)?了?"
    r"(?:多少|几|多大|多高)"
)
_AIM_ASKED = regex(  # <2026年>力争做到多大
    r"[又还]?(?:想要?|要|打算|准备|计划|力争|争取|希望|预计)(?:做|达|提|提高|增|扩大|涨|升|占)?(?:到|大)?"
    r"(?:多少|多大|多高)[?？]*$"
)
_STATUS_OF = regex(  # 茶叶<实际又是多少>
    r"^(?P<what>[^，,？?]{2,24}?)(?:的)?(?:实际|目前|现在|最后|最终)(?:上)?(?:又)?(?:是|有|为|完成|达到|做到)?了?"
    r"(?:多少|几|多大)[^，,？?]{0,3}[?？]*$"
)
_A_YEAR = regex(r"((?:19|20)\d\d)年")
_YEAR_BEFORE = regex(r"(?:上|前)一?年|去年")
_DONE_ASKED = regex(  # 收入目标是多少，2023年<做到了多少>
    r"(?:实际|已经?|最[后终]|又)*(?:做到|完成|实现|达到|到位)了?(?:多少|几|多大)[^，,？?]{0,3}[?？]*"
)
_BASE_ASKED = regex(  # 想做到多少产值，上一年的<底数>是多少
    r"的?(?:底数|基数|老底|底子|起点|基础)(?:具体|大约|大概|到底)?(?:是|有|为)?(?:多少|几|多大)[^，,？?]{0,3}[?？]*"
)
_SHARE = "占比"  # is cut into two words
_UNTIL = regex(r"^(?:截至|截止到?|到|在)")
_COUNTED = regex(r"(?:一共|总共|共)?有(?:几|多少)[个家座条种类项位名所处]?(?=[^，。？?])")
_NAMES = regex(
    r"^(?:分别|各自?|它们|都)+(?:是|叫|为|有)?(?:什么|哪些|谁|哪几?[个家座条种类项位名所处]?)(?:名字|名称)?[?？]*$"
)


def statement(question: str) -> str:
    """What stands before the question word, without its copula: 产值目标<是多少>."""
    asked = interrogative_spans(question)
    return re.sub(r"(?:是|有|为|达到?)$", "", question[: asked[0].start] if asked else question)


def each_counted(before: str, piece: str) -> str:
    """有几个大装置，分别叫什么: which ones they are; "" for other pieces."""
    match = _COUNTED.search(before)
    return (
        before[: match.start()] + "有哪些" + before[match.end() :]
        if match and _NAMES.match(piece)
        else ""
    )


def same_indicator(before: str, piece: str) -> str:
    """目标多少, 2026年力争做到多大: of the indicator that the question before names; else "".

    >>> same_indicator("长江钢铁2024年的产量目标是多少？", "实际多少？")
    '长江钢铁2024年的产量实际多少？'
    """
    times = time_spans(piece)
    dated = next((t.end for t in times if t.start == 0), 0)
    if _BASE_ASKED.fullmatch(piece[dated:]) and (asked := frame(before).asked):
        years = [*_A_YEAR.findall(before)[-1:]] if _YEAR_BEFORE.fullmatch(piece[:dated]) else []
        when = f"{int(years[0]) - 1}年" if years else piece[:dated]
        return f"{subject_of(before, dated=False)}{when}{asked.of(before)}是多少？"
    rest, aimed = piece[dated:], head_of(statement(before)) in listed("status")
    done = bool(dated) and aimed and _DONE_ASKED.fullmatch(rest)
    if not (done or _STATUS_ASKED.match(rest) or _AIM_ASKED.match(rest)):
        return ""
    named = indicator_of(before, dated=not times)
    return named + piece if named else ""


def with_indicator(before: str, piece: str) -> str:
    """软件收入目标多少, 互联网实际多少: the <收入> of the latter; "" where it names its own.

    >>> with_indicator("甲市2025年陶瓷出口额的目标是多少？", "甲市2024年茶叶实际又是多少？")
    '甲市2024年茶叶出口额实际又是多少？'
    """
    found = _STATUS_OF.match(piece)
    asked = frame(before).asked
    if found is None or asked is None or head_of(found["what"]):
        return ""
    named = head_of(statement(before))
    named = head_of(asked.of(before)) if named in ("", *listed("status")) else named
    thing = words(found["what"])[-1]
    if named in ("", *listed("status")) or not thing.tag.startswith(("n", "j", "l")):
        return ""
    return f"{found['what']}{named}{piece[found.end('what') :]}"


def indicator_of(question: str, *, dated: bool) -> str:
    """What a question asks the value of, with or without its time; "" where that is unsure."""
    if not dated:
        for span in reversed(time_spans(question)):
            question = replaced(question, span, "")
        question = _UNTIL.sub("", question)
    asked = interrogative_spans(question)
    end = asked[0].start if asked else len(question)
    found = [p for p in noun_phrases(question, time_spans(question)) if p.end <= end]
    if not found:
        return ""
    named = inside(question, found[-1])
    while named and (named[-1].text in listed("status") or named[-1].tag == "b"):  # <现有>多大
        named.pop()
    end = named[-1].span.end if named else found[-1].start
    end += len(_SHARE) * question.startswith(_SHARE, end)
    return question[:end].rstrip("的")
