"""One part of a question put in place of another: the time, the place, what is asked, the topic."""

from __future__ import annotations

from typing import Final

from rag.dialogue.frame import frame
from rag.dialogue.spans import inside, place_spans, time_spans
from rag.dialogue.vocabulary import any_of, relational
from rag.patterns import regex
from rag.places import find_places, related
from rag.types import Span

TAILS: Final = {
    "number": "是多少？",
    "person": "是谁？",
    "date": "是什么时候？",
    "place": "在哪里？",
    "other": "是什么？",
}
_JOINED = regex(r"\s*(?:[、,，和与及跟同到至]|以及|还有|-|—)*\s*")
_EACH = regex(r"分别|各自|各(?=是|有|为|达|占|多少)")
_NOW = regex(any_of("now"))
_NOT_YET = regex(  # 要达到多少 -> 达到多少 of what is so by now
    r"的?(?:目标值?|计划数?|预期)(?=[是为有])|(?:力争|预计|计划|争取|打算|将要?|要)(?:到(?=多)|(?=到|达到|突破|超过|做到|占|有))"
)
_SAID_AGAIN = regex(r"[这那该]一?[个家篇份部座款套项场条](?P<noun>[一-鿿]{2,4})")
_EVENTS = ("会", "展", "赛", "论坛", "节")
_PLANNED = regex(r"^(?:按|按照|根据)?[“\"]?十[一二三四]?五[”\"]?(?:规划|计划)[里中]?")
_DATED = regex(r"\d|年|季度|十[一二三四]?五")  # 现在 and 目前 go without saying
_YEAR = regex(r"(?:19|20)\d{2}年?")
_SCOPE = regex(r"全国|西部|东部|中部|全球|世界|西南|国内|全省|全市")
_UNIT = regex(r"(?<=几)[个家座条台项天年月次位名户种处部辆人]$")
_SORT = regex(r"农村|城镇|城市|乡镇|城乡|[国省市县区村]级|国家级")
_PER_HEAD = regex(r"[人户亩地]均")
_RANK = regex(r"排|名|第几|位[置次居]|水平")
_FRONT = regex(r"^(?:请问|想问一?下|那么|麻烦问一?下)?[，,\s]*")
_STATUS = regex(rf"的?{any_of('status')}(?=$|[是为有多定])")
_GREW = regex(r"(?:上?涨|增长?|增加)了$")  # 收入涨了(多少): of its growth
_COPULA = regex(
    r"(?:一共|总共|共)?(?:是|有|为|达到?|到了|占了?|叫|(?<!现)在|能|(?:要|将|想|能)(?:做到|达到|完成|实现)?)?\s*$"
)


def replaced(text: str, span: Span, by: str) -> str:
    """`text` with `by` in place of the span."""
    return text[: span.start] + by + text[span.end :]


def with_time(text: str, time: str) -> str:
    """The question for another time."""
    spans = frame(text).times
    if not spans and _NOW.fullmatch(time):
        return inserted(_NOT_YET.sub("", _PLANNED.sub("", text)), time)
    if not spans:
        return inserted(text, time)
    text, spans = _with_its_year(text, spans)
    span, many = _coordinated(text, spans[-1], spans)
    if _NOW.fullmatch(time):
        return _NOT_YET.sub("", _one(replaced(text, _with_until(text, span), time), many))
    return _one(replaced(text, span, time), many)


def _with_its_year(text: str, spans: tuple[Span, ...]) -> tuple[str, tuple[Span, ...]]:
    """A part of a year moved behind that: 2025年贵州5月<开会> -> 2025年5月贵州<开会>."""
    if len(spans) != 2 or not _YEAR.fullmatch(spans[0].of(text)) or spans[0].end == spans[1].start:
        return text, spans
    year, part = spans[0].of(text), spans[1].of(text)
    if _JOINED.fullmatch(text, spans[0].end, spans[1].start) or _YEAR.match(part):
        return text, spans
    text = replaced(replaced(text, spans[1], ""), spans[0], year + part)
    return text, frame(text).times


def _with_until(text: str, span: Span) -> Span:
    """The time with the 到 before it: <到2025年>."""
    return Span(span.start - (text[span.start - 1 : span.start] == "到"), span.end)


def with_scope(text: str, scope: str) -> str | None:
    """A question for a rank, among others: 在<全国>排第几, 西部呢; None for any other."""
    if not _RANK.search(text) or not _SCOPE.fullmatch(scope):
        return None
    old = _SCOPE.search(text)
    return replaced(text, Span(*old.span()), scope) if old else None


