"""Answers without a language model: the sentences that answer, word for word, or a refusal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from rag.answer import ReasonCode
from rag.answering.body_fit import asked_bodies
from rag.answering.candidates import LONGEST, Window, clause_windows, is_label
from rag.answering.coverage import Idf
from rag.answering.evidence import evidence_score, is_elsewhere, lack, ruled_out
from rag.answering.file_number import of_the_file
from rag.answering.focus import focus
from rag.answering.list_choice import ListAnswer, read_list
from rag.answering.lists import (
    announced,
    best_list,
    holds_series,
    quotes_of,
    reasons_listed,
    tells_all,
    wants_list,
)
from rag.answering.ranking import (
    Scored,
    heading_date,
    is_heading,
    is_label_of_text,
    rank,
    read_worth,
    worth,
)
from rag.answering.shapes import answer_spots
from rag.config import Config
from rag.question import Question
from rag.reader.hits import UNREAD, Readings
from rag.text import numeral
from rag.types import Document, Hit, Span

NAME = "extractive"
BRIEF = 100  # characters from which a sentence is cut to the clauses that answer
WHOLE_MEANING = 160  # the same for a sentence that says what something means
PARTS = 1.5  # score for a quote that holds a value for every part of the question
MARK = 4  # characters that number a sentence as an item
LIST_MARGIN = 0.5  # how far below the best sentence a list may score and still go first
SERIES_MARGIN = 1.5  # the same for a sentence that runs through no series
UNMARKED_MARGIN = -2.0  # the same for a list inside a sentence that the reader marks elsewhere
REASONS_MARGIN = 4.0  # how far below a sentence of their document reasons set out may score
NEAREST = 3  # sentences shown with a refusal
CONSIDERED = 8  # sentences that may become claims
MARGIN = 1.5  # how far below the best a sentence may score and still be added to it
SURE = 0.8  # evidence from which a sentence is an answer though a better one is forbidden
LEAST_WORDS = 0.5  # of the question's words that an added sentence covers


@dataclass(frozen=True, slots=True)
class Drafted:
    """One claim before citations are numbered: quotes of one document, in order.

    `focus` is the part of a single quote that answers, where a reader has marked it.
    """

    document: Document
    quotes: tuple[Span, ...]
    focus: Span | None = None

    def overlaps(self, other: Drafted) -> bool:
        """Whether both quote a character of the same document."""
        return self.document.id == other.document.id and any(
            a.overlaps(b) for a in self.quotes for b in other.quotes
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """What the generator found: claims, or why there are none. `evidence` is in [0, 1]."""

    claims: tuple[Drafted, ...]
    evidence: float
    refused: ReasonCode | None = None
    nearest: tuple[Drafted, ...] = ()


def draft(
    question: Question, hits: Sequence[Hit], idf: Idf, config: Config, readings: Readings = UNREAD
) -> Draft:
    """Choose the sentences (or the list) that answer `question`, or say why none does."""
    hits = of_the_file(question, hits)
    lead = leading(question, hits, idf, readings)
    if lead is None or (config.refusal and not question.asks_documents):
        return Draft((), 0.0, "no_evidence")
    ranked, listed, first = lead.ranked, lead.listed, lead.first
    evidence = evidence_score(question, first, listed is not None, readings)
    unmeasured = listed is None and first.fit.unmeasured
    items = len(listed.items) if listed else 0
    forbidden = not first.fit.whole or unmeasured or ruled_out(question, first, items)
    forbidden |= listed is None and is_label_of_text(question, first.window)
    elsewhere = is_elsewhere(question, first, listed is not None)
    if config.refusal and (evidence < config.threshold or forbidden or elsewhere):
        nearest = tuple(_claim(s.window) for s in ranked[:NEAREST])
        return Draft((), evidence, "no_evidence" if elsewhere else lack(question, ranked), nearest)
    if listed is not None:
        claim, others = Drafted(listed.window.document, quotes_of(listed)), ranked[:CONSIDERED]
    else:
        hit = hits[first.window.rank]
        claim, others = _trimmed(question, first.window, hit, idf, readings), ranked[1:CONSIDERED]
    if question.kind == "date" and listed is None:
        claim = _dated(question, claim, first.window)
    near = takewhile(lambda s: s.score >= ranked[0].score - MARGIN, others)
    added = (
        () if items and items == question.count else (s for s in near if _worth_adding(question, s))
    )
    claims = _claims(claim, added, listed is not None)[: config.max_claims]
    return Draft(tuple(_focused(c, question, idf, readings) for c in claims), evidence)


@dataclass(frozen=True, slots=True)
class Lead:
    """What an answer would begin with: the best sentence, or a list where one is asked for."""

    ranked: Sequence[Scored]
    listed: ListAnswer | None
    first: Scored


def leading(
    question: Question, hits: Sequence[Hit], idf: Idf, readings: Readings = UNREAD
) -> Lead | None:
    """The sentences in order, the list if one answers better; None where there is no sentence."""
    if bodies := asked_bodies(question, hits):  # else the same object, which caches know
        question = replace(question, bodies=bodies)
    ranked = _allowed_first(question, rank(question, hits, idf, readings), readings)
    if not ranked:
        return None
    listed = chosen_list(question, ranked, hits, idf, readings)
    if listed is None:
        return Lead(ranked, None, ranked[0])
    read = read_list(listed.window, listed.items, readings)
    first = Scored(listed.window, listed.score, listed.fit, read)
    return Lead(ranked, listed, first)


def _allowed_first(
    question: Question, ranked: Sequence[Scored], readings: Readings
) -> Sequence[Scored]:
    """The sentences with one that answers for sure before a somewhat better one that cannot.

    The figure of another company or a goal may stand next to the very figure that is asked for,
    a sentence of the right words without a date next to the date, and the newest may say little.
    """

    def evidence(scored: Scored) -> float:
        return evidence_score(question, scored, False, readings)

    if not ranked or (
        _allowed(question, ranked[0]) and evidence(ranked[0]) >= Config().threshold
    ):  # which would not be refused alone
        return ranked
    near = takewhile(lambda s: s.score >= ranked[0].score - MARGIN, ranked)
    sure = (s for s in near if _allowed(question, s) and evidence(s) >= SURE)
    best = next(sure, ranked[0])
    return [best, *(s for s in ranked if s is not best)]


def _allowed(question: Question, scored: Scored) -> bool:
    """Whether nothing speaks against the sentence, the reader included."""
    fits = scored.fit.whole and not scored.fit.unmeasured
    tells = not is_label_of_text(question, scored.window)
    return fits and tells and not ruled_out(question, scored)


def chosen_list(
    question: Question,
    ranked: Sequence[Scored],
    hits: Sequence[Hit],
    idf: Idf,
    readings: Readings = UNREAD,
) -> ListAnswer | None:
    """The list to answer with, where one is asked for and none of the sentences is better."""
    said = next((s for s in ranked if not is_heading(s.window)), None)
    if question.kind == "why":
        reasons = reasons_listed(question, hits, idf, readings)
        return reasons if reasons and (said is None or _outweighs(reasons, said)) else None
    if not wants_list(question):
        return None
    listed = _as_many_as_told(question, said, hits, idf, readings)
    if listed is not None:
        return listed
    listed = best_list(question, hits, idf, readings)
    if listed is None:
        return None
    if said is None or (
        announced(question, listed, idf) and not tells_all(said.window, question, listed)
    ):
        return listed
    unfit = listed.features["places"] < 0  # though names are asked for
    unfit |= said.fit.whole and not listed.fit.whole  # of another subject than the sentence
    margin = LIST_MARGIN if unfit or holds_series(said.window, question) else SERIES_MARGIN
    if listed.is_passed_over:
        margin = UNMARKED_MARGIN
    return None if listed.score < said.score - margin else listed


def _as_many_as_told(
    question: Question, said: Scored | None, hits: Sequence[Hit], idf: Idf, readings: Readings
) -> ListAnswer | None:
    """The list of as many things as the best sentence says there are: 安排了<三项举措>.

    None where the question counts them itself, or that sentence does not announce them.
    """
    if said is None or question.kind != "list" or question.count or not question.asked:
        return None
    text = said.window.candidate.text
    noun = re.escape(question.asked[-1].text)
    told = re.search(
        rf"(?P<count>[二两三四五六七八九十]|\d{{1,2}})[个项条种类点大步家]{noun}", text
    )
    if told is None:
        return None
    counted = replace(question, count=numeral(told["count"]))
    listed = best_list(counted, hits, idf, readings)
    if listed is None or len(listed.items) != counted.count:
        return None
    return listed if listed.window.document.id == said.window.document.id else None


def _outweighs(reasons: ListAnswer, said: Scored) -> bool:
    """Whether reasons set out under a heading answer better than the best sentence.

    Such a heading has few words. Where it has one of the question's, and the sentence is of the
    same document, the sentence tells what happened rather than why.
    """
    alike = reasons.window.document.id == said.window.document.id and reasons.fit.own_words > 0
    return reasons.score >= said.score - (REASONS_MARGIN if alike else 0)


def _claim(window: Window) -> Drafted:
    return Drafted(window.document, (window.span,))


def _dated(question: Question, claim: Drafted, window: Window) -> Drafted:
    """The claim behind the heading that dates it, where it tells no date itself."""
    if answer_spots(question, window.candidate.text):
        return claim
    heading = heading_date(question, window)
    if heading is None:
        return claim
    first = claim.quotes[0]
    if claim.document.text[heading.end : first.start].strip():
        return replace(claim, quotes=(heading, *claim.quotes))
    return replace(claim, quotes=(Span(heading.start, first.end), *claim.quotes[1:]))


def _claims(first: Drafted, others: Iterable[Scored], is_list: bool) -> tuple[Drafted, ...]:
    """The first claim and those of the others that quote nothing which is quoted already."""
    claims = [first]
    for other in others:
        claim = _claim(other.window)
        # The sentence around a list may stand beside it: it tells what the items are items of.
        beside_list = is_list and len(claims) == 1 and not _is_quoted(claim, first)
        if beside_list or not any(claim.overlaps(c) for c in claims):
            claims.append(claim)
    return tuple(claims)


def _is_quoted(claim: Drafted, first: Drafted) -> bool:
    """Whether a quote of the first claim holds the whole claim, but for its mark: （3）…"""
    said = claim.quotes[0]
    return claim.overlaps(first) and any(
        said.overlaps(q) and min(q.end, said.end) - max(q.start, said.start) >= len(said) - MARK
        for q in first.quotes
    )


def _focused(claim: Drafted, question: Question, idf: Idf, readings: Readings) -> Drafted:
    """The claim with what answers in it, where a reader has marked it; a list has no one place."""
    if len(claim.quotes) > 1:
        return claim
    found = focus(question, claim.document, claim.quotes[0], idf, readings)
    return replace(claim, focus=found)


def _worth_adding(question: Question, item: Scored) -> bool:
    """Whether it says more than what is spoken of, and of what was asked about."""
    label = is_heading(item.window) or is_label_of_text(question, item.window)
    told = item.fit.whole and not label
    return told and item.fit.words >= LEAST_WORDS


def _trimmed(question: Question, window: Window, hit: Hit, idf: Idf, readings: Readings) -> Drafted:
    """The claim, cut to the clauses that answer when the sentence is long.

    What the reader marks is never cut off.
    """
    if len(window.span) <= (WHOLE_MEANING if question.kind == "definition" else BRIEF):
        return _claim(window)
    marked = readings.best(window.document.id, window.span)
    parts = clause_windows(window, hit, LONGEST)
    runs = [w for w in parts if not is_label(w.document.text, w.span)] or [window]
    best = max(
        runs,
        key=lambda w: (
            marked is None or w.span.covers(Span(marked.start, marked.end)),
            _clause_worth(question, w, idf, readings),
            -w.span.start,
        ),
    )
    if question.kind == "why":  # reasons follow each other: 系市场疲软、价格走低，加上基数较高
        best = max((w for w in runs if w.span.start == best.span.start), key=lambda w: w.span.end)
    return _claim(best)


def _clause_worth(question: Question, window: Window, idf: Idf, readings: Readings) -> float:
    """Worth of the clauses by themselves, and whether every value asked for is in them."""
    best = readings.best(window.document.id, window.span)
    read = read_worth(best.score) if best else 0.0
    alone = replace(window, candidate=replace(window.candidate, before=""))
    spots = len(answer_spots(question, window.candidate.text))
    return worth(question, alone, idf) + read + PARTS * min(spots, question.parts) / question.parts
