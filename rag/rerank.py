"""Passages read once more: the one whose best sentence answers best goes first.

Two rankings see a passage as a bag of terms or one vector. The features that choose the answering
sentence see where the words stand and whether a number, a date or a name is there. Which passage
it is, they tell by other weights than which of its sentences, and with two features more: how much
of the question stands in the passage and above it, and whether it speaks of the year asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from typing import Final

from rag.answering.candidates import windows
from rag.answering.coverage import Idf
from rag.answering.features import NEUTRAL, features, relevance
from rag.patterns import regex
from rag.question import Question
from rag.text import fold, squeeze
from rag.times import Anchor, periods
from rag.types import Hit

READ = 10  # hits that are read; the others keep their order behind them
# Feature -> weight beside the fused score, fitted by `python -m eval.training.passages`.
WEIGHTS: Final[dict[str, float]] = json.loads(
    (files("rag") / "data" / "passage_weights.json").read_text(encoding="utf-8")
)
_NOT_WORD = regex(r"[\W_]+")


def rerank(question: Question, hits: Sequence[Hit], idf: Idf) -> list[Hit]:
    """The hits with the first READ in the order of fused score + weighed features.

    Scores stay descending: those behind are lowered to the last one that was read.
    """
    read = [replace(hit, score=hit.score + _worth(question, hit, idf)) for hit in hits[:READ]]
    read.sort(key=lambda h: (-h.score, h.document.source, h.passage.span.start))
    floor = read[-1].score if read else 0.0
    return [*read, *(replace(hit, score=min(hit.score, floor)) for hit in hits[READ:])]


def _worth(question: Question, hit: Hit, idf: Idf) -> float:
    values = passage_features(question, hit, idf)
    return sum(weight * values.get(name, 0.0) for name, weight in WEIGHTS.items())


def passage_features(question: Question, hit: Hit, idf: Idf) -> dict[str, float]:
    """What WEIGHTS weighs, in [-1, 1]: `coverage`, `year`, and the features of one sentence.

    That is the most relevant sentence; a passage of which none may be quoted has none of its own.
    """
    found = [window.candidate for window in windows([hit])]
    best = max(found, key=lambda c: relevance(question, c, idf), default=None)
    sentence = {} if best is None else features(question, best, idf)
    return sentence | {
        "coverage": _coverage(question, hit, idf),
        "year": _year_match(question, hit),
    }


def _coverage(question: Question, hit: Hit, idf: Idf) -> float:
    """idf-weighted share of the question's bigrams in the passage, its headings or its title.

    Times and the words that ask count too; of an English question its translation counts.
    """
    weighed, total = _bigrams(question.core if question.lang == "en" else question.text, idf)
    text = "\n".join(map(squeeze, _with_headings(hit)))
    return sum(weight for gram, weight in weighed if gram in text) / total if total else 0.0


@lru_cache(maxsize=256)
def _bigrams(text: str, idf: Idf) -> tuple[tuple[tuple[str, float], ...], float]:
    """The bigrams of a question with their weights, and the sum of these."""
    parts = _NOT_WORD.split(fold(text))
    grams = [part[i : i + 2] for part in parts for i in range(len(part) - 1)]
    weights = [idf(gram) for gram in grams]
    return tuple(zip(grams, weights, strict=True)), sum(weights)


def _year_match(question: Question, hit: Hit) -> float:
    """Share of the times asked for whose year the passage speaks of; NEUTRAL without any."""
    if not question.times:
        return NEUTRAL
    spoken = tuple(_years(hit))
    asked = [time.first.year for time in question.times]
    return sum(any(first <= year <= last for first, last in spoken) for year in asked) / len(asked)


def _years(hit: Hit) -> Iterator[tuple[int, int]]:
    """First and last year of the document's date and of each time named, also as 今年 or 去年."""
    anchor = Anchor.of(hit.document.date)
    if anchor is not None:
        yield anchor.first.year, anchor.last.year
    for period in periods("\n".join(_with_headings(hit)), anchor):
        yield period.first.year, period.last.year


def _with_headings(hit: Hit) -> tuple[str, ...]:
    return (hit.passage.text, hit.document.title, *hit.passage.heading_path)