def with_sort(text: str, sort: str) -> str | None:
    """A question for one sort of the same: 农村<低保标准>, 人均<GDP>; None for other words."""
    asked = frame(text)
    if _PER_HEAD.fullmatch(sort):
        return inserted_at(text, asked.asked, sort)
    if not _SORT.fullmatch(sort):
        return None
    old = _SORT.search(text)
    return replaced(text, Span(*old.span()), sort) if old else inserted_at(text, asked.topic, sort)


def inserted_at(text: str, before: Span | None, words_in_front: str) -> str | None:
    return text[: before.start] + words_in_front + text[before.start :] if before else None


def with_place(text: str, place: str) -> str:
    """The question for another place; of 贵州省贵阳市 both words go, 贵阳和贵安 goes whole."""
    spans = frame(text).places
    if not spans:
        return inserted(text, place)
    new = [p.name for p in find_places(place)]
    span, many = _coordinated(text, spans[0], spans)
    within = [s for s in spans if span.covers(s)]
    if len(within) > 1 and not many and new and _contains(within[0].of(text), new[0]):
        span = Span(within[1].start, span.end)
    return _one(replaced(text, span, place), many)


def subject_of(text: str, *, dated: bool) -> str:
    """What a question speaks of, after its time where that is wanted."""
    asked = frame(text)
    topic = asked.topic.of(text) if asked.topic else ""
    if not dated:
        for span in reversed(time_spans(topic)):
            if not span.of(topic).isdigit():  # <2025>数博会 is its name
                topic = replaced(topic, span, "")
    times = [t.of(text) for t in asked.times if _DATED.search(t.of(text))] if dated else []
    time = times[-1] if times else _edition(text)
    return topic if time and time in topic else time + topic


def _edition(text: str) -> str:
    """The year right before an event, which tells which one is meant: <2025年>数博会."""
    asked = frame(text)
    if asked.topic is None or not asked.topic.of(text).endswith(_EVENTS):
        return ""
    return next((t.of(text) for t in asked.times if t.end == asked.topic.start), "")


def subject_with_place(text: str) -> str:
    """The topic with the place right before it; "" without a topic."""
    topic = frame(text).topic
    if topic is None:
        return ""
    before = (p.span.start for p in find_places(text) if p.span.end == topic.start)
    return text[next(before, topic.start) : topic.end]


def joined(subject: str, body: str) -> str:
    """A subject before what is said of it, what both say said once.

    >>> joined("贵安软件", "2025年软件企业有几家？")
    '贵安2025年软件企业有几家？'
    """
    named = _SAID_AGAIN.match(body)
    sizes = range(named.end() if named else 0, named.start("noun") + 1 if named else 0, -1)
    ends = (n for n in sizes if named and subject.endswith(body[named.start("noun") : n]))
    body = body[next(ends, 0) :]  # 大会侧记<这篇侧记>作者是谁
    said = body[next((s.end for s in time_spans(body) if s.start == 0), 0) :]
    sizes = range(min(len(subject), len(said)), 1, -1)
    twice = next((n for n in sizes if subject.endswith(said[:n])), 0)
    return subject[: len(subject) - twice] + body


def stripped(text: str, *, status: bool = True) -> str:
    """The question as a statement without its question words; `status`: 目标 and 实际 are kept."""
    out = text.rstrip("?？。 ")
    for span in reversed(frame(text).interrogatives):
        if span.end <= len(out):
            span = Span(span.start, span.end + bool(_UNIT.match(out, span.end)))
            out = replaced(out, span, "")
    out = _GREW.sub("增长", _EACH.sub("", _COPULA.sub("", out.strip())))
    return out if status else _STATUS.sub("", out)


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


def inserted(text: str, words_in_front: str) -> str:
    front = _FRONT.match(text)
    at = front.end() if front else 0
    return text[:at] + words_in_front + text[at:]


def without_attributes(text: str, span: Span) -> Span | None:
    """A noun phrase without the attributes at its end; None when nothing else is left."""
    found = inside(text, span)
    while found and relational(found[-1].text):
        found.pop()
    return Span(span.start, found[-1].span.end) if found else None


def without_place(text: str, span: Span) -> Span | None:
    """A topic without the places and times in front; None when it is nothing else."""
    start = span.start
    for place in sorted((*place_spans(text), *time_spans(text))):
        if place.start == start:
            start = place.end + (text[place.end : place.end + 1] == "的")
    return Span(start, span.end) if start < span.end else None
