"""The words of a quote that answer: what the reader marks, held against the question.

A sentence may give values of several things (软件业增长7.2%，电子信息制造业增长37.5%). The reader
alone may take the neighbour's value; the clause that names what was asked is preferred.
"""

from __future__ import annotations

from typing import Final

from rag.answering.coverage import Idf, coverage
from rag.answering.shapes import TYPED
from rag.quantities import quantities
from rag.question import Question
from rag.reader.hits import Readings
from rag.reader.reading import Answered, tidied
from rag.sentences import clauses
from rag.text import squeeze
from rag.times import periods
from rag.types import Document, Span

# A claim that was chosen for a value of the asked kind mostly holds it where the reader says.
LEAST: Final = -6.0
NAMED: Final = 6.0  # logits that a clause gains which names all that the question asks about


def focus(
    question: Question, document: Document, quote: Span, idf: Idf, readings: Readings
) -> Span | None:
    """The part of a quote that answers, whole values only; None where the reader marks nothing."""
    best = readings.best(document.id, quote)
    if best is None or best.score <= (LEAST if question.kind in TYPED else 0.0):
        return None
    inside = [c for c in clauses(document.text, quote) if c.covers(Span(best.start, best.end))]
    if inside:  # else it runs over several clauses, and no other one is like it
        best = max(
            (best, *_rivals(document, quote, readings)),
            key=lambda a: a.score + NAMED * _named(question, document.text, quote, a, idf),
        )
    best = tidied(document.text, best)
    return _whole(document.text, quote, Span(best.start, best.end))


def _rivals(document: Document, quote: Span, readings: Readings) -> list[Answered]:
    """The best answer of each clause."""
    found = (readings.best(document.id, clause) for clause in clauses(document.text, quote))
    return [answer for answer in found if answer is not None]


def _named(question: Question, text: str, quote: Span, answer: Answered, idf: Idf) -> float:
    """Share of what the question asks about that the answer's clause names."""
    at = Span(answer.start, answer.end)
    clause = next((c for c in clauses(text, quote) if c.overlaps(at)), quote)
    return coverage(question.words, squeeze(clause.of(text)), idf)


def _whole(text: str, quote: Span, answer: Span) -> Span:
    """The answer with all of each value and date that it holds a part of."""
    said = quote.of(text)
    values = [q.span for q in quantities(said)]
    for span in sorted((*values, *(p.span for p in periods(said)))):
        value = Span(span.start + quote.start, span.end + quote.start)
        if value.overlaps(answer):
            answer = Span(min(answer.start, value.start), max(answer.end, value.end))
    return answer
