"""Whether a sentence speaks of what was asked: the time, the place, the subject, goal or result.

No list of words decides a refusal. What the question turns on must be covered by the sentence, by
what leads up to it, by its headings or its document's title and date.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rag.answering.candidates import Window
from rag.answering.features import TYPED, Idf, answer_spots, coverage, covered
from rag.places import find_places, related
from rag.question import Question
from rag.times import Anchor, Period, fits, periods
from rag.types import Document
from rag.words import Word

_GOAL = re.compile(
    r"力争|争取|目标|计划(?:到|在|20|引|建|新|投|实现|完成)|预计|预期|有望|拟(?!议)|根据规划|按照计划|规划(?:到|建设|布局)"
    r"|(?:将|努力)(?:达到?|突破|实现|超过|建成|形成|打造|增长|新增|培育|引进|布局|力争)"
    r"|不少于|不低于|至少|投产后|达产后|建成后|到20\d\d年(?:底|末)?|到“?十[四五]五”?末"
)
_REACHED = re.compile(r"已经?(?:达|建|实现|完成|突破|有)|同比|完成了?产值|截至目前")
YEAR = 366  # days; a longer period (a plan's term) is no time for what follows it
ANNOUNCEMENT = 40  # characters before a sentence that may say it is a goal
_NAMES = frozenset(("nr", "nrt", "nz", "nt", "nrfg", "eng", "g", "ns"))
_ANAPHOR = re.compile(r"该|其(?!中|他|余|它)|此|这[个项家一些]|上述|公司|企业|平台")
_WHOLE_YEAR = re.compile(r"全年|整年|whole year|full year|whole of")


@dataclass(frozen=True, slots=True)
class Fit:
    """What the sentence covers of what the question turns on; True or 1.0 where nothing is asked."""

    time: bool
    place: bool
    subject: float  # least covered of the definite names
    asked: (
        float  # share of the asked noun phrase covered by the sentence, the two before or a heading
    )
    own_asked: float  # the same, by the sentence alone
    words: float  # share of all content words covered, with what leads up to the sentence
    own_words: float  # the same, by the sentence alone
    phrase: float  # share of the longest run of content words that the text holds in one piece
    typed: bool  # a value of the asked kind and unit is there
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
    near = "\n".join((text, window.candidate.before, window.candidate.heading))
    wide = near + "\n" + window.context
    names = definite(question)
    asked = question.asked if question.kind in TYPED else ()
    typed = bool(answer_spots(question, text)) or question.kind not in ("number", "date", "person")
    return Fit(
        time=_time_fits(question, window, spoken, anchor),
        place=_place_fits(question, window),
        subject=min((covered(n.text, wide) for n in names), default=1.0),
        asked=coverage(asked, near, idf) if asked else 1.0,
        own_asked=coverage(asked, text, idf) if asked else 1.0,
        words=coverage(question.words, near, idf) if question.words else 0.0,
        own_words=coverage(question.words, text, idf) if question.words else 0.0,
        phrase=_phrase(question, near),
        typed=typed,
        only_target=question.wanted == "actual" and is_goal(_announced(window)),
        when=_when(spoken, anchor),
    )


def _phrase(question: Question, text: str) -> float:
    """Mean over the question's phrases of the share that stands in `text` in one piece."""
    shares = [_longest_part(p, text) / len(p) for p in phrases(question)]
    return sum(shares) / len(shares) if shares else 1.0


@lru_cache(maxsize=256)
def phrases(question: Question) -> tuple[str, ...]:
    """Runs of content words without a gap, of three characters and more: 出省带宽, 中心病株."""
    out: list[str] = []
    end = -1
    for word in question.words:
        if word.span.start == end and not word.text.isdigit():
            out[-1] += word.text
        else:
            out.append(word.text)
        end = word.span.end
    return tuple(p for p in out if len(p) > 2)


def _longest_part(phrase: str, text: str) -> int:
    """Length of the longest substring of `phrase` in `text`."""
    best = 0
    for start in range(len(phrase)):
        while start + best < len(phrase) and phrase[start : start + best + 1] in text:
            best += 1
    return best


@lru_cache(maxsize=256)
def definite(question: Question) -> tuple[Word, ...]:
    """Words of the question that name one particular thing: names, quotations, foreign words.

    Places of the gazetteer are left out: they have a rule of their own.
    """
    quoted = " ".join(question.quoted)
    return tuple(
        w for w in question.words
        if len(w.text) > 1 and (w.tag in _NAMES or w.text in quoted) and not find_places(w.text)
    )  # fmt: skip


@lru_cache(maxsize=4096)
def is_goal(text: str) -> bool:
    """Whether the sentence states a goal and no result beside it.

    >>> is_goal("到2025年,力争规模突破200亿元"), is_goal("规模已突破200亿元")
    (True, False)
    """
    return bool(_GOAL.search(text)) and not _REACHED.search(text)


def _announced(window: Window) -> str:
    """The sentence with the words that announce it: 工作方案确立了发展目标：…"""
    before = window.candidate.before[-ANNOUNCEMENT:]
    return (before if before.endswith((":", "：")) else "") + window.candidate.text


