"""Which clause of the quotes a clause of the claim speaks of, and how alike their words are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from rag.support.binding import fit
from rag.support.points import Point
from rag.support.reading import Reading
from rag.types import Span

ALIKE: Final = 0.7  # share of a claim clause's characters from which it is nearly the quote's


@dataclass(frozen=True, slots=True)
class Pair:
    """A clause of the claim and the clause of a quote that fits it best."""

    said: Span
    quote: int
    found: Span
    fit: float
    likeness: float
    figures: bool  # whether a figure of the claim's clause stands in it


def align(points: Sequence[Point], claim: Reading, quotes: Sequence[Reading]) -> tuple[Pair, ...]:
    """A pair for every clause of the claim that shares a point with a quote."""
    around = [p for p in points if p.held]
    pairs = (_best(clause, around, claim, quotes) for clause in claim.clauses)
    return tuple(pair for pair in pairs if pair is not None)


def _best(
    clause: Span, around: Sequence[Point], claim: Reading, quotes: Sequence[Reading]
) -> Pair | None:
    own = [p for p in around if clause.start <= p.said.start < clause.end]
    places = {(s.quote, quotes[s.quote].clause_at(s.span.start)) for p in own for s in p.held}
    scored = [
        (fit(quote, found.start, clause.start, around, claim, quotes), quote, found)
        for quote, found in sorted(places)
    ]
    if not scored:
        return None
    score, quote, found = max(scored, key=lambda s: s[0])
    likeness = like(clause.of(claim.folded), found.of(quotes[quote].folded))
    figures = any(
        p.aspect == "number" and any(s.quote == quote and found.covers(s.span) for s in p.held)
        for p in own
    )
    return Pair(clause, quote, found, score, likeness, figures)


def like(said: str, found: str) -> float:
    """Share of the characters of `said` that stand in `found` in the same order.

    >>> like("增长7.2%", "同比增长7.2%")
    1.0
    """
    matcher = SequenceMatcher(None, said, found, autojunk=False)
    matched = sum(block.size for block in matcher.get_matching_blocks())
    return matched / len(said) if said else 0.0
