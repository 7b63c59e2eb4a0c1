"""Retrieved passages read for the answer: scores of any stretch of a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import compress
from typing import TYPE_CHECKING

from rag.passages import embedding_text
from rag.reader.reading import Answered, Reading
from rag.types import Hit, Span

if TYPE_CHECKING:
    from rag.reader.reading import Reader

FIRST = 2  # hits read at once: nine answers in ten stand in the first, most others in the second
RULED_OUT = -4.0  # score of a passage's best words from which down it does not hold the answer


@dataclass(frozen=True, slots=True, eq=False)
class ReadPassage:
    """A passage and what the reader says of it; `shift` turns its code points into document's."""

    span: Span
    shift: int
    reading: Reading


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """What a reader says about the passages it has read, by document id; empty: nothing read."""

    passages: Mapping[str, Sequence[ReadPassage]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.passages)

    def best(self, document_id: str, span: Span) -> Answered | None:
        """The best answer inside `span`, in code points of the document; None if unread."""
        found = [
            Answered(best.start + p.shift, best.end + p.shift, best.score)
            for p in self.passages.get(document_id, ())
            if p.span.overlaps(span)
            and (best := p.reading.best(span.start - p.shift, span.end - p.shift))
        ]
        return max(found, key=lambda a: a.score, default=None)


UNREAD = Readings()


@lru_cache(maxsize=64)
def odds(readings: Readings) -> float:
    """The log-odds of the passage that likeliest holds the answer; -inf where none was read."""
    read = (p for passages in readings.passages.values() for p in passages)
    return max((p.reading.odds() for p in read), default=float("-inf"))


def read_hits(reader: Reader, questions: Sequence[str], hits: Sequence[Hit]) -> Readings:
    """Read the best hits, and the others only where none of those holds an answer.

    `questions` are the question as each hit is to be read for it.

    Reading is the dearest step of an answer. Where the reader does not rule out the `FIRST` hits,
    the others do not change what is answered: of 1,312 development questions 2 answers differ.
    What the turn before spoke of is read with the best ones.
    """
    at_once = [rank < FIRST or bool(h.said_of) for rank, h in enumerate(hits)]
    found = _read(reader, tuple(compress(questions, at_once)), tuple(compress(hits, at_once)))
    answers = (passage.reading.best() for _, passage in found)
    if not any(answer.score > RULED_OUT for answer in answers if answer):
        later = [not read for read in at_once]
        found += _read(reader, tuple(compress(questions, later)), tuple(compress(hits, later)))
    passages: dict[str, list[ReadPassage]] = {}
    for document_id, passage in found:
        passages.setdefault(document_id, []).append(passage)
    return Readings(passages)


def _read(
    reader: Reader, questions: Sequence[str], hits: Sequence[Hit]
) -> list[tuple[str, ReadPassage]]:
    """(document id, passage) of each hit, read under the header it was indexed with.

    Answers lie below the header. Hits that one question is asked of are read together.
    """
    found: dict[int, tuple[str, ReadPassage]] = {}
    for question in dict.fromkeys(questions):
        places = [at for at, asked in enumerate(questions) if asked == question]
        read = read_together(reader, question, [hits[at] for at in places])
        found |= dict(zip(places, read, strict=True))
    return [found[at] for at in sorted(found)]


def read_together(
    reader: Reader, question: str, hits: Sequence[Hit]
) -> list[tuple[str, ReadPassage]]:
    """(document id, passage) of each hit, all read for one question at once."""
    texts = [
        embedding_text(h.document.title, h.document.date, h.passage.heading_path, h.passage.text)
        for h in hits
    ]
    begins = [len(text) - len(hit.passage.text) for text, hit in zip(texts, hits, strict=True)]
    readings = reader.read(question, texts, begins)
    return [
        (h.document.id, ReadPassage(h.passage.span, h.passage.span.start - begin, reading))
        for h, begin, reading in zip(hits, begins, readings, strict=True)
    ]
