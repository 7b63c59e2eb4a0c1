"""Text that remembers where each character came from, so that repairs never lose the original.

A loader starts with `MappedText.identity(decoded)`, cuts and joins it, and ends with shown text
whose every character still knows its offset in the decoded file (or that it was inserted).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.types import Segment, Span

INSERTED = -1  # origin of a character that no character of the decoded file stands for

IntArray = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class MappedText:
    """`origin[i]` is the offset in the decoded text of `text[i]`, or INSERTED; (len(text),) int32.

    One decoded character may stand for several shown ones (an HTML entity, a ligature): they then
    carry the same or neighbouring origins.
    """

    text: str
    origin: IntArray

    def __post_init__(self) -> None:
        if len(self.text) != len(self.origin):
            raise ValueError(f"{len(self.text)} characters with {len(self.origin)} origins")

    @classmethod
    def identity(cls, text: str, start: int = 0) -> MappedText:
        """`text` as it stands in the decoded file from offset `start`."""
        return cls(text, np.arange(start, start + len(text), dtype=np.int32))

    @classmethod
    def inserted(cls, text: str) -> MappedText:
        """Characters that are in no original: glue between table cells, say."""
        return cls(text, np.full(len(text), INSERTED, dtype=np.int32))

    @classmethod
    def replaced(cls, text: str, start: int, end: int) -> MappedText:
        """`text` standing for decoded[start:end], e.g. "&" for "&amp;"."""
        width = max(end - start, 1)
        steps = np.minimum(np.arange(len(text)), width - 1) + start
        return cls(text, steps.astype(np.int32))

    @classmethod
    def concat(cls, parts: Iterable[MappedText]) -> MappedText:
        pieces = list(parts)
        if not pieces:
            return cls("", np.empty(0, dtype=np.int32))
        return cls("".join(p.text for p in pieces), np.concatenate([p.origin for p in pieces]))

    def __len__(self) -> int:
        return len(self.text)

    def slice(self, start: int, end: int) -> MappedText:
        return MappedText(self.text[start:end], self.origin[start:end])

    def edit(self, edits: Sequence[tuple[Span, str]]) -> MappedText:
        """Replace each span with its new text; spans ascend and do not overlap.

        New characters are INSERTED, save that a one-for-one replacement (same length) keeps the
        origins of what it replaces.
        """
        parts: list[MappedText] = []
        at = 0
        for span, new in edits:
            if span.start < at:
                raise ValueError(f"edits overlap at {span.start}")
            parts.append(self.slice(at, span.start))
            if len(new) == len(span):
                parts.append(MappedText(new, self.origin[span.start : span.end]))
            else:
                parts.append(MappedText.inserted(new))
            at = span.end
        parts.append(self.slice(at, len(self)))
        return MappedText.concat(parts)

    def segments(self) -> tuple[Segment, ...]:
        """Runs of consecutive origins; inserted characters belong to no segment."""
        if not len(self):
            return ()
        breaks = np.flatnonzero(np.diff(self.origin) != 1) + 1
        starts = np.concatenate(([0], breaks))
        ends = np.concatenate((breaks, [len(self)]))
        out: list[Segment] = []
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
            first = int(self.origin[start])
            if first == INSERTED:
                continue
            out.append(Segment(start, end, first, first + end - start))
        return tuple(out)


def original_spans(segments: Sequence[Segment], span: Span) -> tuple[Span, ...]:
    """Where the shown characters of `span` stand in the decoded text, neighbours merged.

    >>> original_spans((Segment(0, 3, 10, 13), Segment(4, 6, 13, 15)), Span(1, 6))
    (Span(start=11, end=15),)
    """
    out: list[Span] = []
    for part in segments:
        start, end = max(part.start, span.start), min(part.end, span.end)
        if start >= end:
            continue
        shifted = Span(
            part.original_start + start - part.start, part.original_start + end - part.start
        )
        if out and out[-1].end == shifted.start:
            shifted = Span(out.pop().start, shifted.end)
        out.append(shifted)
    return tuple(out)
