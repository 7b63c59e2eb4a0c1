"""Is the evidence enough to answer, and if not, what does it lack."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from rag.answer import ReasonCode
from rag.answering.candidates import UNSEEN
from rag.answering.lists import holds_series
from rag.answering.noun_fit import counted_fit, nouns_fit
from rag.answering.ranking import Scored
from rag.answering.weights import CONFIDENCE, EVIDENCE, EVIDENCE_READ, READER
from rag.patterns import regex
from rag.question import Question
from rag.reader.hits import RULED_OUT, Readings, odds

SUBJECT_MET = 0.6  # coverage of its name below which another subject is spoken of
# Cosines of the default encoder lie in a narrow band; centred, they weigh like the other features.
COSINE, COSINE_STEP = 0.86, 0.1
ODDS_LIMIT = 20.0  # log-odds that count no more beyond
FAR = 0.85  # cosine below which a passage is of other matters
FAR_BELOW = -20.0  # the reader's score that speaks against what the words speak for
SURELY_FOUND = 1.5  # the reader's score from which a noun that is never said is said otherwise
LEAST_OF_LIST = 0.25  # of the question's words in what introduces a list
# Coverage of the question's words that a passage of other matters may reach.
HARDLY_ANY, FEW_WORDS = 0.1, 0.3
LOOK = 10  # sentences among which the best-covering one is sought

_ATTRIBUTES = frozenset(("number", "person", "place", "organisation"))  # of something: its 总部
_OFFICE = regex(
    r"领导|负责人|创始人|董事长|经理|总裁|主任|主席|书记|[省市州县区部厅局处科校院所会]长"
)

_NAME = regex(r"名字|姓名|姓甚名谁|姓什么|叫什么|尊姓大名")


def evidence_score(question: Question, best: Scored, listed: bool, readings: Readings) -> float:
    """How well the best sentence covers the question, in [0, 1]: a logistic function of the fit."""
    values = evidence_features(question, best, listed, readings)
    return weighed(values, EVIDENCE if best.read is None else EVIDENCE_READ)


def weighed(values: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The logistic function of the values' weighted sum."""
    return _logistic(sum(weights[name] * value for name, value in values.items()))


def logit(share: float) -> float:
    """The inverse of the logistic function, kept finite at 0 and 1."""
    inside = min(max(share, 1e-6), 1 - 1e-6)
    return math.log(inside / (1 - inside))


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))


def evidence_features(
    question: Question, best: Scored, listed: bool, readings: Readings
) -> dict[str, float]:
    """What `evidence_score` weighs, by name; `listed` says that a list is the answer."""
    read = {} if best.read is None else _read_features(best.read, listed, odds(readings))
    return read | {
        "bias": 1.0,
        "own_words": best.fit.own_words,
        "own_asked": best.fit.own_asked,
        "subject": best.fit.subject,
        "phrase": best.fit.phrase,
        "subject_phrase": best.fit.subject_phrase,
        "untyped": float(not best.fit.typed and not listed),
        "list": float(listed),
        "english": float(question.lang == "en"),
        "ground": float(best.window.on_ground > 0),
        "score": best.score / 10,
        "dense": (best.window.dense - COSINE) / COSINE_STEP,
    }


def confidence(evidence: float) -> float:
    """The chance that the first claim is right, from the evidence score (Platt 1999).

    Fitted for answers that a reader took part in; without one it is a rough guide.
    """
    return _logistic(CONFIDENCE["slope"] * logit(evidence) + CONFIDENCE["offset"])


def _read_features(score: float, listed: bool, held: float) -> dict[str, float]:
    """The reader's score, apart for lists, of which it marks an item at most.

    Beside it the log-odds that anything it has read holds the answer.
    """
    value = _within(score, READER["limit"])
    held = _within(held, ODDS_LIMIT)
    return {"read": value * (not listed), "read_list": value * listed, "held": held}


def _within(value: float, limit: float) -> float:
    """A value in parts of a limit, from -1 to 1."""
    return max(-limit, min(value, limit)) / limit


def ruled_out(question: Question, best: Scored, items: int = 0) -> bool:
    """Whether the reader finds no answer in it, and the words agree.

    A noun of what is asked about is nowhere in the document; or a figure, a place or a name is
    asked for, and none of that kind or nothing of what it is asked of is there, or the reader is as
    sure as can be; who holds an office, and nobody is named; or a list, and there is none, or the
    one found has other than the asked number of `items` or, where none is asked for, hardly a word
    of the question.
    """
    if not items and _unspoken(question, best):
        return True
    if best.read is None:
        return False
    if items:
        counted = question.count is not None
        unlike = items != question.count if counted else best.fit.own_words < LEAST_OF_LIST
        return best.read < FAR_BELOW and unlike
    if question.kind == "person" and _OFFICE.search(question.said):  # its holder has a name
        return (best.read < 0 or bool(_NAME.search(question.said))) and not best.fit.typed
    if question.kind == "list":  # 六大核心业务首次亮相 announces them, and names none
        return best.read < RULED_OUT and not holds_series(best.window, question)
    if question.kind == "number" and best.read < FAR_BELOW:
        return True
    untyped = question.kind in ("number", "date") and not best.fit.typed
    unmet = question.kind in _ATTRIBUTES and not best.fit.asked_met
    return best.read < RULED_OUT and (untyped or unmet)


def _unspoken(question: Question, best: Scored) -> bool:
    """Whether the document never says a noun of what is asked about, nor does the reader find it.

    The rule alone is wrong of words people use and the documents do not. Who asks on, of what the
    turn before spoke of, uses his own words the more: there it is enough that anything is found.
    """
    document = best.window.document
    sure = 0.0 if best.window.on_ground else SURELY_FOUND
    return not _found(best, sure) and not (
        nouns_fit(question, document) and counted_fit(question, document)
    )


def is_elsewhere(question: Question, best: Scored, listed: bool) -> bool:
    """Whether the best sentence is about something else altogether, as for 今天天气怎么样.

    No word of the question is met (but those of a list may be said above it), or hardly one, or few
    where the reader finds no answer, in a passage whose vector is far from the question's (all are
    from an English one's).
    """
    met = best.fit.words
    if not met and not listed:
        return True
    far = question.lang == "zh" and best.window.dense < FAR and best.window.dense != UNSEEN
    return far and met < (HARDLY_ANY if _found(best) else FEW_WORDS)


def _found(best: Scored, above: float = 0.0) -> bool:
    """Whether the reader has read the sentence and finds an answer there."""
    return best.read is not None and best.read > above


def lack(question: Question, ranked: Sequence[Scored]) -> ReasonCode:
    """What the best-covering sentence lacks, the most particular lack first."""
    lead = max(ranked[:LOOK], key=lambda s: (s.fit.words, s.fit.typed))
    best = lead.fit
    if best.only_target:
        return "only_target"
    if not best.place:
        return "wrong_place"
    if not best.time:
        return "wrong_time"
    spoken = best.body and best.named and best.contrast
    spoken = spoken and nouns_fit(question, lead.window.document)
    other = not spoken or best.subject < SUBJECT_MET
    return "wrong_subject" if other else "no_evidence"