def anchor_of(document: Document) -> Anchor | None:
    """The document's present, None for an undated document."""
    return Anchor.of(document.date)


def _times(window: Window, anchor: Anchor | None) -> tuple[Period, ...]:
    """Times of the sentence, else of the nearest words before it, else of its headings."""
    own = periods(window.text, anchor)
    if own:
        return own
    before = [p for p in periods(_paragraph(window)[0], anchor) if p.days <= YEAR]
    if before:
        return (before[-1],)
    path = "\n".join(window.document.heading_path_at(window.span.start))
    return periods(path, anchor)


def _paragraph(window: Window) -> tuple[str, str]:
    """What the window's line says before and after it."""
    text, span = window.document.text, window.span
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    return text[start : span.start], text[span.end : end if end >= 0 else len(text)]


@lru_cache(maxsize=512)
def _asked_times(question: Question, anchor: Anchor | None) -> tuple[Period, ...]:
    if question.times or not question.relative_time or anchor is None:
        return question.times
    return tuple(p for p in periods(question.text, anchor) if not p.loose)


_LEANING = re.compile(r"今年|去年|上半年|下半年|目前|季度|当前|近日|(?<!\d)(?<!年)\d{1,2}\s*月")


def _time_fits(
    question: Question, window: Window, spoken: Sequence[Period], anchor: Anchor | None
) -> bool:
    """The sentence's time, or for want of one its document's, is the asked one.

    A sentence that says 今年 or 目前 in an undated document may speak of any year: it is not held
    against it when it says nothing else.
    """
    asked = _asked_times(question, anchor)
    if not asked:
        return True
    if anchor is None and _LEANING.search(window.text):
        latest = latest_year(window.document.text)
        present = [a for a in asked if latest is None or a.last.year >= latest]
        leaning = [
            p for a in present for p in periods(window.text, Anchor(a.first, a.last)) if not p.loose
        ]
        if present and not spoken and not leaning:
            return True
        spoken = (*spoken, *leaning)
    given = list(spoken) or list(periods(window.document.title, anchor))
    if anchor is not None and not spoken:
        given.append(Period(anchor.first, anchor.last, window.span))
    if _WHOLE_YEAR.search(question.text):
        given = [g for g in given if g.days > 360]
    return any(fits(a, g) for a in asked for g in given)


@lru_cache(maxsize=256)
def latest_year(text: str) -> int | None:
    """Latest year an undated text looks back on: it cannot have been written before. None: no year."""
    years = [
        p.first.year
        for p in periods(text)
        if not is_goal("".join(text[max(0, p.span.start - 6) : p.span.end + 12].split()))
    ]
    return max(years, default=None)


@lru_cache(maxsize=512)
def _asked_places(text: str) -> tuple[str, ...]:
    """The places asked about, without those that lie around another: 辽宁 in 辽宁省大连市."""
    found = [p.name for p in find_places(text) if p.name not in ("中国", "世界")]
    return tuple(
        dict.fromkeys(
            name for name in found if not any(related(name, other) == "inside" for other in found)
        )
    )


@lru_cache(maxsize=4096)
def _places(text: str) -> tuple[tuple[str, bool], ...]:
    return tuple(
        (p.name, p.part_of_name) for p in find_places(text) if p.name not in ("中国", "世界")
    )


@lru_cache(maxsize=256)
def home_of(document_text: str) -> frozenset[str]:
    """Places a document is mostly about: those it names at least half as often as any other."""
    counts = Counter(name for name, _ in _places(document_text))
    most = max(counts.values(), default=0)
    return frozenset(name for name, count in counts.items() if 2 * count >= most)


def _place_fits(question: Question, window: Window) -> bool:
    """Every asked place is the sentence's own, or, if it names none, that of what is around it."""
    own = _places(window.text)
    asked = _asked_places(question.text)
    missing = [a for a in asked if not _named(a, own)]
    if not missing:
        return True
    if any(covered(w, window.candidate.text) == 1.0 for w in _place_words(question, missing)):
        return True
    before, after = _paragraph(window)
    if _ANAPHOR.search(window.text) and all(_named(a, _places(before)) for a in missing):
        return True
    rivals = [n for n, part in own if not part and all(related(a, n) == "apart" for a in asked)]
    narrower = [n for n, part in own if all(related(a, n) == "inside" for a in asked)]
    if rivals or (narrower and question.kind in ("number", "person")) or len(missing) < len(asked):
        return len(missing) < len(asked) and not rivals
    around = _places("\n".join((before, after, window.context, window.candidate.heading)))
    home = home_of(window.document.text)
    return all(_named(a, around) or a in home for a in missing)


def _place_words(question: Question, names: Sequence[str]) -> list[str]:
    return [p.span.of(question.text) for p in find_places(question.text) if p.name in names]


def _named(asked: str, given: Sequence[tuple[str, bool]]) -> bool:
    return any(related(asked, name) == "same" for name, _ in given)


def _when(spoken: Sequence[Period], anchor: Anchor | None) -> date | None:
    past = [p.last for p in spoken if anchor is None or p.first <= anchor.last]
    if past:
        return max(past)
    return anchor.last if anchor is not None else None
