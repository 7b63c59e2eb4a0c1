"""Answers without a language model: the sentences that answer, word for word, or a refusal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from rag.answering.candidates import LONGEST, Window, clause_windows, windows
from rag.answering.features import Idf, answer_spots, features, score
from rag.answering.fit import Fit, fit
from rag.answering.lists import ListAnswer, best_list, holds_series, wants_list
from rag.answering.weights import EVIDENCE, RANKER
from rag.config import Config
from rag.question import Question
from rag.types import Document, Hit, ReasonCode, Span

NAME = "extractive"
BRIEF = 100  # characters from which a sentence is cut to the clauses that answer
CLOSE = 1.2  # score below the best within which a newer statement goes first
LENGTH_COST = 0.0075  # score per character: a quote should be no longer than the answer needs
SERIES = 1.0  # for a sentence with a series in it, where a list is asked for
PARTS = 1.5  # for a quote that holds a value for every part of the question
LIST_MARGIN = 0.5  # how far below the best sentence a list may score and still go first
RETRIEVED = 1.5  # weight of the passage's own rank in the choice of a sentence


@dataclass(frozen=True, slots=True)
class Scored:
    """A window with its score and how it fits the question."""

    window: Window
    score: float
    fit: Fit


@dataclass(frozen=True, slots=True)
class Drafted:
    """One claim before citations are numbered: quotes of one document, in order."""

    document: Document
    quotes: tuple[Span, ...]
    fit: Fit
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What the generator found: claims, or why there are none. `evidence` is in [0, 1]."""

    claims: tuple[Drafted, ...]
    evidence: float
    refused: ReasonCode | None = None
    nearest: tuple[Drafted, ...] = field(default=())


def draft(question: Question, hits: Sequence[Hit], idf: Idf, config: Config) -> Draft:
    """Choose the sentences (or the list) that answer `question`, or say why none does."""
    ranked = _ranked(question, hits, idf)
    if not ranked:
        return Draft((), 0.0, "no_evidence")
    listed = chosen_list(question, ranked, hits, idf)
    first = _as_scored(question, listed, idf) if listed else ranked[0]
    evidence = evidence_score(question, first, listed is not None)
    nearest = tuple(_claim(s) for s in ranked[:3])
    if config.refusal and (evidence < config.threshold or not first.fit.whole):
        return Draft((), evidence, _reason(question, ranked), nearest)
    claims = _claims(question, ranked, hits, listed, idf, config)
    return Draft(tuple(claims), evidence, None, nearest)


def chosen_list(
    question: Question, ranked: Sequence[Scored], hits: Sequence[Hit], idf: Idf
) -> ListAnswer | None:
    """The list to answer with, where one is asked for and none of the sentences is better."""
    if not wants_list(question):
        return None
    listed = best_list(question, hits, idf)
    if listed is None or listed.score < ranked[0].score - LIST_MARGIN:
        return None
    return listed


def _as_scored(question: Question, listed: ListAnswer, idf: Idf) -> Scored:
    return Scored(listed.window, listed.score, fit(question, listed.window, idf))


def _ranked(question: Question, hits: Sequence[Hit], idf: Idf) -> list[Scored]:
    """Windows by score, best first; those that miss the time, the place or the goal go last."""
    out: list[Scored] = []
    for window in windows(hits):
        fitting = fit(question, window, idf)
        value = score(features(question, window.candidate, idf), RANKER)
        value += RETRIEVED * window.retrieved - LENGTH_COST * len(window.span)
        value += _fit_bonus(question, fitting) - _empty(question, window)
        if wants_list(question) and holds_series(window, question):
            value += SERIES
        out.append(Scored(window, value, fitting))
    out.sort(key=lambda s: (-s.score, s.window.rank, s.window.span.start))
    return _newest_first(question, out)


def _fit_bonus(question: Question, fitting: Fit) -> float:
    bonus = 0.0 if fitting.time else -3.0
    bonus += 0.0 if fitting.place else -2.0
    bonus -= 2.0 if fitting.only_target else 0.0
    bonus -= 0.0 if fitting.typed else 1.0
    return bonus - 1.5 * (1 - fitting.subject)


def _empty(question: Question, window: Window) -> float:
    """Penalty for a window that says hardly anything the question does not say itself."""
    new = sum(c.isalnum() and c not in question.text for c in window.candidate.text)
    return 2.0 if new < 4 else 0.0


