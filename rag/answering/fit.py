"""Whether a sentence speaks of what was asked: the time, the place, the subject, goal or result.

No list of words decides a refusal. What the question turns on must be covered by the sentence, by
what leads up to it, by its headings or its document's title and date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from rag.answering.act_fit import act_fits
from rag.answering.body_fit import body_fits, is_shared
from rag.answering.candidates import Window, above, line_around
from rag.answering.contrast_fit import contrast_fits
from rag.answering.coverage import Idf, coverage, word_covered
from rag.answering.drawback_fit import drawbacks_fit
from rag.answering.goals import is_goal, is_planned
from rag.answering.label_fit import entry_fits, label_fits
from rag.answering.noun_fit import noun_met
from rag.answering.office_fit import office_fits
from rag.answering.owner_fit import owner_fits
from rag.answering.place_fit import place_fits
from rag.answering.rank_fit import lacks_rank, lacks_utmost
from rag.answering.rival_fit import rival_fits
from rag.answering.shapes import TYPED, answer_spots
from rag.answering.time_fit import spoken_times, spoken_until, time_fits
from rag.answering.title_fit import title_fits
from rag.bodies import bodies
from rag.brackets import without_brackets
from rag.lexicon import is_term, variants
from rag.patterns import regex
from rag.places import find_places
from rag.question import VALUES, Question
from rag.text import squeeze
from rag.times import Anchor
from rag.types import Span
from rag.words import PERSON_TAGS, PROPER_TAGS, Word, in_dictionary, is_common

ANNOUNCEMENT = 40  # characters before a sentence that may say it is a goal
SHORTEST_NAME = 2
SHORTEST_PHRASE = 3  # characters
IN_PARAGRAPH = 0.7  # what a name counts that stands in the paragraph, farther off

_KINDS_IN_LATIN = frozenset(("app", "apps"))  # said behind a name, as 平台 is
# 多少标注师, unlike 多少比例 and what has a unit of its own.
_LABELLED = regex(r"[（(](?P<unit>[^（()）\d]{1,8})[）)][^\n]*[：:]\s*\d[\d,.]*(?=[；;\n]|$)")
_COUNTS = regex(r"多少(?!比例|比重|百分|份额|成|个?点)[\u4e00-\u9fff]{2}")
# 报道没有逐一列出: a sentence that says that something is not told tells nothing of it.
_UNTOLD = regex(
    r"(?:报道|材料|原文|原件|文件|资料|来源|公告)[^,。;]{0,12}(?:没有|没|未)[^,。;]{0,3}"
    r"(?:列出|写明|公布|披露|说明|给出|交代|载明|注明|提供|提到)"
)

# Of a place the gazetteer lacks, which only what it is called tells of.
_FAR_PLACE = regex(r"[\u4e00-\u9fff]{2,6}(?:区|县|市|镇|乡|自治州)")
_LEAVES_OUT = r"(?:不含|不包括|不包含|不计|剔除|扣除)"
_LEFT_OUT = regex(rf"\({_LEAVES_OUT}[^()]{{2,16}}\)")
_CALENDAR = frozenset("年月日天")
_CLAUSE_ENDS = regex(r"[,。;]")
_NAME_TAGS = PROPER_TAGS | {"eng", "g", "ns"}


@dataclass(frozen=True, slots=True)
class Fit:
    """What the sentence covers of what the question turns on; True or 1.0 if nothing is asked.

    Attributes:
        time, place, body: whether they are the asked ones; body is the company spoken of.
        named: whether something of every name asked about is met, here or in what leads up to it.
        contrast: whether it names what is asked, not only what that is told apart from.
        told: whether it tells anything but that the source does not tell, and of the act or the
            drawbacks asked about.
        subject: coverage of the least covered of the question's definite names.
        own_asked: coverage of the asked noun phrase by the sentence alone.
        asked_met: whether a word of what is asked about, places aside, stands in the sentence, in
            what leads up to it or above it.
        words, own_words: coverage of all content words, with and without what leads up to the
            sentence (the two before it, its headings).
        phrase: mean share of the question's phrases that the text holds in one piece.
        subject_phrase: that share of the first phrase, which mostly names the subject.
        typed: whether a value of the asked kind and unit is there, or the utmost of several.
        unmeasured: whether a number in a unit, a rank or the utmost of several is asked for, and
            none is there.
        only_target: whether it states a goal where a result was asked.
        when: the last day it looks back on, for the newest-first rule.
    """

    time: bool
    place: bool
    body: bool
    named: bool
    contrast: bool
    told: bool
    subject: float
    own_asked: float
    asked_met: bool
    words: float
    own_words: float
    phrase: float
    subject_phrase: float
    typed: bool
    unmeasured: bool
    only_target: bool
    when: date | None

    @property
    def whole(self) -> bool:
        """Whether nothing forbids it as an answer."""
        subject = self.body and self.named and self.contrast and self.told
        return self.time and self.place and subject and not self.only_target


def fit(question: Question, window: Window, idf: Idf) -> Fit:
    """Hold the window against the question."""
    anchor = Anchor.of(window.document.date)
    spoken = spoken_times(window, anchor)
    text = window.candidate.text
    near = "\n".join((text, window.candidate.before, window.candidate.heading))
    wide = near + "\n" + window.context
    asked = question.asked if question.kind in TYPED else ()
    unsaid = lacks_utmost(question, text)
    typed = not unsaid and (question.kind not in VALUES or _is_typed(question, text))
    units = question.units  # a table's header may name them: 增加值（亿元）：246.0
    return Fit(
        time=time_fits(question, window, spoken, anchor),
        place=place_fits(question, window),
        body=body_fits(question.bodies, window, people(question))
        and not _of_several(question, window),
        named=owner_fits(question, window.document)
        and rival_fits(question, text, near)
        and all(
            _is_named(n, question, window, wide) for n in (*proper(question), *acronyms(question))
        ),
        contrast=contrast_fits(question, window)
        and title_fits(question, text, _around(window))
        and label_fits(question, window)
        and entry_fits(question, text, wide)
        and office_fits(question, text)
        and not _left_out(question, text),
        told=act_fits(question, near)
        and drawbacks_fit(question, wide)
        and (question.kind in VALUES or not _UNTOLD.search(without_brackets(text))),
        subject=_subject_met(question, window, wide),
        own_asked=coverage(asked, text, idf, empty=1.0),
        asked_met=_asked_met(question, near),
        words=coverage(question.words, near, idf),
        own_words=coverage(question.words, text, idf),
        subject_phrase=_share_in(phrases(question)[:1], near),
        phrase=_share_in(phrases(question), near),
        typed=typed,
        unmeasured=unsaid
        or (
            question.kind == "number"
            and (lacks_rank(question, text) or not (typed or _names_unit(units, near)))
        ),
        only_target=question.wanted == "actual"
        and (_is_goal(question, window) or any(is_planned(w.text, text) for w in asked)),
        when=spoken_until(spoken, anchor),
    )


def _subject_met(question: Question, window: Window, wide: str) -> float:
    """Coverage of the least covered definite name; what only its paragraph names counts less."""

    def met(name: Word) -> float:
        return max(word_covered(name, wide), IN_PARAGRAPH * word_covered(name, _around(window)))

    return min(map(met, definite(question)), default=1.0)


@lru_cache(maxsize=256)
def definite(question: Question) -> tuple[Word, ...]:
    """Words of the question that name one particular thing: names, quotations, foreign words.

    Places of the gazetteer are left out: they have a rule of their own.
    """
    quoted = " ".join(question.quoted)
    names = (w for w in question.words if _is_name(w) or w.text in quoted)
    places = [p.span for p in find_places(question.core)]
    at = ((question.core.find(name), len(name)) for name in question.bodies)
    places += [Span(start, start + size) for start, size in at if start >= 0]
    particular = (w for w in names if len(w.text) > 1 and not find_places(w.text))
    return tuple(w for w in particular if not _is_cut(w, places))


def _is_name(word: Word) -> bool:
    """Whether it is tagged as a name, and is no noun that the dictionary takes for one: 小姑娘."""
    noun = word.tag in PERSON_TAGS and in_dictionary(word.text) and is_common(word.text[1:])
    return word.tag in _NAME_TAGS and not (noun and len(word.text) > SHORTEST_NAME)


@lru_cache(maxsize=256)
def proper(question: Question) -> tuple[Word, ...]:
    """The proper nouns among the definite words, in Chinese: foreign names have many spellings.

    >>> from rag.question import analyse
    >>> [w.text for w in proper(analyse("腾讯在贵安规划了多少机架？"))]
    ['腾讯']
    """
    found = (w for w in definite(question) if w.tag in PROPER_TAGS or _FAR_PLACE.fullmatch(w.text))
    return tuple(w for w in found if not w.text.isascii())


@lru_cache(maxsize=256)
def people(question: Question) -> tuple[str, ...]:
    """The persons it names."""
    return tuple(w.text for w in question.words if w.tag in PERSON_TAGS and len(w.text) > 1)


def _is_cut(word: Word, names: Iterable[Span]) -> bool:
    """Whether a word takes a part of a name, and is a wrong cut: 华为|云贵|安数据中心."""
    return any(word.span.overlaps(n) and not word.span.covers(n) for n in names)


def _is_named(word: Word, question: Question, window: Window, wide: str) -> bool:
    """Whether a name is met in what the window speaks of; a wrong cut of a company's is."""
    if noun_met(word, wide) or noun_met(word, _around(window)):
        return True
    places = ((question.core.find(b), len(b)) for b in bodies(window.document.text))
    return _is_cut(word, (Span(at, at + size) for at, size in places if at >= 0))


