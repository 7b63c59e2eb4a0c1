"""A finding about the words that are no figure, date or name: how many of them the quotes lack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rag.answer import Finding, Support
from rag.support.evidence import finding
from rag.support.points import Point
from rag.support.reading import Reading
from rag.types import Span

PARTLY: Final = 0.55  # share of the words, by weight, that the quotes may lack
UNSUPPORTED: Final = 0.85
_HALF: Final = 0.5


def word_findings(
    points: Sequence[Point], claim: Reading, quotes: Sequence[Reading]
) -> Iterator[Finding]:
    """That too many words stand in no quote; nothing where enough of them do."""
    told = [
        p for p in points if p.aspect in ("words", "direction") or (p.aspect == "name" and p.held)
    ]
    total = sum(p.weight for p in told)
    lacking = [p for p in told if not p.held]
    share = sum(_lack(p, claim, quotes) for p in lacking) / total if total else 0.0
    if share > PARTLY:
        support: Support = "unsupported" if share > UNSUPPORTED else "partly"
        said = Span(lacking[0].said.start, lacking[-1].said.end)
        yield finding(said, "words", support, None, claim, quotes)


def _lack(point: Point, claim: Reading, quotes: Sequence[Reading]) -> float:
    """The weight of a word that is not there, less for each of its characters that is."""
    written = point.said.of(claim.folded)
    there = max(sum(c in quote.plain for c in written) for quote in quotes) / len(written)
    return point.weight * (1 - _HALF * there)
