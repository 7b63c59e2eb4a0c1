"""How well a sentence answers a question, as numbers a linear model weighs.

Every feature is pure arithmetic over the question's words and the sentence, so a score can be read:
which words are covered, is there a number where a number is asked, how near is it to them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from rag.answering.candidates import Candidate
from rag.answering.coverage import Idf, coverage
from rag.answering.shapes import TYPED, answer_spots
from rag.answering.weights import RANKER
from rag.identity import Same
from rag.lexicon import written_for
from rag.patterns import regex
from rag.question import Question
from rag.text import squeeze
from rag.times import fits, periods
from rag.types import Span
from rag.words import Word

NEUTRAL = 0.5  # value of a feature that the question gives no occasion for
RETRIEVED = 1.5  # weight of a passage's fused score beside the relevance of its sentences
HEADING = 16  # characters at the end of the headings that are taken for the innermost one
NEAR = 8  # characters from an answer at which a question word counts half
CACHED = (
    4096  # sentences whose relevance is kept; a question weighs some hundred, most of them twice
)

_REASON = regex(
    r"因为|由于|因此|所以|因|为了|得益于|原因|导致|使得|以致|从而|意味着|在于|鉴于|有利于|受|看中|考虑到|基于|缘于|以便|确保|避免"
    r"|旨在|针对|着眼|目[的标]是|立足|之所以|以期|源于|出于|事关|关乎|取决于|归功于|有赖于|受益于|认为|所致|主要[系是]"
)
_MANNER = regex(
    r"通过|利用|采用|采取|运用|借助|依托|凭借|以.{1,20}方式|使用|由.{1,12}组成|按照|靠|围绕|推动|将|凭|推行|建立|搭建|选定|同步|整合|携手|联合|针对|引入|引进"
)
# Of headings under which reasons or ways stand, whatever their sentences say.
_REASONS_BELOW = regex(r"为什么|为[何啥]|原因|缘由|理由|初衷|目的|意义|背景")
_WAYS_BELOW = regex(r"怎么|怎样|如何|做法|路径|办法|方式|途径")
_ASKS_NATURE = regex(r"[是算]个?(?:什么|啥)")
_IS = r"(?:就?是|指|即|为|作为|又称|也称|简称|:|——)"


def relevance(question: Question, candidate: Candidate, idf: Idf) -> float:
    """The features weighed: higher answers better. Not bounded."""
    return _relevance(Same(question), candidate, idf)


@lru_cache(maxsize=CACHED)
def _relevance(question: Same[Question], candidate: Candidate, idf: Idf) -> float:
    values = features(question.value, candidate, idf)
    return sum(RANKER[name] * values[name] for name in RANKER)


def features(question: Question, candidate: Candidate, idf: Idf) -> dict[str, float]:
    """Value of each feature that `weights.RANKER` weighs, in [-1, 1]."""
    text = candidate.text
    context = "\n".join((text, candidate.before, candidate.heading))
    spots = answer_spots(question, text)
    in_text = coverage(question.words, text, idf)
    unigrams = _gram_coverage(question.core, text, 1, idf)
    verbs = [w for w in question.words if w.tag.startswith("v")]
    return {
        "words": in_text,
        "words_context": coverage(question.words, context, idf) - in_text,
        "bigrams": _gram_coverage(question.core, text, 2, idf),
        "unigrams": unigrams,
        "unigrams_context": _gram_coverage(question.core, context, 1, idf) - unigrams,
        "verbs": coverage(verbs, text, idf, empty=NEUTRAL),
        "asked": coverage(question.asked, text, idf),
        "kind": _kind_match(question, spots),
        "near": _nearness(question.words, text, spots),
        "near_asked": _nearness(question.asked, text, spots),
        "order": _in_order(question.words, text),
        "numbers": _share([w.text in text for w in question.words if w.text[0].isdigit()]),
        "time": _time_match(question, text),
        "quoted": _share([squeeze(q) in text for q in question.quoted]),
        "first": float(candidate.first),
        "novel": 1 - min(len("".join(question.core.split())) / max(len(text), 1), 1.0),
        "definition": float(question.kind == "definition" and _defines(question, text)),
        "reason": float(question.kind == "why" and _tells(candidate, _REASON, _REASONS_BELOW)),
        "manner": float(question.kind == "how" and _tells(candidate, _MANNER, _WAYS_BELOW)),
    }


def _tells(candidate: Candidate, said: re.Pattern[str], announced: re.Pattern[str]) -> bool:
    """Whether the sentence says a reason or a way, or the heading right above it does."""
    return bool(said.search(candidate.text) or announced.search(candidate.heading[-HEADING:]))


def _gram_coverage(core: str, text: str, size: int, idf: Idf) -> float:
    """idf-weighted share of the core's character n-grams that stand in `text`."""
    weighed, total = _weighed_grams(core, size, idf)
    return sum(weight for gram, weight in weighed if gram in text) / total if total else 0.0


@lru_cache(maxsize=256)
def _weighed_grams(core: str, size: int, idf: Idf) -> tuple[tuple[tuple[str, float], ...], float]:
    """The core's n-grams with their weights, and the sum of these."""
    grams = [
        part[i : i + size]
        for part in core.split()
        for i in range(len(part) - size + 1)
        if part[i : i + size].isalnum()
    ]
    weights = [idf(gram) for gram in grams]
    return tuple(zip(grams, weights, strict=True)), sum(weights)


def _kind_match(question: Question, spots: Sequence[Span]) -> float:
    if spots:
        return 1.0 if question.units or question.kind != "number" else 0.75
    return 0.0 if question.kind in TYPED else NEUTRAL


def _nearness(asked: Sequence[Word], text: str, spots: Sequence[Span]) -> float:
    """Mean over the asked words met of 1 / (1 + distance / NEAR) to the nearest answer spot."""
    places = [at for w in asked for v in written_for(w.text) if (at := text.find(v)) >= 0]
    if not spots or not places:
        return 0.0
    distances = [min(abs(s.start - at) for s in spots) for at in places]
    return sum(1 / (1 + distance / NEAR) for distance in distances) / len(distances)


def _time_match(question: Question, text: str) -> float:
    """Share of the asked times that a time written in the text fits."""
    given = periods(text) if question.times else ()
    return _share([any(fits(asked, g) for g in given) for asked in question.times])


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else NEUTRAL


def _in_order(asked: Sequence[Word], text: str) -> float:
    """Share of neighbouring question words that stand in the text in the same order."""
    found = [at for w in asked if (at := text.find(w.text)) >= 0]
    return sum(a < b for a, b in pairwise(found)) / max(len(asked) - 1, 1)


def _defined(question: Question) -> Sequence[Word]:
    """The last two words, or those before what asks: 甲<论坛>是个什么定位的活动."""
    asks = _ASKS_NATURE.search(question.text)
    before = [w for w in question.words if asks and w.span.end <= asks.start()]
    return (before or question.words)[-2:]


def _defines(question: Question, text: str) -> bool:
    """Whether the text says what a quoted name, else one of the last two words, is."""
    named = [squeeze(q) for q in question.quoted] or [w.text for w in _defined(question)]
    return any(
        re.search(rf"{re.escape(name)}[^\w，。；]{{0,3}}(?:[（(][^）)]*[）)])?[，,]?{_IS}", text)
        for name in named
    )
