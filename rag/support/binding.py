"""Which spot of the quotes a point of the claim is about.

Two values of a kind in one quote are told apart by what stands around them: a spot scores by how
near it stands to the claim's other points, weighted by how near those stand to the point in the
claim. A claim that swaps two values scores better with the value it does not name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rag.answer import Aspect
from rag.support.points import Point, Spot
from rag.support.reading import Reading

# By how much another value must fit better to contradict: a name may stand in many places.
MARGINS: Final[dict[Aspect, float]] = {"number": 0.1, "date": 0.15, "direction": 0.1, "name": 0.3}
FOREIGN_MARGIN: Final = 0.1  # more, where the words around can hardly be compared


@dataclass(frozen=True, slots=True)
class Bound:
    """A point with its best spot that holds it and its best rival, and how well each fits.

    Scores lie in [0, 1]; 0.0 stands for no spot.
    """

    point: Point
    held: Spot | None
    held_score: float
    rival: Spot | None
    rival_score: float


def bind(point: Point, others: Sequence[Point], claim: Reading, quotes: Sequence[Reading]) -> Bound:
    """The best spots of a point, given the claim's other points."""
    around = [o for o in others if o.said != point.said and o.held]
    held, held_score = _best(point.held, point, around, claim, quotes)
    rival, rival_score = _best(point.rivals, point, around, claim, quotes)
    return Bound(point, held, held_score, rival, rival_score)


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
    if bound.held is None or bound.rival is None:
        return False
    margin = MARGINS.get(bound.point.aspect, 1.0)
    if quotes[bound.held.quote].lang != claim.lang and bound.point.aspect != "direction":
        margin += FOREIGN_MARGIN
    gain = bound.rival_score - bound.held_score
    if gain <= margin:
        return False
    for other in bounds:
        if other.point.said != bound.point.said and _stands_on(other, bound.rival):
            exchanged = _score(other.point, bound.held, points, claim, quotes)
            stay = _score(other.point, bound.rival, points, claim, quotes)
            return gain + exchanged - stay > margin
    return True


def _stands_on(other: Bound, spot: Spot) -> bool:
    best = other.held
    return best is not None and (best.quote, best.span) == (spot.quote, spot.span)


def _score(
    point: Point, spot: Spot, points: Sequence[Point], claim: Reading, quotes: Sequence[Reading]
) -> float:
    around = [o for o in points if o.said != point.said and o.held]
    return fit(spot.quote, spot.span.start, point.said.start, around, claim, quotes)


def _best(
    spots: Iterable[Spot],
    point: Point,
    around: Sequence[Point],
    claim: Reading,
    quotes: Sequence[Reading],
) -> tuple[Spot | None, float]:
    best: Spot | None = None
    best_score = 0.0
    for spot in spots:
        score = fit(spot.quote, spot.span.start, point.said.start, around, claim, quotes)
        better = score > best_score + 1e-9
        fuller = abs(score - best_score) <= 1e-9 and spot.support == "supported"
        if best is None or better or (fuller and best.support != "supported"):
            best, best_score = spot, score
    return best, best_score


def fit(
    quote: int,
    offset: int,
    said: int,
    around: Sequence[Point],
    claim: Reading,
    quotes: Sequence[Reading],
) -> float:
    """How well the place `offset` of a quote suits what the claim says at `said`, in [0, 1].

    The mean, over the points around it, of the nearness of their nearest spot; each point weighs
    by its own weight and by its nearness in the claim.
    """
    total = gained = 0.0
    places = quotes[quote].places
    for other in around:
        weight = other.weight * claim.places.closeness(said, other.said.start)
        near = (places.closeness(offset, s.span.start) for s in other.held if s.quote == quote)
        total += weight
        gained += weight * max(near, default=0.0)
    return gained / total if total else 0.0