@lru_cache(maxsize=256)
def acronyms(question: Question) -> tuple[Word, ...]:
    """Its words in Latin letters that the lexicon knows the Chinese for: gdp, pue."""
    known = (w for w in question.words if w.text.isascii() and is_term(w.text))
    return tuple(w for w in known if w.text not in _KINDS_IN_LATIN)


def _is_typed(question: Question, text: str) -> bool:
    """Whether a value of the asked kind is there; a share is none where things are counted."""
    spots = answer_spots(question, text)
    if question.kind == "number" and _COUNTS.search(question.text):
        spots = [spot for spot in spots if not spot.of(text).endswith("%")]
    return bool(spots) or (question.kind == "number" and _is_cell(question.units, text))


def _is_cell(units: Sequence[str], text: str) -> bool:
    """Whether a row's label names the unit of the bare number in one of its cells.

    >>> _is_cell(("元",), "增加值（亿元）；2024年：246.0"), _is_cell(("元",), "站（个）；2024年：4")
    (True, False)
    """
    label = _LABELLED.search(text)
    return label is not None and any(unit in label["unit"] for unit in units)


def _names_unit(units: Sequence[str], near: str) -> bool:
    """Whether a unit the answer may come in is named near by; True where none is known.

    In a date 年 is none, which must be counted: 判了几年 is not told by 2023年.
    """
    return not units or any(
        re.search(rf"(?<![\d上下])(?:\d{{1,2}}|[一二两三四五六七八九十半数]+)个?{unit}", near)
        if unit in _CALENDAR
        else unit in near
        for unit in units
    )