def _newest_first(question: Question, ranked: list[Scored]) -> list[Scored]:
    """Where several statements answer about as well, the newest goes first; undated ones last."""
    if question.times or not ranked:
        return ranked
    best = ranked[0]
    rivals = [
        s for s in ranked[:12]
        if s.score >= best.score - CLOSE and s.fit.whole
        and s.fit.own_words >= best.fit.own_words - 0.1 and s.fit.typed >= best.fit.typed
        and s.window.document.id != best.window.document.id
        and s.fit.when is not None and best.fit.when is not None and s.fit.when > best.fit.when
        and s.window.document.date is not None
    ]  # fmt: skip
    if not rivals:
        return ranked
    newest = max(rivals, key=lambda s: (s.fit.when, s.score))
    return [newest, *(s for s in ranked if s is not newest)]


def evidence_score(question: Question, best: Scored, listed: bool) -> float:
    """How well the best sentence covers the question, in [0, 1]: a logistic function of the fit."""
    values = evidence_features(question, best, listed)
    return 1 / (1 + math.exp(-sum(EVIDENCE[n] * v for n, v in values.items())))


def evidence_features(question: Question, best: Scored, listed: bool) -> dict[str, float]:
    """What `evidence_score` weighs, by name."""
    f = best.fit
    valued = question.kind in ("number", "date", "person")
    return {
        "bias": 1.0,
        "words": f.words,
        "own_words": f.own_words,
        "asked": f.asked,
        "own_asked": f.own_asked,
        "subject": f.subject,
        "phrase": f.phrase,
        "untyped": float(valued and not f.typed and not listed),
        "list": float(listed),
        "english": float(question.lang == "en"),
        "score": best.score / 10,
    }


def _reason(question: Question, ranked: Sequence[Scored]) -> ReasonCode:
    """What the best-covering sentence lacks, the most particular lack first."""
    best = max(ranked[:10], key=lambda s: (s.fit.words, s.fit.typed))
    if best.fit.only_target:
        return "only_target"
    if not best.fit.place:
        return "wrong_place"
    if not best.fit.time:
        return "wrong_time"
    if best.fit.subject < 0.6:
        return "wrong_subject"
    return "no_evidence"


def _claims(
    question: Question,
    ranked: Sequence[Scored],
    hits: Sequence[Hit],
    listed: ListAnswer | None,
    idf: Idf,
    config: Config,
) -> list[Drafted]:
    out: list[Drafted] = []
    if listed is not None:
        fitting = fit(question, listed.window, idf)
        out.append(Drafted(listed.window.document, listed.items, fitting, True))
    taken: list[tuple[str, Span]] = [(c.document.id, q) for c in out for q in c.quotes]
    for item in ranked[:8]:
        if len(out) == config.max_claims or (out and not _worth_adding(question, item, ranked[0])):
            break
        claim = _trimmed(question, item, hits, idf) if not out else _claim(item)
        if not (out and out[0].is_list and len(out) == 1) and any(
            d == claim.document.id and q.overlaps(claim.quotes[0]) for d, q in taken
        ):
            continue
        taken += [(claim.document.id, q) for q in claim.quotes]
        out.append(claim)
    return out


def _worth_adding(question: Question, item: Scored, best: Scored) -> bool:
    return item.fit.whole and item.score >= best.score - 1.5 and item.fit.words >= 0.5


def _claim(item: Scored) -> Drafted:
    return Drafted(item.window.document, (item.window.span,), item.fit)


def _trimmed(question: Question, item: Scored, hits: Sequence[Hit], idf: Idf) -> Drafted:
    """The claim, cut to the clauses that answer when the sentence is long."""
    if len(item.window.span) <= BRIEF:
        return _claim(item)
    hit = hits[item.window.rank]
    options = clause_windows(item.window, hit, LONGEST)
    if not options:
        return _claim(item)

    def worth(window: Window) -> float:
        candidate = replace(window.candidate, before="")
        value = score(features(question, candidate, idf), RANKER) - LENGTH_COST * len(window.span)
        spots = len(answer_spots(question, candidate.text))
        return value + PARTS * min(spots, question.parts) / question.parts

    best = max(options, key=lambda w: (worth(w), -w.span.start))
    return Drafted(best.document, (best.span,), item.fit)
