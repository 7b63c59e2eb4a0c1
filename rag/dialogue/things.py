"""Another thing in the place of the one most like it: a firm for a firm, a grade for a grade."""

from __future__ import annotations

import re

from rag.dialogue.frame import Frame, frame
from rag.dialogue.names import is_name, is_stranger
from rag.dialogue.spans import NAMED, inside
from rag.dialogue.substitute import (
    TAILS,
    inserted,
    replaced,
    subject_of,
    with_place,
    without_attributes,
    without_place,
)
from rag.dialogue.vocabulary import listed
from rag.patterns import regex
from rag.places import find_places
from rag.question import analyse
from rag.types import Span
from rag.words import words

BEFORE_NOUN = 4  # characters between a grade and what it is of: 大型<及以上的>数据中心

_OF_LEVEL = r"[一二三四五六七八九十百千万亿两\d]+"
_LEVEL = regex(  # 百亿级, but not 2023年
    _OF_LEVEL + r"(?P<unit>[^一二三四五六七八九十百千万亿两那这的年月日季度\d]{1,2})"
)
_NUMBERED = regex(r"第(?:[一二三四五六七八九十]+|\d+)(?P<unit>[^一二三四五六七八九十\d]?)")
_CLASS = regex(r"[甲乙丙丁戊]类")
_SIZE = regex(r"(?:(?:超|特)?[大中小微]型(?:及?以[上下])?(?:及|和|、|与|加|或)?)+")  # 大型和超大型


def with_thing(text: str, thing: str) -> str:
    """The question for another thing.

    Alike is what ends in the same character, or names a field too; else a name takes the topic's
    place, anything else that of what is asked about.

    >>> with_thing("贵州有多少家百亿级企业？", "十亿级"), with_thing("有多少数据中心？", "超大型")
    ('贵州有多少家十亿级企业？', '有多少超大型数据中心？')
    >>> with_thing("白山云的董事长是谁？", "满帮集团")
    '满帮集团的董事长是谁？'
    """
    if (graded := _graded(text, thing)) is not None:
        return graded
    part = thing.strip('“”"')
    names = [m[0] for m in NAMED.finditer(text)]
    if len(names) == 1 and part != thing and part in names[0] != thing:
        return f"{names[0]}的{thing}{TAILS['other']}"
    asked = frame(text)
    spans = _exchangeable(asked, thing)
    if not spans:
        return with_place(text, thing) if asked.places else inserted(text, thing)
    if len(spans) == 1 and _amount_lost(asked, spans[0], thing):
        return f"{subject_of(text, dated=False)}的{thing}{TAILS['number']}"
    if _of_the_topic(asked, thing):
        return f"{subject_of(text, dated=False)}的{thing}{TAILS['other']}"
    fields = listed("field") if thing.endswith(listed("field")) else ()
    alike = [s for s in spans if s.of(text).rstrip("》”")[-1:] == thing[-1]]
    alike = alike or [s for s in spans if s.of(text).endswith(fields)]
    return replaced(text, _whole_name(text, (alike or spans)[0]), thing)


def _amount_lost(asked: Frame, topic: Span, thing: str) -> bool:
    """Whether a thing has only the topic's place to take, which is a name: 系统, 挽回损失呢."""
    common = all(w.tag[0] in "nlv" and len(w.text) > 1 for w in words(thing))
    amount = analyse(asked.text).kind == "number" and asked.asked is not None
    heads = (*listed("head:thing"), *listed("head:body"), *listed("brand"))
    of_kind = topic.of(asked.text).endswith(heads) and not thing.endswith(heads)
    return amount and common and of_kind and not thing.endswith(listed("field"))


def _graded(text: str, thing: str) -> str | None:
    """Another grade or number of the same: 十亿级 for 百亿级, 第三步 for 第一步."""
    for kind in _grades_like(thing):
        if old := kind.search(text):
            return replaced(text, Span(*old.span()), thing)
    asked = frame(text)
    counted = asked.asked
    behind = counted and counted.start >= asked.interrogatives[0].end
    if counted and behind and _SIZE.fullmatch(thing):
        return text[: counted.start] + thing + text[counted.start :]
    new = _NUMBERED.fullmatch(thing)
    same = [m for m in _NUMBERED.finditer(text) if new and m["unit"] == new["unit"]]
    return replaced(text, Span(*same[0].span()), thing) if same else None


