"""Which spot of the quotes a point of the claim is about.

Two values of a kind in one quote are told apart by what stands around them: a spot scores by how
near it stands to the claim's other points, weighted by how near those stand to the point in the
claim. A claim that swaps two values scores better with the value it does not name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from rag.answer import Aspect
from rag.support.points import Point, Spot
from rag.support.reading import Reading


class Lean(NamedTuple):
    """How much more the points around say for one place than for another: their balance, and as a
    share of all that they say for either."""

    balance: float
    share: float


# What must speak for another value at least to contradict; a name may stand in many places.
LEANS: Final[dict[Aspect, Lean]] = {
    "number": Lean(0.3, 0.25),
    "direction": Lean(0.3, 0.25),
    "date": Lean(0.45, 0.4),
    "name": Lean(0.9, 0.6),
}
IN_SCOPE: Final = 0.9  # nearness of a date to what it dates in later clauses
FOREIGN: Final = 0.05  # more of the share, where the words around can hardly be compared
# What it says for two values as they stand that a claim in another language names them in the
# quote's order.
ORDER: Final = 0.6


@dataclass(frozen=True, slots=True)
class Bound:
    """A point, the best spot that holds it, its best rival and how well that fits, in [0, 1]."""

    point: Point
    held: Spot | None
    rival: Spot | None
    rival_score: float


def bind(point: Point, points: Sequence[Point], claim: Reading, quotes: Sequence[Reading]) -> Bound:
    """The best spots of a point, given the claim's other points."""
    exact = [s for s in point.held if s.support == "supported"]
    held = _best(exact or point.held, point, points, claim, quotes)
    rival = _best(point.rivals, point, points, claim, quotes)
    return Bound(point, held and held[0], rival and rival[0], rival[1] if rival else 0.0)


def _best(
    spots: Iterable[Spot],
    point: Point,
    points: Sequence[Point],
    claim: Reading,
    quotes: Sequence[Reading],
) -> tuple[Spot, float] | None:
    around = _around(point, points)
    scored = [
        (fit(s.quote, s.span.start, point.said.start, around, claim, quotes), s) for s in spots
    ]
    if not scored:
        return None
    score, spot = max(scored, key=lambda s: round(s[0], 6))
    return spot, score


def _around(point: Point, points: Sequence[Point]) -> list[Point]:
    """The points that tell where a point belongs: those that do not compete for its spots."""
    mine = {(s.quote, s.span) for s in point.spots}
    return [
        o
        for o in points
        if o.held
        and not o.said.overlaps(point.said)
        and not (o.aspect == point.aspect and mine & {(s.quote, s.span) for s in o.spots})
    ]


def is_misplaced(
    bound: Bound,
    bounds: Sequence[Bound],
    points: Sequence[Point],
    claim: Reading,
    quotes: Sequence[Reading],
) -> bool:
    """Whether the quotes say it, but of something else.

    Where another point of the claim says what the rival says, the two are weighed together: are
    both better off as they stand, or with their places exchanged?
    """
    if bound.held is None or bound.rival is None or bound.point.aspect not in LEANS:
        return False
    if bound.point.aspect == "name" and _is_listed(bound.held, bound.rival, claim, quotes):
        return False
    least = LEANS[bound.point.aspect]
    foreign = quotes[bound.held.quote].lang != claim.lang and bound.point.aspect != "direction"
    said = _leanings(bound.point, bound.held, bound.rival, points, claim, quotes)
    for other in bounds:
        if other.point.said != bound.point.said and _stands_on(other, bound.rival):
            said += _leanings(other.point, bound.rival, bound.held, points, claim, quotes)
            least = LEANS["number"]
            if foreign and _in_order(bound, other):
                said.append(-ORDER)
    balance, gross = sum(said), sum(map(abs, said))
    share = least.share + (FOREIGN if foreign else 0.0)
    return balance >= least.balance and balance >= share * gross


def _is_listed(held: Spot, rival: Spot, claim: Reading, quotes: Sequence[Reading]) -> bool:
    """Names of one clause are often a list; those of another language tell little either way."""
    quote = quotes[held.quote]
    if quote.lang != claim.lang:
        return True
    return held.quote == rival.quote and quote.clause_at(held.span.start).covers(rival.span)


def _in_order(one: Bound, other: Bound) -> bool:
    if one.held is None or other.held is None or one.held.quote != other.held.quote:
        return False
    return (one.point.said < other.point.said) == (one.held.span < other.held.span)


def _stands_on(other: Bound, spot: Spot) -> bool:
    best = other.held
    return best is not None and (best.quote, best.span) == (spot.quote, spot.span)


def _leanings(
    point: Point,
    here: Spot,
    there: Spot,
    points: Sequence[Point],
    claim: Reading,
    quotes: Sequence[Reading],
) -> list[float]:
    """What each point around a point says for `there` rather than `here`."""
    around = [o for o in _around(point, points) if not _stands_at(o, here, there)]
    ours = nearness(here.quote, here.span.start, point.said.start, around, claim, quotes)
    theirs = nearness(there.quote, there.span.start, point.said.start, around, claim, quotes)
    return [b - a for a, b in zip(ours, theirs, strict=True)]


def _stands_at(point: Point, *spots: Spot) -> bool:
    """Whether a point is said by the very words of a spot: it would speak for itself."""
    return any(h.quote == s.quote and h.span.overlaps(s.span) for h in point.held for s in spots)


def fit(
    quote: int,
    offset: int,
    said: int,
    around: Sequence[Point],
    claim: Reading,
    quotes: Sequence[Reading],
) -> float:
    """How well the place `offset` of a quote suits what the claim says at `said`, in [0, 1]."""
    total = sum(p.weight * claim.places.closeness(said, p.said.start) for p in around)
    return sum(nearness(quote, offset, said, around, claim, quotes)) / total if total else 0.0


def nearness(
    quote: int,
    offset: int,
    said: int,
    around: Sequence[Point],
    claim: Reading,
    quotes: Sequence[Reading],
) -> list[float]:
    """How near the place `offset` of a quote stands to the nearest spot of each point around.

    Each counts by its own weight and by its nearness to `said` in the claim.
    """
    there = quotes[quote]
    return [
        p.weight
        * _near(claim, said, p.said.start, p.aspect)
        * max(
            (_near(there, offset, s.span.start, p.aspect) for s in p.held if s.quote == quote),
            default=0.0,
        )
        for p in around
    ]


def _near(reading: Reading, offset: int, other: int, aspect: Aspect) -> float:
    """How near `other` is to `offset`; a date is near to all that follows up to the next one."""
    near = reading.places.closeness(offset, other)
    if aspect == "date" and other < offset and near < IN_SCOPE:
        same = reading.places.sentences[other] == reading.places.sentences[offset]
        if same and not any(other < m.span.start <= offset for m in reading.moments):
            return IN_SCOPE
    return near
