"""What a question was about in full, where its topic alone says too little: 贵安, 省委, 全国.

贵安什么时候定下搞大数据的 begins with a place that many things are said of. A follow-up without
content of its own (凭什么看上这一行) then needs the whole statement. After 贵阳哪年出台大数据条例
it is about the object, after 贵州第一个超算中心是哪个 about the name that was answered.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rag.dialogue.frame import NEXT
from rag.dialogue.names import bodies, is_name, is_proper, works
from rag.dialogue.spans import (
    NAMED,
    asking_spans,
    interrogative_spans,
    noun_phrases,
    place_spans,
    time_spans,
)
from rag.dialogue.substitute import replaced, stripped
from rag.dialogue.vocabulary import any_of, head_of, listed, relational
from rag.patterns import regex
from rag.types import Span
from rag.words import words

SHORTEST: Final = 4  # characters of a noun that says what is meant without its place: 强省会行动
LONGEST_NAME: Final = 16  # characters of an answer that is a name and nothing else

_PLACE_WORDS: Final = "省市县区州里头边往外那这内上的一"
_IDENTITY: Final = regex(  # the thing described is asked for by its name
    r"(?:是|叫做?|名叫|名为)(?:哪一?[个家部份座款种件](?!月)[一-鿿]{0,4}(?<!的)|什么(?:名字?|名称)?|谁(?:家的?)?)[?？。]?$"
)
_WENT: Final = regex(r"(?=.*哪)(?=.*(?:走访|参观|观摩|考察|调研|视察|看望|看了))")
_WHICH_WORK: Final = regex(
    rf"(?:什么|哪一?[个部份项])(?:[一-鿿]{{2,4}})?{any_of('head:work')}[?？。]?$"
)
_EVENTS: Final = ("会", "大会", "会议", "论坛", "活动", "展览")
_WHICH_EVENT: Final = regex(
    r"(?:什么|哪一?[个场次])(?:[一-鿿]{2,4})?(?:会议?|大会|论坛|活动)[?？。]?$"
)
_LEAD: Final = regex(
    r"^(?:分别|主要|就|都|先后)*(?:[是为由在]|叫做?|位于|来自|(?:去|到|看|参观|前往|走访|调研|考察)(?:的是|了)?)(?=[一-鿿A-Za-z]{2})"
)
_MORE: Final = regex(r"[又还再另]|其他|别的|以外|之外")
_AIMED: Final = regex(
    r"到?(?:力争|预计|计划|争取|打算|将要?|要)(?:有|达到|做到)?了?|到(?=[^，]{2})"
)
_PARTICLES: Final = regex(r"[吗吧呢了的]+$")
_LISTED: Final = regex(r"[、；]|[一-鿿](?:和|以及|与)[一-鿿]")
_NOMINAL: Final = ("n", "j", "l", "i", "eng")


def theme(turn: tuple[str, str], subject: str, body: str) -> str:
    """What `body` is about after a turn whose topic is `subject`: that, or more than that.

    >>> theme(("贵安什么时候定下搞大数据的", "2013年。"), "贵安", "当初凭什么看上这一行")
    '贵安定下搞大数据'
    >>> theme(("贵安规划了多少机架？", "140万架。"), "贵安", "能直联哪些城市？")
    '贵安'
    """
    asked, times = turn[0], time_spans(body)
    if not (_MORE.search(body) or _at_another_time(asked, body)) and (name := identified(turn)):
        return name
    if not vague(subject) or content(body) or any(t.of(body)[0].isdigit() for t in times):
        return subject
    if found := object_of(asked):
        return found
    if len(interrogative_spans(asked)) != 1:
        return subject
    return statement(asked, dated=not times) or subject


def _at_another_time(asked: str, body: str) -> bool:
    """Whether both name a time, and not the same: 5月<组织了什么会>, 6月<听了什么汇报>."""
    before, times = ([s.of(text) for s in time_spans(text)] for text in (asked, body))
    return bool(before) and any(t[0].isdigit() and t not in asked for t in times)


def vague(subject: str) -> bool:
    """Whether a topic names nothing but a place: 贵安, 贵州全省.

    >>> vague("贵安"), vague("贵安超算")
    (True, False)
    """
    for place in sorted(place_spans(subject), reverse=True):
        subject = subject[: place.start] + subject[place.end :]
    return not subject.strip(_PLACE_WORDS)


def statement(asked: str, *, dated: bool = True) -> str:
    """The last question as a statement, without the particles of a question at its end.

    >>> statement("贵安到2027年要有多少数字创意企业？", dated=False)
    '贵安数字创意企业'
    """
    told = stripped(asked)
    for span in reversed(() if dated else time_spans(told)):
        told = replaced(told, span, "")
    told = told if dated else _AIMED.sub("", told)
    return _PARTICLES.sub("", told)


def object_of(asked: str) -> str:
    """The thing behind the question word, with the place before it; "" where none is named.

    >>> object_of("贵阳哪年出台健康医疗大数据条例"), object_of("贵安规划了多少机架？")
    ('贵阳健康医疗大数据条例', '')
    """
    questions = interrogative_spans(asked)
    if not questions:
        return ""
    taken = (*time_spans(asked), *place_spans(asked))
    for phrase in noun_phrases(asked, taken):
        described = (w for w in words(asked) if w.span.end == phrase.start and w.tag == "a")
        name = "".join(w.text for w in described) + phrase.of(asked)
        if phrase.start - questions[-1].end > NEXT - 1 and len(name) >= SHORTEST:
            place = next((p.of(asked) for p in place_spans(asked) if p.start == 0), "")
            return "" if relational(head_of(name)) else place + name
    return ""


def content(body: str) -> tuple[str, ...]:
    """The nouns by which a question says what it asks for: none in 凭什么看上这一行.

    >>> content("当初凭什么看上这一行"), content("能直联哪些城市？")
    ((), ('城市',))
    """
    polar = () if interrogative_spans(body) else asking_spans(body)
    taken = (*time_spans(body), *place_spans(body), *polar)
    return tuple(
        w.text
        for w in words(body)
        if w.tag.startswith(_NOMINAL)
        and len(w.text) > 1
        and w.text not in listed("empty")
        and w.text[0] not in "哪几多什谁何能会"
        and not any(span.overlaps(w.span) for span in taken)
    )


def identified(turn: tuple[str, str]) -> str:
    """The name that was answered to a question for what something described is called.

    >>> identified(("贵州第一个超算中心是哪个？", "贵安超算中心。"))
    '贵安超算中心'
    >>> identified(("白山云的董事长是谁？", "霍涛")), identified(("第一项是什么？", "加强攻关。"))
    ('', '')
    """
    asked, answer = turn
    if match := _IDENTITY.search(asked):
        described = asked[: match.start()]
        head = head_of(described.rstrip("的"))
        if head or is_proper(described) or not described:
            return ""
        if match[0].rstrip("?？。").endswith("谁"):
            return next(iter(bodies(answer)), "")
    elif _WHICH_WORK.search(asked) and len(works(answer)) == 1:
        return works(answer)[0]
    elif _WHICH_EVENT.search(asked):
        name = answered_name(answer)
        return name if name.endswith(_EVENTS) else ""
    elif not _WENT.match(asked):
        return ""
    return answered_name(answer)


def answered_name(answer: str) -> str:
    """The one name in an answer; "" for a list, a figure or a sentence without one.

    >>> answered_name("去了百鸟河数字小镇。"), answered_name("10月，中国电信贵州信息园率先动工。")
    ('百鸟河数字小镇', '中国电信贵州信息园')
    """
    for names in (works(answer), bodies(answer)):
        if len(names) == 1:
            return names[0]
        if names:
            return ""
    if _LISTED.search(answer):
        return ""
    if _is_name_alone(whole := _LEAD.sub("", answer.strip("。. "))):
        return whole
    named = [m[0] for m in NAMED.finditer(answer)]
    for clause in re.split(r"[，。；,;]", answer):
        name = _LEAD.sub("", clause.strip())
        if _is_venue(name):
            return name
        if venue := _venue_in(name):
            return venue
    return named[0] if len(named) == 1 else ""


def _is_name_alone(answer: str) -> bool:
    """Whether an answer is a noun phrase and nothing else: 桂山海上风电场."""
    found = words(answer)
    if not found:
        return False
    nouns = all(w.tag.startswith((*_NOMINAL, "a", "b", "f", "v", "z", "s")) for w in found)
    sized = SHORTEST <= len(answer) <= LONGEST_NAME and not time_spans(answer)
    figure = any(c.isdigit() for c in answer) or found[0].text in listed("change")
    return sized and nouns and not figure and found[-1].tag.startswith(_NOMINAL)


def _is_venue(name: str) -> bool:
    ends = name.endswith((*listed("head:venue"), *listed("brand")))
    return ends and SHORTEST <= len(name) <= LONGEST_NAME and not time_spans(name)


def _venue_in(clause: str) -> str:
    """The place a clause begins with, whatever is said of it: <中国电信贵州信息园>率先动工."""
    heads: Sequence[Span] = [Span(*m.span()) for m in regex(any_of("head:venue")).finditer(clause)]
    ends = [span.end for span in heads if span.end >= SHORTEST and is_name(clause[: span.end])]
    begun = [clause[:end] for end in ends if words(clause)[0].tag.startswith(_NOMINAL)]
    return begun[-1] if begun else ""