def _exchangeable(asked: Frame, thing: str) -> list[Span]:
    """What a thing may take the place of, the likeliest first."""
    text = asked.text
    core = without_attributes(text, asked.asked) if asked.asked else None
    topic = without_place(text, asked.topic) if asked.topic else None
    if asked.topic and (find_places(thing) or _institutions(asked.topic.of(text), thing)):
        topic = asked.topic
    topic = _inner_name(asked) or _without_verb(text, topic, thing)
    if core and topic and core.overlaps(topic):
        core = topic
    odd = len(words(thing)) == 1 and words(thing)[0].tag.startswith("v")  # 满帮
    brand = thing.endswith(listed("brand")) and thing not in listed("brand")
    order = (topic, core) if odd or brand or is_name(thing) else (core, topic)
    return [span for span in order if span]


def _without_verb(text: str, topic: Span | None, thing: str) -> Span | None:
    """The topic without the verb at its end, beside one common noun: <个人>缴费比例, 单位呢."""
    found = inside(text, topic) if topic else []
    verb = len(found) > 1 and found[-1].tag == "v" and found[-1].text not in listed("inner")
    if topic is None or not verb or len(words(thing)) > 1 or is_name(thing):
        return topic
    return Span(topic.start, found[-1].span.start)


def _of_the_topic(asked: Frame, thing: str) -> bool:
    """Whether a thing is one of what was asked about: 大会由谁主办，三步走呢."""
    topic = asked.topic.of(asked.text) if asked.topic else ""
    if analyse(asked.text).kind not in ("person", "date", "place", "organisation"):
        return False
    kinds = ("head:event", "head:work", "head:venue", "head:body", "brand", "field", "head:thing")
    own = tuple(word for kind in kinds for word in listed(kind))
    named = is_name(topic) or topic.endswith(own)
    odd = any(len(w.text) == 1 or w.tag[0] not in "nlj" for w in words(thing))  # 满帮, 云上鲲鹏
    odd = odd or bool(find_places(thing))
    odd = odd or is_stranger(thing)
    alike = is_name(thing) or odd or thing.endswith(own) or thing[-1:] == topic[-1:]
    return named and not alike


def _institutions(topic: str, thing: str) -> bool:
    """Whether both are bodies whose place is part of the name: 马场镇卫生院, 尚义路小学."""
    ends = tuple(w for w in listed("head:venue") if w not in ("中心", "新区"))
    return topic.endswith((*ends, "院")) and thing.endswith((*ends, "院"))


def _grades_like(grade: str) -> tuple[re.Pattern[str], ...]:
    """What finds grades of the same sort: other levels for 百亿级, sizes for 大型."""
    level = _LEVEL.fullmatch(grade)
    kinds = (regex(_OF_LEVEL + re.escape(level["unit"])),) if level else (_SIZE, _CLASS)
    return tuple(kind for kind in kinds if kind.fullmatch(grade))


def is_grade(text: str) -> bool:
    """Whether a text names one grade of a thing, and no thing: 十亿级, 超大型, 乙类."""
    text = text.removesuffix("的")
    return any(p.fullmatch(text) for p in (_LEVEL, _SIZE, _CLASS))


def has_grade(text: str, grade: str) -> bool:
    """Whether a text asks for another grade of a thing: 大型 beside 超大型, 百亿级 for 十亿级."""
    grade = grade.removesuffix("的")
    asked = frame(text).asked
    found = (m for kind in _grades_like(grade) for m in kind.finditer(text))
    return asked is not None and any(0 <= asked.start - m.end() <= BEFORE_NOUN for m in found)


def grade_in(text: str) -> str:
    """The first size that a question names: 超大型; "" without one."""
    match = _SIZE.search(text)
    return match[0] if match else ""


def _inner_name(asked: Frame) -> Span | None:
    """The last of several quoted names: “一体两翼”中<“一体”>指什么."""
    end = asked.interrogatives[0].start if asked.interrogatives else len(asked.text)
    names = [Span(*m.span()) for m in NAMED.finditer(asked.text, 0, end)]
    return names[-1] if len(names) > 1 else None


def _whole_name(text: str, span: Span) -> Span:
    """The span, widened to the title or quotation it is part of."""
    around = (Span(*m.span()) for m in NAMED.finditer(text))
    return next((name for name in around if name.covers(span)), span)
