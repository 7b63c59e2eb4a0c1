"""A text taken apart for comparison: where its clauses are, and what stands where.

Every offset is into the text as given. Claims and quotes are read by the same code, so that what
is said the same way is read the same way.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

from rag.brackets import trimmed
from rag.patterns import regex
from rag.quantities import Quantity, quantities
from rag.sentences import clauses, sentences
from rag.support.moments import Moment, moments
from rag.support.names import Name, names
from rag.text import fold, han_share, is_han
from rag.times import Anchor
from rag.types import Span
from rag.words import Word, terms_joined, words

Language = Literal["zh", "en"]

_ENGLISH_BELOW: Final = 0.3  # share of Han characters among the letters
_BESIDE_DATE: Final = 2  # characters of a clause that is a date: 在2010年里
_RESPECTIVELY: Final = regex("分别")
_JOINTS: Final = "[、和与及]"
_PIECES: Final = regex(r"[、，,；;。：:]|(?<=[\d%元家个户])(?:和|与|及|以及)| and |而(?!是|言|成)")


@dataclass(frozen=True, slots=True)
class Places:
    """Of every offset of a text, the numbers of the piece, the clause and the sentence it is in."""

    pieces: tuple[int, ...]  # a clause cut further at 、 and at conjunctions between figures
    clauses: tuple[int, ...]
    sentences: tuple[int, ...]

    def closeness(self, one: int, other: int) -> float:
        """How near two offsets stand: 1.0 in one piece, falling to 0.1 in one text."""
        if self.pieces[one] == self.pieces[other]:
            return 1.0
        if self.clauses[one] == self.clauses[other]:
            return 0.8
        apart = abs(self.sentences[one] - self.sentences[other])
        return (0.55, 0.3)[apart] if apart < 2 else 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What a text says, with places.

    `plain` is the folded text without the blanks beside Han characters, which files put anywhere;
    `origin[i]` is the offset in `text` of its i-th character.
    """

    text: str
    folded: str
    lang: Language
    plain: str
    origin: tuple[int, ...]
    places: Places
    piece_starts: tuple[int, ...]
    sentences: tuple[Span, ...]
    clauses: tuple[Span, ...]
    quantities: tuple[Quantity, ...]
    moments: tuple[Moment, ...]
    titled: tuple[Moment, ...]  # those in the titles of documents
    names: tuple[Name, ...]
    words: tuple[Word, ...]  # content words that are in no quantity, moment or name

    def sentence_at(self, offset: int) -> Span:
        return _around(self.sentences, offset)

    def clause_at(self, offset: int) -> Span:
        return _around(self.clauses, offset)

    def occurrences(self, written: str) -> list[int]:
        """Offsets in the text at which `written` (folded, without blanks) begins."""
        found, at = [], self.plain.find(written)
        while at >= 0:
            if _stands_alone(self.plain, at, written):
                found.append(self.origin[at])
            at = self.plain.find(written, at + 1)
        return found


def _stands_alone(plain: str, at: int, written: str) -> bool:
    """A Latin word is no word inside another one (a plural or other ending may follow)."""
    if not (written[0].isascii() and written[0].isalnum()):
        return True
    before = plain[at - 1 : at]
    return not (before.isascii() and before.isalnum())


def _around(spans: tuple[Span, ...], offset: int) -> Span:
    return spans[max(0, bisect_right(spans, offset, key=lambda s: s.start) - 1)]


def _numbered(starts: Sequence[int], size: int) -> tuple[int, ...]:
    """For every offset up to `size`, how many of the ascending `starts` are not behind it."""
    return tuple(bisect_right(starts, offset) for offset in range(size + 1))


