"""From hits to candidates: the sentences of the retrieved passages, one or two at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.features import Candidate, candidate_text
from rag.sentences import clauses, sentences
from rag.types import Document, Hit, Span

CONTEXT = 260  # characters before a sentence that may name its subject
OPENING = 150  # characters of a document's first sentence that say what it is about
REACH = 200  # characters around a passage in which a cut sentence is completed
LONGEST = 130  # characters of two sentences taken together, or of a sentence kept whole
# Date, source and editor glued on one line: it says where the text is from, nothing of its matter.
_CREDIT = re.compile(
    r"(?:20\d\d[-/.年]\d+[-/.月]\d+日?(?:\d+:\d+(?::\d+)?)?)?(?:来源|编辑|责编|作者)[::]"
)


@dataclass(frozen=True, slots=True)
class Window:
    """One or two sentences (or some clauses of a long one) that may be quoted as the answer."""

    document: Document
    span: Span
    candidate: Candidate
    retrieved: float  # fused score of the passage, 0 to 1
    rank: int  # of the passage, from 0
    context: str  # folded; up to CONTEXT characters before it that may name its subject

    @property
    def text(self) -> str:
        return self.span.of(self.document.text)


def windows(hits: Sequence[Hit]) -> list[Window]:
    """Every sentence of the hits, and every two neighbours that are short together.

    A sentence that the passage cuts is completed from the document. Each place counts once, for
    the best hit that holds it.
    """
    seen: set[tuple[str, int, int]] = set()
    out: list[Window] = []
    for rank, hit in enumerate(hits):
        for window in _of_hit(hit, rank):
            key = (window.document.id, window.span.start, window.span.end)
            if key not in seen:
                seen.add(key)
                out.append(window)
    return out


def _of_hit(hit: Hit, rank: int) -> Iterator[Window]:
    spans = _completed(hit)
    for i, span in enumerate(spans):
        before = Span(spans[max(0, i - 2)].start, span.start)
        yield window_at(hit, rank, span, before)
        if i + 1 < len(spans):
            pair = Span(span.start, spans[i + 1].end)
            if len(pair) <= LONGEST and "\n" not in pair.of(hit.document.text):
                yield window_at(hit, rank, pair, before)


def window_at(hit: Hit, rank: int, span: Span, before: Span | None = None) -> Window:
    """The window at `span` of the hit's document, with what stands before and above it."""
    document = hit.document
    candidate = Candidate(
        text=candidate_text(span.of(document.text)),
        before=candidate_text(before.of(document.text)) if before else "",
        heading=candidate_text("\n".join(_above(document, span))),
        first=span.start <= hit.passage.span.start,
    )
    context = candidate_text(_context(document, span))
    return Window(document, span, candidate, hit.score, rank, context)


def _above(document: Document, span: Span) -> tuple[str, ...]:
    """Title and headings, and the opening of the paragraph's document where it is one paragraph."""
    opening = _opening(document.text)
    same_line = "\n" not in document.text[opening.end : span.start]
    known = opening.of(document.text) if opening.end <= span.start and same_line else ""
    return (document.title, known, *document.heading_path_at(span.start))


@lru_cache(maxsize=512)
def _opening(text: str) -> Span:
    """The first sentence, at most OPENING characters: news and articles name their subject there."""
    first = sentences(text, Span(0, min(len(text), 2 * OPENING)))[:1]
    return (
        Span(first[0].start, min(first[0].end, first[0].start + OPENING)) if first else Span(0, 0)
    )


def _completed(hit: Hit) -> list[Span]:
    """Sentences that overlap the passage, whole even where the passage cuts them."""
    text, span = hit.document.text, hit.passage.span
    start = text.rfind("\n", max(0, span.start - REACH), span.start) + 1 or max(
        0, span.start - REACH
    )
    end = text.find("\n", span.end, span.end + REACH)
    around = Span(start, end if end >= 0 else min(len(text), span.end + REACH))
    return [
        s
        for s in sentences(text, around)
        if s.overlaps(span) and not _CREDIT.match(candidate_text(s.of(text)))
    ]


def _context(document: Document, span: Span) -> str:
    """Up to CONTEXT characters before the window, not from before its section's heading."""
    start = max(0, span.start - CONTEXT)
    for section in reversed(document.structure.sections):
        if section.span.start <= span.start:
            start = max(start, section.span.start)
            break
    return document.text[start : span.start]


def clause_windows(window: Window, hit: Hit, longest: int) -> list[Window]:
    """Runs of whole parts of the window, at most `longest` characters each.

    Parts end at semicolons and full stops; where one of them alone is too long, at commas.
    """
    text = window.document.text
    parts: list[Span] = []
    for part in sentences(text, window.span, semicolons=True):
        parts += [part] if len(part) <= longest else clauses(text, part)
    out: list[Window] = []
    for i in range(len(parts)):
        for j in range(i, len(parts)):
            span = Span(parts[i].start, parts[j].end)
            if len(span) > longest:
                break
            out.append(window_at(hit, window.rank, span))
    return out
