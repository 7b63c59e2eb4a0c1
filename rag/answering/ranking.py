"""Sentences in the order in which they answer, and the newest of those that answer as well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rag.answering.candidates import LONGEST_LABEL, Window, label_of, windows
from rag.answering.coverage import Idf
from rag.answering.features import RETRIEVED, relevance
from rag.answering.fit import Fit, fit
from rag.answering.goals import is_goal, is_result
from rag.answering.lists import holds_series, wants_list
from rag.answering.shapes import answer_spots
from rag.answering.weights import READER
from rag.patterns import regex
from rag.question import VALUES, Question
from rag.reader.hits import Readings
from rag.text import squeeze
from rag.types import Hit, Span

# Costs and bonuses, on the scale of `features.relevance`.
WRONG_TIME = 3.0
WRONG_PLACE = 2.0
WRONG_BODY = 2.0
ONLY_TARGET = 2.0
WRONG_SUBJECT = 2.5  # where none of the subject's name is met; less in proportion
UNASKED_TARGET = 1.0  # a goal, where neither a goal nor a result is asked for
UNTYPED = 1.0  # no value where one is asked for
UNMEASURED = 1.5  # nor one in the asked unit: it cannot answer at all
EMPTY = 2.0  # says hardly anything that the question does not say itself
HEADS = 4.0  # a title or heading without a value that is asked for: it tells nothing
ASKS = 10.0  # is a question itself, as in headings of questions and answers
LENGTH_COST = 0.0075  # per character: a quote should be no longer than the answer needs
LABELLED = 3.5  # bonus for what stands behind the label that is asked about
BUSINESS = 6.0  # bonus for what says the business of whom it is asked what they do
CREDITS = 4.0  # names the document's source, and that is not asked about
GIVEN = 1.5  # bonus for a figure that the question tells of: two things seldom share one
SERIES = 1.0  # bonus for a series in the sentence, where a list is asked for

LONGEST_DATE = 16  # characters of a heading that is a date and no more
NEW_CHARACTERS = 4  # that a sentence which is not empty adds to the question
RIVALS = 12  # sentences among which the newest is sought
CLOSE = 1.2  # score below the best within which a newer statement goes first
EQUAL = 0.4  # score below an undated best within which a dated statement goes first
CLOSE_WORDS = 0.1  # and coverage of the question's words

_FIGURE = regex(r"(?<![\d.])\d+(?:\.\d+)?%|(?<![\d.])\d+\.\d+(?![\d.%])")
# What somebody does is a business: 主要业务：电缆组件, 主营互联网物流.
_ASKS_BUSINESS = regex(r"(?<![在要能])[做干搞](?:什么|啥)(?:业务|生意)?的?[?？]?$")
_BUSINESS = regex(
    r"(?:^|[;。])(?:主[要营])?(?:业务|产品)(?:范围)?[:是为有]|主营|主业是|主要从事|专[门注](?:从事|于)"
)
_CREDITS = regex(r"(?:依据|来源|出处|资料来源|source|basedon)[:：]")
_ASKS_CREDITS = regex(
    r"依据|来源|出处|报道|材料|资料|文章|媒体|标题|题目|根据|source|report|article"
)


@dataclass(frozen=True, slots=True)
class Scored:
    """A window with its score, how it fits the question, and the reader's score of it if read."""

    window: Window
    score: float
    fit: Fit
    read: float | None = None


def rank(question: Question, hits: Sequence[Hit], idf: Idf, readings: Readings) -> list[Scored]:
    """Windows of the hits by score, best first; then the newest statement before its rivals."""
    scored = [_scored(question, window, idf, readings) for window in windows(hits)]
    scored.sort(key=lambda s: (-s.score, s.window.rank, s.window.span.start))
    return scored if question.times else _newest_first(scored)


def worth(question: Question, window: Window, idf: Idf) -> float:
    """Relevance for the room the quotation takes."""
    return relevance(question, window.candidate, idf) - LENGTH_COST * len(window.span)


def read_worth(score: float | None) -> float:
    """What a reader's score of a stretch of text adds to its relevance; unread text has a low one.

    Scores are logits: beyond some size a larger one says nothing more.
    """
    known = READER["unread"] if score is None else score
    return READER["weight"] * max(-READER["limit"], min(known, READER["limit"]))


def _scored(question: Question, window: Window, idf: Idf, readings: Readings) -> Scored:
    fitting, dated = fit(question, window, idf), None
    if question.kind == "date" and not fitting.typed:
        dated = heading_date(question, window)
        fitting = replace(fitting, typed=dated is not None)
    value = worth(question, window, idf) + RETRIEVED * window.retrieved - _costs(fitting)
    value += _on_ground(question, window) + _bonuses(question, window)
    if (question.kind not in VALUES or not fitting.typed) and is_heading(window):
        value -= HEADS
    elif _is_empty(question, window):
        value -= EMPTY
    if not readings:
        return Scored(window, value, fitting)
    spans = (window.span, dated) if dated else (window.span,)
    found = [best.score for s in spans if (best := readings.best(window.document.id, s))]
    read = max(found, default=None)
    return Scored(window, value + read_worth(read), fitting, read)


