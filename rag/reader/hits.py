"""Retrieved passages read for the answer: scores of any stretch of a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rag.passages import embedding_text
from rag.reader.reading import Answered, Reading
from rag.types import Hit, Span

if TYPE_CHECKING:
    from rag.reader.reading import Reader


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


def read_hits(reader: Reader, question: str, hits: Sequence[Hit]) -> Readings:
    """Read every hit, each under the header it was indexed with; answers lie below the header."""
    texts = [
        embedding_text(h.document.title, h.document.date, h.passage.heading_path, h.passage.text)
        for h in hits
    ]
    begins = [len(text) - len(hit.passage.text) for text, hit in zip(texts, hits, strict=True)]
    passages: dict[str, list[ReadPassage]] = {}
    for hit, begin, reading in zip(hits, begins, reader.read(question, texts, begins), strict=True):
        shift = hit.passage.span.start - begin
        read = ReadPassage(hit.passage.span, shift, reading)
        passages.setdefault(hit.document.id, []).append(read)
    return Readings(passages)
