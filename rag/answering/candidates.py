"""From hits to candidates: the sentences of the retrieved passages, one or two at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import takewhile

from rag.answering.orders import is_order
from rag.identity import Same
from rag.patterns import regex
from rag.sentences import clauses, sentences
from rag.text import squeeze
from rag.types import Document, Hit, Span

CONTEXT = 260  # characters before a sentence that may name its subject
OPENING = 150  # characters of a document's first sentence that say what it is about
REACH = 200  # characters around a passage in which a cut sentence is completed
ON_GROUND = 3.0  # bonus, on the scale of scores, for what the turn before spoke of
UNSEEN = 0.85  # cosine taken for a passage that only the lexical ranking found
LONGEST = 130  # characters of two sentences taken together
LONGEST_LABELLED = 260  # the same where the first is the other's label: 二是“两带协同”。
CACHED = 1024  # passages whose sentences are kept; some 20 KB each
LONGEST_LABEL = 30  # characters
# A sentence that is but a name in quotation marks: what it means is said behind it.
_LABEL = regex(
    r"^(?:[一二三四五六七八九十]{1,2}[是、]|其[一二三四五六七八九十][,是]|第[一二三四五六七八九十]{1,2}[,、]|[(]?\d{1,2}[).、])?"
    r"[“\"「『]([^”\"」』]{2,16})[”\"」』][。:]"
)
# Date, source and editor glued on one line: it says where the text is from, nothing of its matter.
_CREDIT = regex(r"(?:20\d\d[-/.年]\d+[-/.月]\d+日?(?:\d+:\d+(?::\d+)?)?)?(?:来源|编辑|责编|作者):")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence in its place. All strings are folded and without white space.

    `before` is the two sentences before it (more would let a far subject in: measured);
    `heading` the titles above it; `first` says that it opens its passage.
    """

    text: str
    before: str = ""
    heading: str = ""
    first: bool = False


@dataclass(frozen=True, slots=True)
class Window:
    """One or two sentences (or some clauses of a long one) that may be quoted as the answer."""

    document: Document
    span: Span
    candidate: Candidate
    retrieved: float  # fused score of the passage, 0 to 1
    rank: int  # of the passage, from 0
    dense: float  # cosine of the passage and the question, UNSEEN where it was not measured
    context: str  # folded; up to CONTEXT characters before it that may name its subject
    on_ground: float = 0.0  # bonus in a passage that the turn before spoke of

    @property
    def text(self) -> str:
        return self.span.of(self.document.text)


def windows(hits: Sequence[Hit]) -> list[Window]:
    """Every sentence of the hits, and every two neighbours that are short together.

    A sentence that the passage cuts is completed from the document. Each place counts once, for
    the best hit that holds it.
    """
    found: dict[tuple[str, Span], Window] = {}
    for rank, hit in enumerate(hits):
        for window in _of_hit(hit, rank):
            found.setdefault((window.document.id, window.span), window)
    return list(found.values())


def clause_windows(window: Window, hit: Hit, longest: int) -> list[Window]:
    """Runs of whole parts of the window, at most `longest` characters each.

    Parts end at semicolons and full stops; where one of them alone is too long, at commas.
    """
    text = window.document.text
    parts: list[Span] = []
    for part in sentences(text, window.span, semicolons=True):
        parts += [part] if len(part) <= longest else clauses(text, part)
    out: list[Window] = []
    for i, first in enumerate(parts):
        runs = (Span(first.start, last.end) for last in parts[i:])
        short = takewhile(lambda run: len(run) <= longest, runs)
        out += [window_at(hit, window.rank, run) for run in short]
    return out


def window_at(hit: Hit, rank: int, span: Span, before: Span | None = None) -> Window:
    """The window at `span` of the hit's document, with what stands before and above it."""
    return _window(hit, rank, _placed(hit.document, hit.passage.span, span, before))


def line_around(text: str, span: Span) -> Span:
    """The line of `text` that holds `span`, without its line breaks."""
    end = text.find("\n", span.end)
    return Span(text.rfind("\n", 0, span.start) + 1, end if end >= 0 else len(text))


def above(window: Window) -> str:
    """The title of the document and the headings above a sentence, folded."""
    document = window.document
    return squeeze("\n".join((document.title, *document.heading_path_at(window.span.start))))


@dataclass(frozen=True, slots=True)
class _Placed:
    """What of a window no question changes."""

    span: Span
    candidate: Candidate
    context: str


