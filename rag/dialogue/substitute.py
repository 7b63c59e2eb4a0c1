"""One part of a question put in place of another: the time, the place, what is asked, the topic."""

from __future__ import annotations

import re
from typing import Final

from rag.dialogue.frame import Frame, frame, noun_phrases, place_spans
from rag.dialogue.vocabulary import class_of, listed
from rag.places import find_places, related
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
_YEAR = re.compile(r"(?:19|20)\d{2}\s*年?")
_PART_ONLY = re.compile(r"[上下]半年|第?[一二三四]季度|前?[一二两三四五六七八九十\d]{1,2}个?月份?")
_FRONT = re.compile(r"^(?:请问|想问一?下|那么|麻烦问一?下)?[，,\s]*")


def replaced(text: str, span: Span, by: str) -> str:
    """`text` with `by` in place of the span."""
    return text[: span.start] + by + text[span.end :]


def with_time(text: str, time: str) -> str:
    """The question for another time; the year of a mere part (上半年) is that of the old time."""
    spans = frame(text).times
    if not spans:
        return _inserted(text, time)
    span, many = _coordinated(text, spans[-1], spans)
    old = span.of(text)
    if _PART_ONLY.fullmatch(time) and (year := _YEAR.match(old)):
        time = year.group() + time
    return _one(replaced(text, span, time), many)


def with_place(text: str, place: str) -> str:
    """The question for another place; of 贵州省贵阳市 both words go, 贵阳和贵安 goes whole."""
    spans = frame(text).places
    if not spans:
        return _inserted(text, place)
    new = [p.name for p in find_places(place)]
    span, many = _coordinated(text, spans[0], spans)
    inner = [s for s in spans if span.covers(s)]
    if len(inner) > 1 and not many and new and _contains(inner[0].of(text), new[0]):
        span = Span(inner[1].start, span.end)
    return _one(replaced(text, span, place), many)


def with_attribute(text: str, attribute: str, tail: str | None = None) -> str:
    """Another attribute of the same thing: 收入增长多少 -> 利润增长多少, 董事长是谁."""
    asked = frame(text)
    head = words(attribute)[-1].text
    kind = class_of("of:", head) or "other"
    if tail is None and kind == "number" and asked.asked and _before(asked):
        return _in_place(asked, asked.asked, attribute, head)
    subject = subject_of(text, dated=kind == "number")
    return f"{subject}{'的' if subject else ''}{attribute}{tail or TAILS[kind]}"


def with_thing(text: str, thing: str) -> str:
    """Another thing in the place of the one most like it: a company for a company."""
    asked = frame(text)
    runs = list(noun_phrases(text, (*asked.times, *asked.places)))
    runs += [asked.topic] if asked.topic else []
    parts = [_thing_in(text, run) for run in runs]
    alike = [s for s in parts if s.of(text)[-1] == thing[-1]]
    span = next(iter(alike), asked.topic)
    return replaced(text, span, thing) if span else _inserted(text, thing)


def subject_of(text: str, *, dated: bool) -> str:
    """What a question speaks of, after its time where that is wanted."""
    asked = frame(text)
    topic = asked.topic.of(text) if asked.topic else ""
    time = asked.times[-1].of(text) if asked.times and dated else ""
    return time + topic


def stripped(text: str) -> str:
    """The question without its question words and final mark."""
    out = text.rstrip("?？。 ")
    for span in reversed(frame(text).interrogatives):
        if span.end <= len(out):
            out = replaced(out, span, "")
    out = re.sub(r"(?:一共|总共|共)?(?:是|有|为|达到?|叫|在)\s*$", "", out.strip())
    return _EACH.sub("", out)


def _before(asked: Frame) -> bool:
    first = asked.interrogatives[0]
    return asked.asked is not None and asked.asked.end <= first.start


def _in_place(asked: Frame, span: Span, attribute: str, head: str) -> str:
    """The attributes a noun phrase ends in give way; a rate is one of the amount before it."""
    text, inside = asked.text, [w for w in words(asked.text) if span.covers(w.span)]
    rate, start = head in listed("rate"), span.end
    while inside and class_of("of:", inside[-1].text):
        word = inside.pop()
        if rate and word.text not in listed("rate"):
            break
        start = word.span.start
    if any(class_of("of:", w.text) is None for w in words(attribute) if w.tag != "uj"):
        start = span.start
    rest = TAILS["number"] if rate else text[span.end :]
    return text[:start] + attribute + rest


def _thing_in(text: str, span: Span) -> Span:
    """A noun phrase without the attributes at its end."""
    inside = [w for w in words(text) if span.covers(w.span)]
    while len(inside) > 1 and class_of("of:", inside[-1].text):
        inside.pop()
    return Span(span.start, inside[-1].span.end) if inside else span


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


def placed(text: str) -> bool:
    """Whether a question names a place."""
    return bool(place_spans(text))