def _left_out(question: Question, text: str) -> bool:
    """Whether what is asked about stands only where the sentence leaves it out: (不含住房贷款)."""
    if question.kind != "number" or not question.asked or re.search(_LEAVES_OUT, question.said):
        return False
    rest = _LEFT_OUT.sub("", text)
    return len(rest) < len(text) and any(
        w.text in text and w.text not in rest for w in question.asked
    )


def _asked_met(question: Question, near: str) -> bool:
    """Whether a part of what is asked about is met; 规模 and 贵阳 are no attribute to be met.

    Nor is the percentage of "by what percentage".
    """
    things = [w for w in question.asked if not find_places(w.text) and not w.text.isdigit()]
    general = variants("规模") + (variants("占比") if question.lang == "en" else ())
    sized = any(w.text in general for w in things)
    return sized or not things or any(word_covered(w, near) for w in things)


def _of_several(question: Question, window: Window) -> bool:
    """Whether a figure of the one company asked about is told of several companies together.

    A day may be that of each of several, unless the sentence speaks of another by itself.
    """
    if question.kind not in ("number", "date") or len(question.bodies) != 1:
        return False
    text, document = window.candidate.text, window.document
    if question.bodies[0] not in text:  # then its paragraph leads up to it
        start = line_around(document.text, window.span).start
        text = squeeze(document.text[start : window.span.end])
    if not is_shared(question.bodies, text):
        return False
    others = (b for b in bodies(document.text) if b in text and b not in question.bodies)
    return question.kind == "number" or any(not is_shared([b], text) for b in others)


def _around(window: Window) -> str:
    """The sentence's paragraph, the headings above it and its document's title."""
    text = window.document.text
    return above(window) + squeeze(line_around(text, window.span).of(text))


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
    return tuple(p for p in out if len(p) >= SHORTEST_PHRASE)


def _share_in(parts: Sequence[str], text: str) -> float:
    """Mean over phrases of the share that stands in `text` in one piece; 1 without any."""
    shares = [_longest_part(p, text) / len(p) for p in parts]
    return sum(shares) / len(shares) if shares else 1.0


def _longest_part(phrase: str, text: str) -> int:
    """Length of the longest substring of `phrase` in `text`."""
    best = 0
    for start in range(len(phrase)):
        while start + best < len(phrase) and phrase[start : start + best + 1] in text:
            best += 1
    return best


def _is_goal(question: Question, window: Window) -> bool:
    """Whether it states a goal; of a day, whether the clause that tells it does."""
    clauses = _CLAUSE_ENDS.split(window.candidate.text) if question.kind == "date" else ()
    telling = [clause for clause in clauses if answer_spots(question, clause)]
    return all(map(is_goal, telling)) if telling else is_goal(_announced(window))


def _announced(window: Window) -> str:
    """The sentence with the words that announce it: 工作方案确立了发展目标：…"""
    before = window.candidate.before[-ANNOUNCEMENT:]
    return (before if before.endswith(":") else "") + window.candidate.text
