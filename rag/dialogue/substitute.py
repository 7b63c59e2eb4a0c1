"""One part of a question put in place of another: the time, the place, what is asked, the topic."""

from __future__ import annotations

import re
from typing import Final

from rag.dialogue.frame import Frame, frame
from rag.dialogue.names import is_name
from rag.dialogue.spans import NAMED, inside, place_spans, time_spans
from rag.dialogue.vocabulary import any_of, attribute_kind, head_of, listed, relational
from rag.places import find_places, related
from rag.question import analyse
from rag.types import Span
from rag.words import words

TAILS: Final = {
    "number": "是多少？",
    "person": "是谁？",
    "date": "是什么时候？",
    "place": "在哪里？",
    "other": "是什么？",
}
_JOINED = re.compile(r"\s*(?:[、,，和与及跟同到至]|以及|还有|-|—)*\s*")
_EACH = re.compile(r"分别|各自|各(?=是|有|为|达|占|多少)")
_YEAR = re.compile(r"(?:19|20)\d{2}\s*年?|今年|去年|本年")
_PART_ONLY = re.compile(
    r"[上下]半年|第?[一二三四]季度|前?[一二两三四五六七八九十\d]{1,2}个?月份?|全年|整年|年[初底末]"
)
_WHOLE_YEAR = re.compile(r"全年|整年")
_SHIFT = re.compile(
    r"(?:去年|上年|上一年|前一年)?同期|上一年|前一年"
    rf"|(?P<after>次年|第二年)(?P<part>{_PART_ONLY.pattern})?"
)
_NOW = re.compile(any_of("now"))
_NOT_YET = re.compile(  # 要达到多少 -> 达到多少 of what is so by now
    r"的?(?:目标值?|计划数?|预期)(?=[是为有])|(?:力争|预计|计划|争取|打算|将要?|要)(?=达到|突破|超过|做到|占|有)"
)
_OF_LEVEL = r"[一二三四五六七八九十百千万亿两\d]+"
_LEVEL = re.compile(_OF_LEVEL + r"(?P<unit>[^一二三四五六七八九十百千万亿两\d]{1,2})")  # 百亿级
_SIZE = re.compile(r"(?:(?:超|特)?[大中小微]型(?:及?以[上下])?(?:及|和|、|与)?)+")  # 大型和超大型
_DATED = re.compile(r"\d|年|季度|十[一二三四]?五")  # 现在 and 目前 go without saying
_FRONT = re.compile(r"^(?:请问|想问一?下|那么|麻烦问一?下)?[，,\s]*")
_STATUS = re.compile(rf"的?{any_of('status')}(?=$|[是为有多定])")
_COPULA = re.compile(r"(?:一共|总共|共)?(?:是|有|为|达到?|叫|在|能)?\s*$")


def replaced(text: str, span: Span, by: str) -> str:
    """`text` with `by` in place of the span."""
    return text[: span.start] + by + text[span.end :]


def with_time(text: str, time: str) -> str:
    """The question for another time; the year of a mere part (上半年) is that of the old time."""
    spans = frame(text).times
    if not spans:
        return _inserted(text, time)
    span, many = _coordinated(text, spans[-1], spans)
    if _NOW.fullmatch(time):
        return _NOT_YET.sub("", _one(replaced(text, _with_until(text, span), time), many))
    if shift := _SHIFT.fullmatch(time):
        time = _shifted(span.of(text), 1 if shift["after"] else -1) or time
        if shift["part"] and (year := _YEAR.match(time)):
            time = year.group() + _WHOLE_YEAR.sub("", shift["part"])
    elif _PART_ONLY.fullmatch(time) and (year := _YEAR.match(span.of(text))):
        time = year.group() + _WHOLE_YEAR.sub("", time)
    return _one(replaced(text, span, time), many)


def _with_until(text: str, span: Span) -> Span:
    """The time with the 到 before it: <到2025年>."""
    return Span(span.start - (text[span.start - 1 : span.start] == "到"), span.end)


def _shifted(time: str, years: int) -> str:
    """The same part of another year; "" when the time names none."""
    year = re.search(r"(?:19|20)\d{2}", time)
    return replaced(time, Span(*year.span()), str(int(year.group()) + years)) if year else ""


