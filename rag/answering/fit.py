"""Whether a sentence speaks of what was asked: the time, the place, the subject, goal or result.

No list of words decides a refusal. What the question turns on must be covered by the sentence, by
what leads up to it, by its headings or its document's title and date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rag.answering.candidates import Window
from rag.answering.features import Idf, answer_spots, coverage
from rag.places import Place, find_places, related
from rag.question import Question
from rag.times import Anchor, Period, fits, periods
from rag.types import Document
from rag.words import Word

_TARGET = re.compile(
    r"力争|争取|目标|计划到|计划在|计划20|计划引|计划(?:建|新|投|实现|完成)|预计|预期|有望|拟|(?:将|要|达到并|努力)(?:达到?|突破|实现|超过|建成|形成|建设|打造|增长|"
    r"持续|新增|培育|引进|布局|力争)|到20\d\d年(?:底|末|，|,)?|到“?十[四五]五”?末|规划(?:到|建设|布局)|根据规划|按照计划"
)
_RESULT = re.compile(
    r"已(?:经|累计|达|有|建|成|完成|实现|突破|超)?|实现了?|完成|达到了|增长了|截至|目前|累计|同比|为止|突破了|获|建成|投用"
)
_DEFINITE = frozenset(("nr", "nrt", "nz", "nt", "nrfg", "eng", "g"))
_GENERIC = frozenset(("省", "市", "全省", "全市", "我国", "全国"))


@dataclass(frozen=True, slots=True)
class Fit:
    """What the sentence covers of what the question turns on; True also where nothing is asked."""

    time: bool
    place: bool
    subject: float  # share of the definite names covered, by weight
    asked: float  # share of the asked nouns covered
    words: float  # share of all content words covered, context included
    own_words: float  # the same, by the sentence alone
    typed: bool  # a value of the asked kind is there
    only_target: bool  # a goal where a result was asked
    when: date | None  # what time the sentence speaks of, for the newest-first rule

    @property
    def whole(self) -> bool:
        return self.time and self.place and not self.only_target


def fit(question: Question, window: Window, idf: Idf) -> Fit:
    """Hold the window against the question."""
    anchor = anchor_of(window.document)
    spoken = _times(window, anchor)
    text = window.candidate.text
    context = "\n".join((text, window.context, window.candidate.heading))
    names = definite(question)
    return Fit(
        time=_time_fits(question, window, spoken, anchor),
        place=_place_fits(question, window),
        subject=coverage(names, context, idf) if names else 1.0,
        asked=coverage(question.asked, context, idf) if question.asked else 1.0,
        words=coverage(question.words, context, idf) if question.words else 0.0,
        own_words=coverage(question.words, text, idf) if question.words else 0.0,
        typed=bool(answer_spots(question, text)) or question.kind not in
        ("number", "date", "person"),
        only_target=question.wanted == "actual" and is_target(text),
        when=_when(spoken, anchor),
    )  # fmt: skip


def definite(question: Question) -> tuple[Word, ...]:
    """Words of the question that name one particular thing: names, quotations, foreign words."""
    quoted = " ".join(question.quoted)
    return tuple(
        w for w in question.words
        if (w.tag in _DEFINITE or (len(w.text) > 1 and w.text in quoted)) and len(w.text) > 1
    )  # fmt: skip


def is_target(text: str) -> bool:
    """Whether the sentence states a goal and no result beside it."""
    return bool(_TARGET.search(text)) and not re.search(r"已经?(?:达|建|实现|完成|突破)|同比", text)


@lru_cache(maxsize=256)
def _latest_year(text: str) -> int | None:
    """Latest year an undated text speaks of in hindsight; None when it names none."""
    years = [p.first.year for p in periods(text) if not is_target(_around(text, p))]
    return max(years, default=None)


def _around(text: str, period: Period) -> str:
    return "".join(text[max(0, period.span.start - 6) : period.span.end + 12].split())


def anchor_of(document: Document) -> Anchor | None:
    """The document's present: its date, or for an undated one the latest year it looks back on."""
    if document.date:
        return Anchor.of(document.date)
    year = _latest_year(document.text)
    return Anchor.of(str(year)) if year else None


def _times(window: Window, anchor: Anchor | None) -> tuple[Period, ...]:
    """Times of the sentence, else of the nearest words before it, else of its headings."""
    own = periods(window.text, anchor)
    if own:
        return own
    start = window.document.text.rfind("\n", 0, window.span.start) + 1
    before = periods(window.document.text[start : window.span.start], anchor)
    if before:
        return before[-1:]
    path = "\n".join(window.document.heading_path_at(window.span.start))
    return periods(path, anchor)


def _time_fits(
    question: Question, window: Window, spoken: tuple[Period, ...], anchor: Anchor | None
) -> bool:
    asked = question.times
    if not asked and question.relative_time and anchor is not None:
        asked = tuple(p for p in periods(question.text, anchor) if not p.loose)
    if not asked:
        return True
    given = list(spoken)
    if not given:
        given += periods(window.document.title, anchor)
    if anchor is not None and window.document.date and not spoken:
        given.append(Period(anchor.first, anchor.last, window.span))
    return any(fits(a, g) for a in asked for g in given)


def _place_fits(question: Question, window: Window) -> bool:
    """Every asked place is named by the sentence, or, if it names none, by what is around it."""
    asked = [p for p in find_places(question.text) if p.name not in _GENERIC]
    if not asked:
        return True
    own = find_places(window.text)
    context = find_places("\n".join((window.context, window.candidate.heading)))
    return any(_named(a, own) or (not _rival(a, own) and _named(a, context)) for a in asked) and (
        not all(_rival(a, own) and not _named(a, own) for a in asked)
    )


def _named(asked: Place, given: tuple[Place, ...]) -> bool:
    return any(related(asked.name, g.name) == "same" for g in given)


def _rival(asked: Place, given: tuple[Place, ...]) -> bool:
    """Whether the sentence speaks of other places only."""
    plain = [g for g in given if not g.part_of_name]
    return bool(plain) and all(related(asked.name, g.name) in ("apart", "inside") for g in plain)


def _when(spoken: tuple[Period, ...], anchor: Anchor | None) -> date | None:
    past = [p.last for p in _hindsight(spoken, anchor)]
    if past:
        return max(past)
    return anchor.last if anchor is not None else None


def _hindsight(spoken: tuple[Period, ...], anchor: Anchor | None) -> Iterator[Period]:
    for period in spoken:
        if anchor is None or period.first <= anchor.last:
            yield period
