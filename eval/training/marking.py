"""What an answer marks when the passage is given: the words of its first claim that answer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

from eval.training.trials import UNREFUSED
from rag.answering.coverage import Idf
from rag.answering.extractive import draft
from rag.question import analyse
from rag.reader.hits import Readings, ReadPassage
from rag.reader.reading import Reading
from rag.structure import find_structure
from rag.text import squeeze
from rag.types import Document, Hit, Passage, Span

ID = "given"


def marked(question: str, title: str, text: str, reading: Reading, idf: Idf) -> str:
    """The marked words of the first claim drafted from `text` alone; empty where none are."""
    if not text.strip():
        return ""
    whole = Span(0, len(text))
    document = Document(ID, ID, text, "text", title, structure=find_structure(text, ()))
    hit = Hit(Passage(ID, whole, text, ()), document, 1.0, None, None)
    readings = Readings({ID: [ReadPassage(whole, 0, reading)]})
    claims = draft(analyse(question), [hit], idf, UNREFUSED, readings).claims
    return claims[0].focus.of(text) if claims and claims[0].focus else ""


def idf_of(texts: Sequence[str]) -> Idf:
    """log(1 + n / (1/2 + texts with the word)), of words anywhere in the folded texts."""
    folded = [squeeze(text) for text in texts]

    @cache
    def idf(word: str) -> float:
        return math.log(1 + len(folded) / (0.5 + sum(word in text for text in folded)))

    return idf
