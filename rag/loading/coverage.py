"""Nothing is lost, by counting: figures that are neither shown nor dropped get dropped."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from rag.loading.builder import DraftBuilder
from rag.patterns import regex
from rag.types import Span

_DIGITS = regex(r"\d+")


def drop_uncovered(
    builder: DraftBuilder, visible: Iterable[Span], resolved: Iterable[Span], reason: str
) -> None:
    """Put every stretch of `visible` that holds digits and stands nowhere on the dropped list.

    Args:
        builder: the draft so far.
        visible: ranges of the decoded text a reader of the file would see.
        resolved: ranges that other characters stand for (entities).
        reason: what to say of the stretches found.
    """
    covered = np.zeros(len(builder.decoded), dtype=np.bool_)
    for part in builder.parts:
        covered[part.origin[part.origin >= 0]] = True
    for span in (*resolved, *(d.span for d in builder.dropped)):
        covered[span.start : span.end] = True
    lost = np.zeros(len(builder.decoded) + 2, dtype=np.bool_)
    for span in visible:
        lost[span.start + 1 : span.end + 1] = True
    lost[1:-1] &= ~covered
    edges = np.flatnonzero(np.diff(lost)).tolist()
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if _DIGITS.search(builder.decoded, start, end):
            text = builder.decoded[start:end]
            start += len(text) - len(text.lstrip())
            builder.drop(start, start + len(text.strip()), reason)
