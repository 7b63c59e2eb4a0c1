"""Words that point back without being pronouns: a correction, 当时, 同期, 这家中心, 其中.

They are written out before the rules of ellipsis see the question, which then is one of the forms
these know: 不是，我问的是X is X呢？, and 当时 is the time spoken of last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rag.dialogue.frame import frame
from rag.dialogue.spans import time_spans
from rag.dialogue.substitute import stripped
from rag.places import find_places
from rag.question import analyse

_CORRECTION: Final = re.compile(
    r"^(?:(?:不是(?:这个|的)?|不对|不|错了|抱歉|哦)[，,。！!、\s]*)*"
    r"(?:我(?:其实|的意思|本来)?(?:是|想)?(?:问|指|说|要|看|找|查|想知道|关心)?的?(?:其实)?是"
    r"|我(?:是|想)(?:问|说|指)的?)(?P<meant>[^，,。]{2,}.*?)[。.！!]*$"
)
_ASKED: Final = re.compile(r"[?？]$|吗$|呢$|多少|什么|哪|几|谁|如何|怎|为何")
_ENGLISH: Final = re.compile(
    r"^(?:no|sorry)?[,.!\s]*i (?:meant?|was asking about) (?P<meant>.+?)[.!]*$", re.IGNORECASE
)
_THEN: Final = re.compile(
    r"(?<![年比较与和])(?P<then>当时|那时候?|那会儿|那个时候|同一?时期|这一?时期|同期(?!相比)"
    r"|那一?年|同一?年|该年|这一年)(?:的(?=[^呢？?]))?"
)
_YEAR: Final = re.compile(r"(?:19|20)\d{2}年")
_THIS: Final = re.compile(
    r"(?:这|那|该)(?:一?[个家所座项])?(?P<head>[一-鿿]{2,4}?)(?=的|呢|[?？]|$)"
)
_OF_THE_FIGURE: Final = re.compile(
    r"^(?:那么?|后来|最后|最终)?(?:(?:和|跟|与|比|较|同)[^，,。？?]{1,14}(?:高|低|多|少|快|慢|变化|差)"
    r"|有没有|是否|是不是|完成|达成|达到|实现|超过)[^，,。]{0,14}$"
)
_IT: Final = re.compile(r"(?<=[\u4e00-\u9fff])它(?=[?？。]?$)")
_AMONG: Final = re.compile(r"^(?:那么?)?其中(?!的?第)[，,]?")


def written_out(turns: Sequence[tuple[str, str]], question: str) -> str:
    """The question with such words written out; as it is where there are none.

    >>> turns = [("2025年上半年贵州软件业收入增长多少？", "增长7.2%。")]
    >>> written_out(turns, "不是，我问的是电子信息制造业。")
    '电子信息制造业呢？'
    >>> written_out(turns, "同期电子信息制造业增加值增长多少？")
    '2025年上半年电子信息制造业增加值增长多少？'
    """
    question = _corrected(question)
    asked = turns[-1][0]
    for rule in (_named, _among, _object):
        question = rule(asked, question)
    return _dated(turns, question)


def of_the_figure(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """比2021年高还是低, 有没有完成: asked of what the last question was about as a whole.

    >>> of_the_figure([("2022年贵州软件业收入目标是多少？", "")], "有没有完成？")
    '2022年贵州软件业收入目标有没有完成？'
    """
    figure = stripped(turns[-1][0])
    return figure + question if figure and _OF_THE_FIGURE.match(question) else None


def _corrected(question: str) -> str:
    if match := _ENGLISH.match(question):
        return f"What about {match['meant']}?"
    match = _CORRECTION.match(question)
    if match is None:
        return question
    meant = match["meant"]
    return meant if _ASKED.search(meant) else f"{meant}呢？"


def _named(asked: str, question: str) -> str:
    """这家中心 is 贵安超算中心, where that was asked about."""
    subject, match = _subject(asked), _THIS.search(question)
    if not subject or match is None or not subject.endswith(match["head"]):
        return question
    return question[: match.start()] + subject + question[match.end() :]


def _among(asked: str, question: str) -> str:
    """其中 behind a question that counted nothing is of its subject."""
    subject = _subject(asked)
    if not subject or analyse(asked).kind in ("number", "list"):
        return question
    return _AMONG.sub(subject, question)


def _object(asked: str, question: str) -> str:
    """它 at the end (为什么要建它) is the subject of the last question."""
    return _IT.sub(_subject(asked) or "它", question)


def _subject(asked: str) -> str:
    """The topic with the place right before it; "" without a topic."""
    topic = frame(asked).topic
    if topic is None:
        return ""
    before = (p.span.start for p in find_places(asked) if p.span.end == topic.start)
    return asked[next(before, topic.start) : topic.end]


def _dated(turns: Sequence[tuple[str, str]], question: str) -> str:
    match = _THEN.search(question)
    if match is None or time_spans(question.replace(match["then"], "")):
        return question
    time = _last_time(turns)
    if "年" in match["then"]:
        year = _YEAR.search(time)
        time = year[0] if year else ""
    return question[: match.start()] + time + question[match.end() :] if time else question


def _last_time(turns: Sequence[tuple[str, str]]) -> str:
    """The time that was asked about last, else the first one of the last answer; "" without any."""
    for asked, _ in reversed(turns):
        if spans := time_spans(asked):
            return spans[-1].of(asked)
    answer = turns[-1][1]
    spans = time_spans(answer)
    return spans[0].of(answer) if spans else ""