def with_place(text: str, place: str) -> str:
    """The question for another place; of 贵州省贵阳市 both words go, 贵阳和贵安 goes whole."""
    spans = frame(text).places
    if not spans:
        return _inserted(text, place)
    new = [p.name for p in find_places(place)]
    span, many = _coordinated(text, spans[0], spans)
    within = [s for s in spans if span.covers(s)]
    if len(within) > 1 and not many and new and _contains(within[0].of(text), new[0]):
        span = Span(within[1].start, span.end)
    return _one(replaced(text, span, place), many)


def with_noun(text: str, noun: str) -> str:
    """The question for another attribute or another thing, whichever the noun phrase names."""
    head = head_of(noun) or words(noun)[-1].text
    attribute = relational(head) or head in listed("status")
    return with_attribute(text, noun) if attribute else with_thing(text, noun)


def with_owner(text: str, owner: str) -> str:
    """The question for another owner of what is asked about: 建行的, after 腾讯的数据中心."""
    topic = frame(text).topic
    thing = _without_place(text, topic) if topic else None
    return replaced(text, thing, owner) if thing else with_noun(text, owner)


def with_attribute(text: str, attribute: str) -> str:
    """Another attribute of the same thing: 收入增长多少 -> 利润增长多少, 董事长是谁."""
    asked, head = frame(text), head_of(attribute) or words(attribute)[-1].text
    kind = attribute_kind(head) or "other"
    rate = head in listed("rate")
    if (rate or head in listed("status")) and not _compound(attribute):
        return _measured(asked, attribute)
    before = asked.asked and asked.asked.end <= asked.interrogatives[0].start
    core, topic = asked.asked, asked.topic  # <云上鲲鹏>中标了多少合同 has no attribute to exchange
    whose = core and topic and topic.end == core.end and not asked.measure
    if kind == "number" and before and asked.asked and not whose and not _counts(asked):
        start = _compound_start(asked) if _compound(attribute) else _attribute_start(asked)
        end = asked.measure.end if asked.measure and rate else _behind_rate(asked, attribute)
        aim = "的目标" if "目标" in text[start:end] and "目标" not in attribute else ""
        return text[:start] + attribute + aim + text[end:]
    if kind == "other" and asked.measure and analyse(text).kind == "number":
        return with_thing(text, attribute)  # 标注师占比是多少，省外业务呢: the 占比 stays
    subject = subject_of(text, dated=kind == "number")
    several = kind == "other" and analyse(text).kind == "list"
    tail = "有哪些？" if several else TAILS[kind]
    return f"{subject}{'的' if subject else ''}{attribute}{tail}"


def _behind_rate(asked: Frame, attribute: str) -> int:
    """Where what gives way to an attribute ends: 软件收入<的年均增速>目标; the 目标 stays."""
    end = asked.asked.end if asked.asked else 0
    tail = inside(asked.text, asked.measure) if asked.measure else []
    if tail and words(attribute)[-1].text in listed("status"):
        return tail[-1].span.end
    rates = [w for w in tail if w.text in listed("rate")]
    return rates[-1].span.end if rates else end


def _counts(asked: Frame) -> bool:
    """Whether things are counted (数据中心有几个): their number has no attribute to exchange."""
    span, count = asked.asked, asked.interrogatives[0].of(asked.text)
    plain = count in ("多少", "几") or span is None
    return not plain and span is not None and not relational(inside(asked.text, span)[-1].text)


def with_thing(text: str, thing: str) -> str:
    """Another thing in the place of the one most like it: a company for a company.

    Alike is what ends in the same character; else a name takes the topic's place, anything else
    that of what is asked about.
    """
    if (level := _LEVEL.fullmatch(thing)) and (old := re.search(_OF_LEVEL + level["unit"], text)):
        return replaced(text, Span(*old.span()), thing)
    if _SIZE.fullmatch(thing) and (old := _SIZE.search(text)):
        return replaced(text, Span(*old.span()), thing)
    asked = frame(text)
    core = _without_attributes(text, asked.asked) if asked.asked else None
    topic = _without_place(text, asked.topic) if asked.topic else None
    topic = _inner_name(asked) or topic
    named = is_name(thing) or (thing.endswith(listed("brand")) and thing not in listed("brand"))
    spans = [s for s in ((topic, core) if named else (core, topic)) if s]
    if not spans:
        return with_place(text, thing) if asked.places else _inserted(text, thing)
    alike = [s for s in spans if s.of(text).rstrip("》”")[-1:] == thing[-1]]
    return replaced(text, _whole_name(text, (alike or spans)[0]), thing)