def _on_ground(question: Question, window: Window) -> float:
    """The bonus of a passage the turn before spoke of, but for a result where a goal is asked for.

    The turn before is likely to have asked for that very result.
    """
    result = question.wanted == "target" and is_result(window.candidate.text)
    return 0.0 if result else window.on_ground


def _bonuses(question: Question, window: Window) -> float:
    """What the kind of sentence speaks for it, less what speaks against it."""
    text, listed = window.candidate.text, wants_list(question)
    business = _ASKS_BUSINESS.search(question.text) and _BUSINESS.search(text)
    given = question.kind not in VALUES and bool(_given(question.said) & _given(text))
    return (
        LABELLED * _is_labelled(question, window)
        + BUSINESS * bool(business)
        + GIVEN * given
        + SERIES * (listed and holds_series(window, question))
        - ASKS * text.endswith("?")
        - CREDITS * _is_credit(question, window)
        - UNASKED_TARGET * _is_unasked_goal(question, text)
    )


def is_label_of_text(question: Question, window: Window) -> bool:
    """Whether it names the text or where that is from: neither tells anything that was asked.

    A title may run through what a list is asked of, or say how many there are: 七项举措.
    """
    title = window.text.strip() == window.document.title and not wants_list(question)
    title = title and not _counts_asked(question, window.candidate.text)
    return title or _is_credit(question, window)


def _counts_asked(question: Question, title: str) -> bool:
    """Whether a title counts what is asked about: 七项举措, but not 企业小传（四家）."""
    spots = answer_spots(question, title) if question.kind == "number" else ()
    nouns = [w.text for w in question.words if w.content]
    return any(title.startswith(noun, spot.end) for spot in spots for noun in nouns)


def _is_credit(question: Question, window: Window) -> bool:
    found = _CREDITS.match(window.candidate.text)
    return found is not None and not _ASKS_CREDITS.search(question.said)


@lru_cache(maxsize=4096)
def _given(text: str) -> frozenset[str]:
    """Percentages and numbers with a fraction, which hardly ever are those of two things.

    >>> sorted(_given("下跌29%至20.9万人，2023年7月共30人"))
    ['20.9', '29%']
    """
    return frozenset(_FIGURE.findall(text))


def _is_unasked_goal(question: Question, text: str) -> bool:
    """Whether a goal is told, where an amount is asked for and neither a goal nor a year is named.

    产值多少 asks for the output there is, if the documents tell it.
    """
    unsaid = question.kind == "number" and question.wanted is None and not question.times
    return unsaid and is_goal(text)


def _is_labelled(question: Question, window: Window) -> bool:
    """Whether a window says what the name means that the question asks about: 二是“两带协同”。…"""
    name = label_of(window.candidate.text) if question.kind not in VALUES else ""
    more = len(window.candidate.text) > LONGEST_LABEL
    return more and bool(name) and name in squeeze(question.said)


def heading_date(question: Question, window: Window) -> Span | None:
    """The heading right above a sentence if it is a date: chronicles write it nowhere else."""
    sections = window.document.structure.sections
    above = [s.heading.span for s in sections if s.span.covers(window.span)]
    heading = max(above, key=lambda span: span.start, default=None)
    if heading is None or heading.overlaps(window.span) or len(heading) > LONGEST_DATE:
        return None
    said = squeeze(heading.of(window.document.text))
    return heading if answer_spots(question, said) else None


def _costs(fitting: Fit) -> float:
    return (
        WRONG_TIME * (not fitting.time)
        + WRONG_PLACE * (not fitting.place)
        + WRONG_BODY * (not fitting.body)
        + WRONG_BODY * (not fitting.contrast)
        + ONLY_TARGET * fitting.only_target
        + UNTYPED * (not fitting.typed)
        + UNMEASURED * fitting.unmeasured
        + WRONG_SUBJECT * (1 - fitting.subject)
    )


def _is_empty(question: Question, window: Window) -> bool:
    """Whether a window says hardly anything new."""
    new = sum(c.isalnum() and c not in question.said for c in window.candidate.text)
    return new < NEW_CHARACTERS


def is_heading(window: Window) -> bool:
    """Whether a window is the title or a heading: it says what is spoken of, and nothing of it."""
    document = window.document
    return window.text.strip() == document.title or bool(document.heading_around(window.span))


def _newest_first(scored: list[Scored]) -> list[Scored]:
    """Where statements of several documents answer about as well, the newest goes first."""
    rivals = [s for s in scored[:RIVALS] if _is_newer_rival(s, scored[0])]
    newest = max(rivals, key=lambda s: (s.fit.when, s.score), default=None)
    if newest is None:
        return scored
    return [newest, *(s for s in scored if s is not newest)]


def _is_newer_rival(rival: Scored, best: Scored) -> bool:
    """Whether a whole, dated statement of another document is newer and answers about as well.

    Beside an undated one it counts as newer where it answers just as well.
    """
    if not rival.fit.whole or rival.window.document.date is None or rival.fit.when is None:
        return False
    if rival.window.document.id == best.window.document.id:
        return False
    if best.fit.when is not None and rival.fit.when <= best.fit.when:
        return False
    return (
        rival.score >= best.score - (CLOSE if best.fit.when is not None else EQUAL)
        and rival.fit.own_words >= best.fit.own_words - CLOSE_WORDS
        and rival.fit.typed >= best.fit.typed
    )
