"""Another noun in a question: an attribute of the same thing, or another thing."""

from __future__ import annotations

from rag.dialogue.frame import Frame, frame
from rag.dialogue.names import is_stranger
from rag.dialogue.spans import inside, place_spans
from rag.dialogue.substitute import TAILS, replaced, subject_of, without_attributes, without_place
from rag.dialogue.things import with_thing
from rag.dialogue.vocabulary import attribute_kind, head_of, listed, relational
from rag.patterns import regex
from rag.question import analyse
from rag.types import Span
from rag.words import words

_WHERE = regex(r"(?<=..)在[^的]{2,8}的")  # 腾讯<在贵安的>数据中心
_REACHED = ("实际", "实绩", "实际值", "实际情况", "现值")
_AIM = regex(  # 省里<计划让>甲业占到多少, but not the 行动计划
    r"(?<![动展项划略施期”》])(?:规划|计划|打算|力争|争取|想要?|希望|准备|预计)+(?![里中内上])(?:让|使)?"
    r"(?=[^，,？?]{1,20}[占到达])"
)
_LED_TO = regex(  # 把产值提高到多少
    r"[把将]([^，,？?]+?)(?:提高|提升|扩大|发展|增加|[做增涨提升])[到至](?=多少|几|多[大高])"
)
_SHARED = regex(  # 甲业到2025年要占GDP多少
    r"(?<!\d)(?![年底])[一-鿿]{2,8}?(?P<when>[到至]?(?:20)\d\d年底?)?(?:[要将想得能]|力争|计划)*占(?:到)?[^，。？?占]*?"
    r"(?:多少|几成|百分之几)"
)
_SELF = regex(r"(?:[那这]一?[块边头])$")
_SHARE = regex(r"(?P<what>[一-鿿]{2,3})占(?=[一-鿿A-Za-z])")


def with_noun(text: str, noun: str) -> str:
    """The question for another attribute or another thing, whichever the noun phrase names."""
    head = head_of(noun) or words(noun)[-1].text
    owner, _, own = noun.rpartition("的")
    attribute = relational(head) or head in listed("status")
    if owner and attribute and (found := _of_another_act(text, owner, own)):
        return found
    if found := _as_exact(text, noun):
        return found
    owned = bool(owner) and not relational(head_of(owner) or words(owner)[-1].text)
    if owned and attribute_kind(head) == "number" and (old := _SHARED.search(text)):
        other = _SELF.sub("", owner)
        if other and other not in text:  # 甲业要占GDP多少, 乙业的产值呢
            said = f"{other}的{own}{old['when'] or ''}是多少"
            return replaced(text, Span(*old.span()), said)
    if owner and own in text and (subject := frame(text).topic):
        thing = without_place(text, subject)
        if thing and thing.end <= text.index(own) and not place_spans(owner):
            return replaced(text, thing, owner)
    if attribute and owned:
        return with_attribute(with_thing(text, owner), own)
    return with_attribute(text, noun) if attribute else with_thing(text, noun)


def _as_exact(text: str, noun: str) -> str:
    """How exact another forecast is: 病株的预测准确率 -> 趋势的预测准确率; "" for other nouns."""
    if not (noun.endswith("准确率") and "准确率" in text):
        return ""
    topic = frame(text).topic
    system = topic.of(text) if topic and topic.of(text).endswith(listed("head:thing")) else ""
    return f"{system}{noun}{TAILS['number']}"


def _of_another_act(text: str, owner: str, own: str) -> str:
    """判断病株的准确率 -> 预测趋势的准确率: one act for another; "" where either is none."""
    topic = frame(text).topic
    at = text.rfind(own)
    act = words(text[topic.end : at]) if topic and topic.end < at else ()
    acts = len(act) > 1 and act[0].tag == "v" and words(owner)[0].tag.startswith("v")
    return f"{text[: topic.end]}{owner}的{text[at:]}" if topic and acts else ""


def with_owner(text: str, owner: str) -> str:
    """The question for another owner of what is asked about: 建行的, after 腾讯的数据中心."""
    topic = frame(text).topic
    thing = without_place(text, topic) if topic else None
    if thing and (at := _WHERE.search(thing.of(text))):
        thing = Span(thing.start, thing.start + at.start())
    return replaced(text, thing, owner) if thing else with_noun(text, owner)


def with_verb(text: str, verb: str) -> str | None:
    """The date of something else that happened to the same: 哪天开幕 -> 哪天闭幕; None for a noun.

    >>> with_verb("杭州亚运会哪天开幕？", "闭幕"), with_verb("杭州亚运会哪天开幕？", "金牌")
    ('杭州亚运会哪天闭幕？', None)
    """
    found, asked = words(verb), frame(text)
    acts = len(found) == 1 and found[0].tag == "v" and not relational(verb)
    if not acts or analyse(text).kind != "date" or is_stranger(verb):
        return None
    after = asked.interrogatives[-1].end if asked.interrogatives else 0
    old = [w.span for w in words(text) if w.tag == "v" and len(w.text) > 1]
    return replaced(text, old[-1], verb) if old and old[-1].start >= after else None


