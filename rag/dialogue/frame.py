"""The parts of a question that a follow-up may replace: times, places, topic, what is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rag import asking
from rag.dialogue.vocabulary import any_of, class_of, listed
from rag.places import find_places
from rag.question import analyse
from rag.text import fold
from rag.times import Anchor, periods
from rag.types import Span
from rag.words import Word, words

_ANY_DAY = Anchor(date(2000, 6, 30), date(2000, 6, 30))  # only spans are read, never its days
_PLAN_NAME = re.compile(r"[”\"'’]?[^，。,的、]{0,12}(?:规划|计划|纲要)")
_WHOLE_REGION = re.compile(r"[全我本][省市县州区](?!长|委|属|级)")
_NAMED = re.compile(r"[“\"「『‘]([^”\"」』’]{2,30})[”\"」』’]|《[^》]{2,60}》")
_NOMINAL = ("n", "j", "l", "i", "g", "b", "s", "vn", "an", "eng", "z")


@dataclass(frozen=True, slots=True)
class Frame:
    """A question with the spans that a follow-up may put something else in place of.

    Attributes:
        times: periods named, relative ones included.
        places: places that are not part of a name, 全省 and the like included.
        asked: the noun phrase that is asked about, without times and places.
        topic: what the question speaks of: the noun phrase it begins with, names first.
        interrogatives: the question words, in order.
    """

    text: str
    times: tuple[Span, ...]
    places: tuple[Span, ...]
    asked: Span | None
    topic: Span | None
    interrogatives: tuple[Span, ...]


@lru_cache(maxsize=256)
def frame(text: str) -> Frame:
    """Take a stand-alone question apart. Pure; any string is accepted."""
    times, places = time_spans(text), place_spans(text)
    questions = interrogative_spans(text)
    taken = (*times, *places)
    asked = _asked(text, questions, taken)
    return Frame(text, times, places, asked, _topic(text, times, questions), questions)


def time_spans(text: str) -> tuple[Span, ...]:
    """Where times are named. The plan in 《"十四五"规划》 or “十四五”数字经济规划 is a name."""
    named = {p.span for p in (*periods(text, _ANY_DAY), *analyse(text).times)}
    kept = [s for s in named if not ("五" in s.of(text) and _PLAN_NAME.match(text, s.end))]
    return _outermost(kept)


def place_spans(text: str) -> tuple[Span, ...]:
    """Where places are named, those that only open the name of a body left out."""
    named = [p.span for p in find_places(text) if not p.part_of_name]
    named += [Span(*m.span()) for m in _WHOLE_REGION.finditer(fold(text))]
    return _outermost(named)


def interrogative_spans(text: str) -> tuple[Span, ...]:
    """Where the question words stand, the most telling pattern first where two overlap."""
    core, found = fold(text), []
    for _, pattern in asking.INTERROGATIVES:
        found += [Span(*m.span()) for m in pattern.finditer(core)]
        core = pattern.sub(lambda m: "\0" * len(m[0]), core)
    return tuple(sorted(found))


def nominal(word: Word) -> bool:
    """Whether a word may be part of a noun phrase."""
    return word.tag.startswith(_NOMINAL) or class_of("of:", word.text) is not None


def _outermost(spans: Sequence[Span]) -> tuple[Span, ...]:
    out: list[Span] = []
    for span in sorted(set(spans), key=lambda s: (s.start, -s.end)):
        if not out or span.start >= out[-1].end:
            out.append(span)
    return tuple(out)


def _asked(text: str, questions: Sequence[Span], taken: Sequence[Span]) -> Span | None:
    """The noun phrase right behind the first question word, else the last one before it."""
    if not questions:
        return None
    first = questions[0]
    runs = noun_phrases(text, taken)
    behind = [r for r in runs if 0 <= r.start - first.end <= 1]
    before = [r for r in runs if r.end <= first.start]
    return next(iter(behind or before[-1:]), None)


def noun_phrases(text: str, taken: Sequence[Span] = ()) -> tuple[Span, ...]:
    """Maximal runs of nominal words outside `taken`, predicates of change at their end cut off."""
    runs: list[list[Word]] = [[]]
    for word in words(text):
        if nominal(word) and not any(s.overlaps(word.span) for s in taken):
            runs[-1].append(word)
        else:
            runs.append([])
    out = []
    for run in runs:
        while run and run[-1].text in listed("change") and run[-1].tag == "v":
            run.pop()
        if run:
            out.append(Span(run[0].span.start, run[-1].span.end))
    return tuple(out)


def _topic(text: str, times: Sequence[Span], questions: Sequence[Span]) -> Span | None:
    """The noun phrase a question begins with: 云上鲲鹏, 贵安的华为云数据中心, 贵阳研发的预警系统.

    What stands in quotation marks before the question word is meant before all else.
    """
    end = questions[0].start if questions else len(text)
    if named := [m for m in _NAMED.finditer(text, 0, end) if m.end() <= end]:
        return Span(*named[0].span())
    found = [w for w in words(text) if w.span.end <= end]
    first = _phrase(text, found, times, _LEAD.match(text).end())  # type: ignore[union-attr]
    if first is None:
        return None
    if _only_places(text, first) and text[first.end : first.end + 1] == "的":
        owned = _phrase(text, found, times, first.end + 1)
        if owned and class_of("of:", _last(text, owned)) is None:
            return Span(first.start, owned.end)
    return first


def _phrase(text: str, found: Sequence[Word], times: Sequence[Span], start: int) -> Span | None:
    """The first run of words from `start` that may be one noun phrase, without final attributes."""
    run: list[Word] = []
    for word in found:
        if word.span.start < start:
            continue
        if _ends_phrase(word, run) or any(t.overlaps(word.span) for t in times):
            if run:
                break
            continue
        run.append(word)
    while len(run) > 1 and class_of("of:", run[-1].text):
        run.pop()
    return Span(run[0].span.start, run[-1].span.end) if run else None


def _ends_phrase(word: Word, run: Sequence[Word]) -> bool:
    if word.tag.startswith("v") and word.tag != "vn":
        return word.text in listed("copula") or bool(run and word.text not in listed("inner"))
    return word.tag in _FUNCTION


def _only_places(text: str, span: Span) -> bool:
    rest = span.of(text)
    for place in sorted(place_spans(rest), reverse=True):
        rest = rest[: place.start] + rest[place.end :]
    return not rest.strip()


def _last(text: str, span: Span) -> str:
    return [w for w in words(text) if span.covers(w.span)][-1].text


_FUNCTION = frozenset(
    ("uj", "ul", "uz", "ug", "ud", "uv", "u", "p", "d", "r", "c", "y", "x", "m", "t")
)
_LEAD = re.compile(
    r"(?:请问|想问一?下|(?:按照|根据|据|按)[^，,]{2,30}[，,]|截至[^，,]{2,12}[，,]|[，,\s])*"
)
OPENER = re.compile(rf"^(?:{any_of('opener')}|[，,、\s])+")
CLOSER = re.compile(rf"(?:{any_of('closer')}|[?？。！!，,\s])+$")
