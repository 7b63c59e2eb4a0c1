"""Fragments: 那2025年呢？ 贵阳呢？ 和上海比呢？ 利润呢？ What they name takes the place of its like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.dialogue.frame import CLOSER, OPENER, interrogative_spans, place_spans, time_spans
from rag.dialogue.substitute import (
    with_attribute,
    with_place,
    with_thing,
    with_time,
)
from rag.dialogue.vocabulary import class_of
from rag.types import Span
from rag.words import words

LONGEST = 24  # characters of what a fragment names

_COMPARED = re.compile(
    r"^(?:那么?|如果|要是)?(?:和|跟|与|同|比起|相比于?|对比|比)(?P<other>.{1,20}?)(?:相?比较?|对比|来比|比起来|相比较)?"
    r"(?:起来)?(?:呢|如何|怎么?样|(?:又|会)?(?:是|有)?多少|哪个[^，。]{1,6})?[?？。]*$"
)
_COMPARING = re.compile(r"比|对比")
_EDGES = "的之，,、和与 "


@dataclass(frozen=True, slots=True)
class Fragment:
    """A question without a predicate: the times and places it names, and what else."""

    time: str
    place: str
    rest: str
    tail: str | None


def fragment(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """The last question with what the fragment names put in; None for what is no fragment."""
    parts = _parsed(question)
    if parts is None:
        return None
    text = turns[-1][0]
    if parts.rest:
        relational = class_of("of:", words(parts.rest)[-1].text)
        if relational:
            text = with_attribute(text, parts.rest, parts.tail)
        else:
            text = with_thing(text, parts.rest)
    if parts.place:
        text = with_place(text, parts.place)
    if parts.time:
        text = with_time(text, parts.time)
    return text


def compared(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """和上海比呢？: the last question for both."""
    match = _COMPARED.match(question)
    if match is None or not _COMPARING.search(question):
        return None
    other, text = match["other"], turns[-1][0]
    for spans_of, put in ((place_spans, with_place), (time_spans, with_time)):
        new, old = spans_of(other), spans_of(text)
        if new and _only(other, new):
            both = f"{old[0].of(text)}和{new[0].of(other)}" if old else new[0].of(other)
            return _each(put(text, both))
    return None


def _each(text: str) -> str:
    """分别 before the question word, where both are asked for."""
    spans = interrogative_spans(text)
    if not spans or "分别" in text:
        return text
    at = spans[0].start
    while at > 0 and text[at - 1] in "是有为达":
        at -= 1
    return text[:at] + "分别" + text[at:]


def _parsed(question: str) -> Fragment | None:
    opener = OPENER.match(question)
    closer = CLOSER.search(question)
    start = opener.end() if opener else 0
    end = max(start, closer.start() if closer else len(question))
    body = question[start:end].strip(_EDGES)
    if not body or len(body) > LONGEST:
        return None
    marked = "呢" in question[end:] or opener is not None
    times, places = time_spans(body), place_spans(body)
    rest = _without(body, (*times, *places)).strip(_EDGES)
    if not _fits(rest, marked, bool(times or places)):
        return None
    tail = None
    return Fragment(_of(body, times), _of(body, places), rest, tail)


def _fits(rest: str, marked: bool, named: bool) -> bool:
    """Whether what is left besides times and places makes no sentence of it."""
    if not rest:
        return named
    found = [w for w in words(rest) if any(c.isalnum() for c in w.text)]
    if interrogative_spans(rest):
        return False
    relational = all(class_of("of:", w.text) or w.tag in ("uj", "r") for w in found)
    if relational:
        return marked or named
    verbs = [w for w in found if w.tag.startswith("v") and w.tag != "vn"]
    return marked and not verbs


def _without(text: str, spans: Sequence[Span]) -> str:
    for span in sorted(spans, reverse=True):
        text = text[: span.start] + " " + text[span.end :]
    return "".join(text.split())


def _of(text: str, spans: Sequence[Span]) -> str:
    return text[spans[0].start : spans[-1].end] if spans else ""


def _only(text: str, spans: Sequence[Span]) -> bool:
    return not _without(text, spans).strip(_EDGES)