@lru_cache(maxsize=1024)
def read(text: str, anchor: Anchor | None = None) -> Reading:
    """Take `text` apart; `anchor` is the present of the document that its 今年 leans on."""
    folded = fold(text)
    plain, origin = _squeezed(folded)
    whole = Span(0, len(text))
    clause_spans = clauses(text, whole) or (whole,)
    sentence_spans = sentences(text, whole, semicolons=False) or (whole,)
    pieces = _piece_starts(folded, clause_spans)
    when = moments(text, anchor)
    figures = quantities(text, [m.span for m in when])
    counted = [*(m.span for m in when), *(q.span for q in figures)]
    called = tuple(
        n
        for n in names(text)
        if n.kind in ("document", "quotation")
        or "〕" in n.key
        or not any(n.span.overlaps(s) for s in counted)
    )
    taken = [*counted, *(n.span for n in called if n.kind != "quotation")]
    return Reading(
        text=text,
        folded=folded,
        lang="en" if han_share(text) < _ENGLISH_BELOW and re.search("[a-z]", folded) else "zh",
        plain=plain,
        origin=origin,
        places=_places(folded, pieces, clause_spans, sentence_spans, figures, when),
        piece_starts=pieces,
        sentences=sentence_spans,
        clauses=clause_spans,
        quantities=figures,
        moments=when,
        titled=tuple(_titled(text, called)),
        names=called,
        words=_content(folded, taken),
    )


def _titled(text: str, called: Sequence[Name]) -> Iterator[Moment]:
    for name in called:
        if name.kind == "document":
            inside = Span(name.span.start + 1, name.span.end - 1)
            for moment in moments(inside.of(text)):
                start, end = moment.span.start + inside.start, moment.span.end + inside.start
                yield replace(moment, span=Span(start, end))


def _places(
    folded: str,
    pieces: Sequence[int],
    clause_spans: Sequence[Span],
    sentence_spans: Sequence[Span],
    figures: Sequence[Quantity],
    when: Sequence[Moment],
) -> Places:
    size = len(folded)
    framed = set(_framed(folded, clause_spans, when))
    fine = list(_numbered([p for p in pieces if p not in framed], size))
    medium = list(_numbered([s.start for s in clause_spans if s.start not in framed], size))
    for number, spans in enumerate(_respective(folded, sentence_spans, figures), 1):
        for span in spans:  # a thing and its figure are as near as if they stood together
            fine[span.start : span.end] = [-number] * len(span)
            medium[span.start : span.end] = [-number] * len(span)
    return Places(tuple(fine), tuple(medium), _numbered([s.start for s in sentence_spans], size))


def _framed(folded: str, clause_spans: Sequence[Span], when: Sequence[Moment]) -> Iterator[int]:
    """Starts of the clauses that stand behind a date alone: 2010年，…… is one clause with it."""
    for clause, following in pairwise(clause_spans):
        dated = sum(len(m.span) for m in when if clause.covers(m.span))
        letters = sum(c.isalnum() for c in clause.of(folded))
        if dated and letters - dated <= _BESIDE_DATE:
            yield following.start


def _respective(
    folded: str, sentence_spans: Sequence[Span], figures: Sequence[Quantity]
) -> Iterator[tuple[Span, Span]]:
    """北京、上海分别增长5%和6%: the things before 分别, each with its figure behind it."""
    for match in _RESPECTIVELY.finditer(folded):
        sentence = _around(tuple(sentence_spans), match.start())
        behind = [q.span for q in figures if match.end() <= q.span.start < sentence.end]
        lead = re.split(r"[，,；;。：:](?=.)", folded[sentence.start : match.start()])[-1]
        things, at = [], match.start() - len(lead)
        for part in re.split(f"({_JOINTS})", lead):
            if part.strip("，,") and not re.fullmatch(_JOINTS, part):
                things.append(Span(at, at + len(part)))
            at += len(part)
        if 1 < len(things) <= len(behind):
            yield from zip(things, behind, strict=False)


def _squeezed(folded: str) -> tuple[str, tuple[int, ...]]:
    kept: list[int] = []
    for at, char in enumerate(folded):
        if char.isspace():
            before = folded[kept[-1]] if kept else " "
            after = folded[at + 1 : at + 2]
            if before.isspace() or is_han(before) or (after and is_han(after)):
                continue
        kept.append(at)
    return "".join(folded[i] for i in kept), tuple(kept)


def _piece_starts(folded: str, clause_spans: tuple[Span, ...]) -> tuple[int, ...]:
    starts: list[int] = []
    for clause in clause_spans:
        starts.append(clause.start)
        ends = (m.end() for m in _PIECES.finditer(folded, clause.start, clause.end - 1))
        starts += (end for end in ends if len(trimmed(folded, end, clause.end)))
    return tuple(starts)


def _content(folded: str, taken: list[Span]) -> tuple[Word, ...]:
    return tuple(
        word
        for word in terms_joined(words(folded))
        if word.content and not any(word.span.overlaps(s) for s in taken)
    )
