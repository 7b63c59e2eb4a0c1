"""The words of a quote that answer: what the reader marks, held against the question.

A sentence may give values of several things (软件业增长7.2%，电子信息制造业增长37.5%). The reader
alone may take the neighbour's value; the clause that names what was asked is preferred. Where an
amount or a date is asked for, only values of that kind may be marked. The marked words are whole:
no value, word, quotation or title is cut.
"""

from __future__ import annotations

from typing import Final

from rag.answering.coverage import Idf, coverage
from rag.answering.shapes import TYPED
from rag.answering.values import VALUED, asked_values, whole
from rag.brackets import lines, pairs
from rag.patterns import regex
from rag.question import Question
from rag.reader.hits import Readings
from rag.reader.reading import Answered, tidied
from rag.sentences import clauses
from rag.text import is_han, squeeze
from rag.types import Document, Span
from rag.words import in_dictionary, words

# A claim was chosen because it answers, so mostly it does where the reader says, sure of it or not;
# below this, what is marked is wrong more often than right.
LEAST: Final = -6.0
NAMED: Final = 6.0  # logits that a clause gains which names all that the question asks about
LEAST_GUESSED: Final = 3  # characters of a word that only the segmenter takes for one
LONGEST_WORD: Final = 4  # characters; a longer one is a compound that an answer may be part of
_OPENING: Final = regex(r"(?:的(?!确)|是(?!否)|为(?![了何])|由(?!于))(?=..)")
_CLOSING: Final = regex(r"(?<=.[^目])的$|(?<=..)(?<!为)了$")


def focus(
    question: Question, document: Document, quote: Span, idf: Idf, readings: Readings
) -> Span | None:
    """The part of a quote that answers, whole words only; None where the reader marks nothing."""
    if value := _value(question, document, quote, idf, readings):
        return Span(value.start, value.end)
    best = _stretch(question, document, quote, idf, readings)
    if best is None:
        return None
    text = document.text
    found = tidied(text, best)
    return _trimmed(text, _whole(question, text, quote, Span(found.start, found.end)))


def _value(
    question: Question, document: Document, quote: Span, idf: Idf, readings: Readings
) -> Answered | None:
    """The best of the quote's values, where one is asked for and there is one."""
    if question.kind not in VALUED:
        return None
    text = document.text
    found = [
        Answered(value.start, value.end, read.score)
        for value in asked_values(question, text, quote)
        if (read := _read(document, quote, value, readings))
    ]
    return _best_named(question, text, quote, found, idf)


def _read(document: Document, quote: Span, value: Span, readings: Readings) -> Answered | None:
    """The best answer inside a value, or, where its tokens reach over its edges, around it."""
    wider = Span(max(quote.start, value.start - 1), min(quote.end, value.end + 1))
    return readings.best(document.id, value) or readings.best(document.id, wider)


def _stretch(
    question: Question, document: Document, quote: Span, idf: Idf, readings: Readings
) -> Answered | None:
    """The best answer in the quote; of a kind that several clauses may give, the one named."""
    best = readings.best(document.id, quote)
    if best is None or best.score <= LEAST:
        return None
    parts = clauses(document.text, quote)
    # An answer that runs over several clauses has none like it.
    if question.kind not in TYPED or not any(c.covers(Span(best.start, best.end)) for c in parts):
        return best
    rivals = [answer for clause in parts if (answer := readings.best(document.id, clause))]
    return _best_named(question, document.text, quote, [best, *rivals], idf)


def _best_named(
    question: Question, text: str, quote: Span, found: list[Answered], idf: Idf
) -> Answered | None:
    return max(
        found,
        key=lambda a: a.score + NAMED * _named(question, text, quote, a, idf),
        default=None,
    )


def _named(question: Question, text: str, quote: Span, answer: Answered, idf: Idf) -> float:
    """Share of what the question asks about that the answer's clause names."""
    at = Span(answer.start, answer.end)
    clause = next((c for c in clauses(text, quote) if c.overlaps(at)), quote)
    return coverage(question.words, squeeze(clause.of(text)), idf)


def _whole(question: Question, text: str, quote: Span, answer: Span) -> Span:
    """The answer with all of each value, Chinese word, quotation and title it holds a part of."""
    found = whole(question, text, quote, answer)
    for word in words(quote.of(text)):
        at = Span(word.span.start + quote.start, word.span.end + quote.start)
        if at.overlaps(found) and not found.covers(at) and _is_one_word(word.text):
            found = _joined(found, at)
    for line in lines(text, quote):
        for pair in pairs(text, line):
            if pair.overlaps(found) and not Span(pair.start + 1, pair.end - 1).covers(found):
                found = _joined(found, pair)
    return whole(question, text, quote, found)


def _is_one_word(text: str) -> bool:
    """Whether it is surely one: two characters that no dictionary knows may be parts of two."""
    return (
        len(text) <= LONGEST_WORD
        and is_han(text[0])
        and (len(text) >= LEAST_GUESSED or in_dictionary(text))
    )


def _joined(a: Span, b: Span) -> Span:
    return Span(min(a.start, b.start), max(a.end, b.end))


def _trimmed(text: str, answer: Span) -> Span:
    """Without the particle in front or behind that belongs to the words around it."""
    said = answer.of(text)
    if opening := _OPENING.match(said):
        answer = Span(answer.start + opening.end(), answer.end)
    if _CLOSING.search(answer.of(text)):
        answer = Span(answer.start, answer.end - 1)
    return answer
