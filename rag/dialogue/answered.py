"""What was answered, where it is what the next question speaks of: 哪部条例, 什么时候施行."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rag.dialogue.frame import Frame, frame
from rag.dialogue.names import bodies, works
from rag.dialogue.spans import place_spans
from rag.dialogue.substitute import subject_of
from rag.dialogue.theme import content, object_of, theme
from rag.dialogue.vocabulary import listed
from rag.patterns import regex
from rag.words import words

_WHICH_ONE: Final = regex(
    r"哪一?[家个部份项座款种](?!月)|(?<!是)什么(?:条例|文件|规划|公司|企业|平台|系统|法|产品|机构|单位|计划|方案)"
)
_WHAT: Final = regex("什么|哪|谁")
_ANOTHER: Final = regex(r"[又还再][^，。]{0,6}哪一?[部份个项](?=[?？]?$)")
_OWN: Final = regex(r"^[^\d，。]{2,8}?[又还再]")  # 满帮又拿过哪个: of its own
_MORE: Final = regex(r"[又还再另]|其他|别的|以外|之外")


def another(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """又立了哪部？: of the sort that was asked about; None for any other question.

    >>> another([("贵阳哪部条例最早施行？", "")], "2018年又立了哪部？")
    '贵阳2018年又立了哪部条例？'
    """
    asked = turns[-1][0]
    kinds = (*listed("head:work"), *listed("head:thing"))
    sorts = [w.text for w in words(asked) if w.text in kinds]
    if not _ANOTHER.search(question) or not sorts:
        return None
    place = next((p.of(asked) for p in place_spans(asked)), "")
    place = "" if _OWN.match(question) else place
    return f"{place}{question.rstrip('?？')}{sorts[-1]}？"


def subject_after(turn: tuple[str, str], question: str, *, dated: bool) -> str:
    """What a question without a subject speaks of: what was answered, or what was asked about.

    >>> subject_after(("哪些城市和贵安直联？", "北京、上海。"), "带宽多大？", dated=False)
    '贵安'
    """
    if found := answered_subject(turn, question):
        return found
    asked = frame(turn[0])
    if _asked_for(asked) and asked.places:
        where = asked.topic is not None and asked.topic.of(asked.text) in listed("head:place")
        thing = "" if content(question) and not where else object_of(asked.text)
        return thing or asked.places[0].of(asked.text)
    return theme(turn, subject_of(turn[0], dated=dated), question)


def answered_subject(turn: tuple[str, str], question: str) -> str:
    """The one body or work that was answered to a question about no other thing than a place.

    >>> turn = ("贵阳2017年施行了哪部条例？", "是《数据共享条例》。")
    >>> answered_subject(turn, "什么时候生效？"), answered_subject(turn, "又有哪部条例？")
    ('《数据共享条例》', '')
    """
    asked, topic = turn[0], frame(turn[0]).topic
    which = _WHICH_ONE.search(asked) or (topic is None and _WHAT.search(asked))
    if not which or _MORE.search(question):
        return ""
    rest = topic.of(asked) if topic and not _asked_for(frame(asked)) else ""
    for place in sorted(place_spans(rest), reverse=True):
        rest = rest[: place.start] + rest[place.end :]
    names = (*works(turn[1]), *bodies(turn[1]))
    return names[0] if not rest.strip("省市县区的") and len(names) == 1 else ""


def _asked_for(asked: Frame) -> bool:
    """Whether the topic is what is asked for: 哪部<电影>, 哪些<城市>."""
    questions = asked.interrogatives
    return bool(asked.topic and questions and questions[0].end == asked.topic.start)