def with_attribute(text: str, attribute: str) -> str:
    """Another attribute of the same thing: 收入增长多少 -> 利润增长多少, 董事长是谁."""
    asked, head = frame(text), head_of(attribute) or words(attribute)[-1].text
    kind = attribute_kind(head) or "other"
    grown = attribute.endswith("增长") and bool(asked.asked and _relational(asked))
    rate = head in listed("rate") or grown
    if (rate or head in listed("status")) and not _compound(attribute):
        return _measured(asked, attribute)
    before = asked.asked and asked.asked.end <= asked.interrogatives[0].start
    share = _SHARE.search(text)  # 增加值<占GDP>: another 增加值 has its share too
    if share and "占" not in attribute and attribute.endswith(share["what"]):
        start = asked.asked.start if asked.asked and asked.asked.start < share.start() else 0
        return text[:start] + attribute + text[share.end("what") :] if start else text
    core, topic = asked.asked, asked.topic  # <云上鲲鹏>中标了多少合同 has no attribute to exchange
    whose = core and topic and topic.end == core.end and not asked.measure
    amount = kind == "number" and analyse(text).kind == "number"
    if amount and before and asked.asked and not whose and not _counts(asked):
        start = _compound_start(asked) if _compound(attribute) else _attribute_start(asked)
        end = asked.measure.end if asked.measure and rate else _behind_rate(asked, attribute)
        tail = text[end:] if _plain(asked) else TAILS[kind]
        aim = "的目标" if "目标" in text[start:end] and "目标" not in attribute else ""
        return text[:start] + attribute + aim + tail
    if kind == "other" and asked.measure and analyse(text).kind == "number":
        return with_thing(text, attribute)  # 标注师占比是多少，省外业务呢: the 占比 stays
    subject = subject_of(text, dated=kind == "number")
    if kind == "other" and head in listed("countable") and _counts_behind(asked):
        return replaced(text, asked.asked, attribute) if asked.asked else text
    several = kind == "other" and analyse(text).kind == "list"
    tail = "有哪些？" if several else TAILS[kind]
    return f"{subject}{'的' if subject else ''}{attribute}{tail}"


def _plain(asked: Frame) -> bool:
    """Whether a question for an amount names no unit that another one may lack: 多少<公里>."""
    count = asked.interrogatives[0]
    unit = count.of(asked.text).removeprefix("多少")
    return "多少" not in count.of(asked.text) or not unit or unit[0] in "万亿元"


def _relational(asked: Frame) -> bool:
    """Whether what is asked for is an amount by its noun: 产值, not 数据中心."""
    return bool(asked.asked and head_of(asked.asked.of(asked.text)))


def _behind_rate(asked: Frame, attribute: str) -> int:
    """Where what gives way to an attribute ends: 软件收入<的年均增速>目标; the 目标 stays."""
    end = asked.asked.end if asked.asked else 0
    tail = inside(asked.text, asked.measure) if asked.measure else []
    if tail and words(attribute)[-1].text in listed("status"):
        return tail[-1].span.end
    if asked.measure and asked.measure.of(asked.text).removeprefix("的") in listed("rate"):
        return asked.measure.end
    rates = [w for w in tail if w.text in listed("rate")]
    return rates[-1].span.end if rates else end


def _counts_behind(asked: Frame) -> bool:
    """Whether things are counted that stand behind the question word: 开发了多少个产品."""
    counted = analyse(asked.text).kind == "number"
    return counted and asked.asked is not None and asked.asked.start >= asked.interrogatives[0].end


def _counts(asked: Frame) -> bool:
    """Whether things are counted (数据中心有几个): their number has no attribute to exchange."""
    span, count = asked.asked, asked.interrogatives[0].of(asked.text)
    plain = count in ("多少", "几") or span is None
    return not plain and span is not None and not relational(inside(asked.text, span)[-1].text)


def _measured(asked: Frame, measure: str) -> str:
    """The rate or the status of what was asked: 收入 -> 收入的增速, 收入的目标 -> 收入的实际."""
    text = asked.text
    if measure in _REACHED and (plain := _LED_TO.sub(r"\1", _AIM.sub("", text))) != text:
        return _measured(frame(plain), measure)
    tail = TAILS["number" if analyse(text).kind == "number" else "other"]
    if asked.asked is None or asked.asked.end > asked.interrogatives[0].start:
        counted = asked.asked.of(text) if asked.asked else ""
        if attribute_kind(counted) != "number":  # of 完成了多少<产值> the 产值 is kept
            counted = ""
        return f"{subject_of(text, dated=True)}{counted}的{measure}{tail}"
    end = asked.asked.end
    if asked.measure and words(measure)[-1].text in listed("status"):
        kept = [w for w in inside(text, asked.measure) if w.text in listed("rate")]
        kept = [] if any(w.text in listed("rate") for w in words(measure)) else kept
        end = kept[-1].span.end if kept else end
    return f"{text[:end]}的{measure}{tail}"


def _compound(attribute: str) -> bool:
    """Whether an attribute names what it is one of as well: 软件企业数量."""
    rest = attribute.removesuffix(head_of(attribute)).strip("的")
    return not all(w.text in (*listed("rate"), *listed("status")) for w in words(rest))


def _compound_start(asked: Frame) -> int:
    """Where 平台经济收入 begins to take the place of 软件外包的规模: a named body keeps its own."""
    text, core, topic = asked.text, asked.asked, asked.topic
    start = core.start if core else 0
    if core is None or topic is None or without_attributes(text, core):
        return start
    thing = without_place(text, topic)
    if thing is None or thing.end > start or not thing.of(text).endswith(listed("field")):
        return start
    return thing.start


def _attribute_start(asked: Frame) -> int:
    """Where the attributes at the end of what is asked begin."""
    span = asked.asked
    if span and "占" in span.of(asked.text):
        return span.start  # 增加值占GDP gives way as a whole
    core = without_attributes(asked.text, span) if span else None
    return core.end if core else span.start if span else 0