def _of_hit(hit: Hit, rank: int) -> Iterator[Window]:
    for placed in _of_passage(Same(hit.document), hit.passage.span):
        yield _window(hit, rank, placed)


def _window(hit: Hit, rank: int, placed: _Placed) -> Window:
    dense = UNSEEN if hit.dense is None else hit.dense
    span, candidate, context = placed.span, placed.candidate, placed.context
    if not hit.said_of:
        return Window(hit.document, span, candidate, hit.score, rank, dense, context)
    before = f"{hit.said_of}\n{candidate.before}"  # what it was asked about is spoken of here
    candidate = replace(candidate, before=before)
    return Window(hit.document, span, candidate, hit.score, rank, dense, context, ON_GROUND)


@lru_cache(maxsize=CACHED)
def _of_passage(document: Same[Document], passage: Span) -> tuple[_Placed, ...]:
    """The sentences and pairs of sentences of a passage, see `windows`."""
    return tuple(_cut(document.value, passage))


def _cut(document: Document, passage: Span) -> Iterator[_Placed]:
    spans = _completed(document.text, passage)
    for i, span in enumerate(spans):
        before = Span(spans[max(0, i - 2)].start, span.start)
        yield _placed(document, passage, span, before)
        if i + 1 < len(spans) and not is_label(document.text, spans[i + 1]):
            pair = Span(span.start, spans[i + 1].end)
            both = pair.of(document.text)
            longest = LONGEST_LABELLED if is_label(document.text, span) else LONGEST
            if len(pair) <= longest and "\n" not in both and not is_order(both):
                yield _placed(document, passage, pair, before)


@lru_cache(maxsize=256)
def whole(document: Same[Document]) -> str:
    """Title and text of a document, folded and without white space."""
    return squeeze(f"{document.value.title}\n{document.value.text}")


def label_of(text: str) -> str:
    """The name that squeezed `text` opens with as the label of what stands behind it; else "".

    >>> label_of("一是“一核引领”。立足特色优势,建设示范区。"), label_of("建成“一核”。")
    ('一核引领', '')
    """
    match = _LABEL.match(text)
    return match[1] if match else ""


def is_label(text: str, sentence: Span) -> bool:
    """Whether a sentence is a label and no more."""
    return len(sentence) <= LONGEST_LABEL and bool(label_of(squeeze(sentence.of(text))))


def _placed(document: Document, passage: Span, span: Span, before: Span | None) -> _Placed:
    candidate = Candidate(
        text=squeeze(span.of(document.text)),
        before=squeeze(before.of(document.text)) if before else "",
        heading=squeeze("\n".join(_above(document, span))),
        first=span.start <= passage.start,
    )
    return _Placed(span, candidate, squeeze(_context(document, span)))


def _completed(text: str, span: Span) -> list[Span]:
    """Sentences that overlap the passage, whole even where the passage cuts them.

    The one behind a label that ends the passage is among them.
    """
    low, high = max(0, span.start - REACH), min(len(text), span.end + REACH)
    line = line_around(text, span)
    around = Span(max(line.start, low), min(line.end, high))
    found: list[Span] = []
    for s in sentences(text, around):
        behind_label = bool(found) and is_label(text, found[-1])
        known = s.overlaps(span) or behind_label
        if known and not _CREDIT.match(squeeze(s.of(text))) and not is_order(s.of(text)):
            found.append(s)
    return found


def _above(document: Document, span: Span) -> tuple[str, ...]:
    """Title and headings, and the opening of the paragraph's document where it is one paragraph."""
    opening = _opening(document.text)
    same_line = "\n" not in document.text[opening.end : span.start]
    known = opening.of(document.text) if opening.end <= span.start and same_line else ""
    return (document.title, known, *document.heading_path_at(span.start))


@lru_cache(maxsize=512)
def _opening(text: str) -> Span:
    """The first sentence, at most OPENING characters: news name their subject there."""
    first = next(iter(sentences(text, Span(0, min(len(text), 2 * OPENING)))), Span(0, 0))
    return Span(first.start, min(first.end, first.start + OPENING))


def _context(document: Document, span: Span) -> str:
    """Up to CONTEXT characters before the window, not from before its section's heading."""
    sections = document.structure.sections
    heading = max((s.span.start for s in sections if s.span.start <= span.start), default=0)
    return document.text[max(heading, span.start - CONTEXT) : span.start]