def _inner_name(asked: Frame) -> Span | None:
    """The last of several quoted names: “一体两翼”中<“一体”>指什么."""
    end = asked.interrogatives[0].start if asked.interrogatives else len(asked.text)
    names = [Span(*m.span()) for m in NAMED.finditer(asked.text, 0, end)]
    return names[-1] if len(names) > 1 else None


def _whole_name(text: str, span: Span) -> Span:
    """The span, widened to the title or quotation it is part of."""
    around = (Span(*m.span()) for m in NAMED.finditer(text))
    return next((name for name in around if name.covers(span)), span)


def subject_of(text: str, *, dated: bool) -> str:
    """What a question speaks of, after its time where that is wanted."""
    asked = frame(text)
    topic = asked.topic.of(text) if asked.topic else ""
    if not dated:
        for span in reversed(time_spans(topic)):
            topic = replaced(topic, span, "")
    times = [t.of(text) for t in asked.times if _DATED.search(t.of(text))] if dated else []
    time = times[-1] if times else ""
    return topic if time and time in topic else time + topic


def stripped(text: str, *, status: bool = True) -> str:
    """The question as a statement without its question words; `status`: 目标 and 实际 are kept."""
    out = text.rstrip("?？。 ")
    for span in reversed(frame(text).interrogatives):
        if span.end <= len(out):
            out = replaced(out, span, "")
    out = _EACH.sub("", _COPULA.sub("", out.strip()))
    return out if status else _STATUS.sub("", out)


def _measured(asked: Frame, measure: str) -> str:
    """The rate or the status of what was asked: 收入 -> 收入的增速, 收入的目标 -> 收入的实际."""
    text = asked.text
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
    if core is None or topic is None or _without_attributes(text, core):
        return start
    thing = _without_place(text, topic)
    if thing is None or thing.end > start or not thing.of(text).endswith(listed("field")):
        return start
    return thing.start


def _attribute_start(asked: Frame) -> int:
    """Where the attributes at the end of what is asked begin."""
    span = asked.asked
    if span and "占" in span.of(asked.text):
        return span.start  # 增加值占GDP gives way as a whole
    core = _without_attributes(asked.text, span) if span else None
    return core.end if core else span.start if span else 0


def _without_attributes(text: str, span: Span) -> Span | None:
    """A noun phrase without the attributes at its end; None when nothing else is left."""
    found = inside(text, span)
    while found and relational(found[-1].text):
        found.pop()
    return Span(span.start, found[-1].span.end) if found else None


def _without_place(text: str, span: Span) -> Span | None:
    """A topic without the places and times in front; None when it is nothing else."""
    start = span.start
    for place in sorted((*place_spans(text), *time_spans(text))):
        if place.start == start:
            start = place.end + (text[place.end : place.end + 1] == "的")
    return Span(start, span.end) if start < span.end else None


def _coordinated(text: str, span: Span, spans: tuple[Span, ...]) -> tuple[Span, bool]:
    """The span with its neighbours joined by 和 or nothing, and whether there was a conjunction."""
    start, end, many = span.start, span.end, False
    for other in reversed([s for s in spans if s.end <= start]):
        if not _JOINED.fullmatch(text, other.end, start):
            break
        many |= other.end < start
        start = other.start
    for other in [s for s in spans if s.start >= end]:
        if not _JOINED.fullmatch(text, end, other.start):
            break
        many |= end < other.start
        end = other.end
    return Span(start, end), many


def _one(text: str, many: bool) -> str:
    return _EACH.sub("", text) if many else text


def _contains(outer: str, inner: str) -> bool:
    found = find_places(outer)
    return bool(found) and related(found[0].name, inner) == "inside"


def _inserted(text: str, words_in_front: str) -> str:
    front = _FRONT.match(text)
    at = front.end() if front else 0
    return text[:at] + words_in_front + text[at:]
