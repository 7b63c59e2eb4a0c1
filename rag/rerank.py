"""Passages read once more: the one whose best sentence answers best goes first.

Two rankings see a passage as a bag of terms or one vector. The features that choose the answering
sentence see where the words stand and whether a number, a date or a name is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.answering.candidates import windows
from rag.answering.coverage import Idf
from rag.answering.features import relevance
from rag.question import Question
from rag.types import Hit

READ = 12  # hits that are read; the others keep their order behind them
WEIGHT = 0.08  # of the best sentence's relevance beside the fused score


def rerank(question: Question, hits: Sequence[Hit], idf: Idf) -> list[Hit]:
    """The hits with the first READ in the order of fused score + WEIGHT * best relevance.

    Scores stay descending: those behind are lowered to the last one that was read.
    """
    read = [
        replace(hit, score=hit.score + WEIGHT * _best(question, hit, idf)) for hit in hits[:READ]
    ]
    read.sort(key=lambda h: (-h.score, h.document.source, h.passage.span.start))
    floor = read[-1].score if read else 0.0
    return [*read, *(replace(hit, score=min(hit.score, floor)) for hit in hits[READ:])]


def _best(question: Question, hit: Hit, idf: Idf) -> float:
    return max((relevance(question, w.candidate, idf) for w in windows([hit])), default=0.0)
