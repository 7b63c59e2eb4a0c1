"""Findings about the points of a claim: figures, dates, names, quotations, directions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rag.answer import Finding, Support
from rag.quantities import Quantity
from rag.support.binding import Bound, is_misplaced
from rag.support.figures import is_article, same_kind
from rag.support.messages import message
from rag.support.points import Point, Spot
from rag.support.reading import Reading
from rag.support.senses import directions
from rag.types import Span
from rag.units import ORDINAL

SPEAKS_OF_IT: Final = 0.3  # fit from which another value of the kind stands in this one's place
_BESIDE: Final = ("", "了", " ", " by ")  # between a word of direction and the size of a change
# Places that often go without saying.
_EVERYWHERE: Final = frozenset(("全国", "国内", "我国", "全球", "世界", "国际"))
_LISTED: Final = "、"
_MOST_LISTED: Final = 12


def finding(
    point_said: Span,
    aspect: str,
    support: Support,
    spot: Spot | None,
    claim: Reading,
    quotes: Sequence[Reading],
) -> Finding:
    """A finding about the words at `point_said`, decided at `spot`."""
    said = " ".join(point_said.of(claim.text).split())
    found = spot.span.of(quotes[spot.quote].text) if spot else None
    return Finding(
        aspect=aspect,  # type: ignore[arg-type]
        support=support,
        said=said,
        found=found,
        quote=spot.quote if spot else None,
        span=spot.span if spot else None,
        message=message(aspect, support, said, found, claim.lang),  # type: ignore[arg-type]
    )


def findings(
    points: Sequence[Point],
    bounds: Sequence[Bound],
    claim: Reading,
    quotes: Sequence[Reading],
    foreign: bool,
) -> Iterator[Finding]:
    """What the quotes say of each point that is more than a word.

    `foreign`: claim and quotes are in different scripts, so that names other than places and words
    in quotation marks cannot be compared.
    """
    for bound in bounds:
        point = bound.point
        if foreign and _is_script_bound(point, claim):
            continue
        misplaced = is_misplaced(bound, bounds, points, claim, quotes)
        support, spot = _judged(bound, misplaced, claim, quotes)
        if support == "supported" and spot and is_change_of_level(bound, claim, quotes):
            support = "contradicted"
        if support is not None:
            yield finding(point.said, point.aspect, support, spot, claim, quotes)


def is_change_of_level(bound: Bound, claim: Reading, quotes: Sequence[Reading]) -> bool:
    """Whether a figure is told as a change (提高63%) where the quote tells of none up to it."""
    if bound.point.aspect != "number" or bound.held is None:
        return False
    at = bound.point.said.start
    before = [claim.folded[t.span.end : at] for t in directions(claim) if t.span.end <= at]
    if not any(between in _BESIDE for between in before):
        return False
    quote, found = quotes[bound.held.quote], bound.held.span
    start, end = quote.sentence_at(found.start).start, quote.clause_at(found.start).end
    return not any(start <= t.span.start < end for t in directions(quote))


def _is_script_bound(point: Point, claim: Reading) -> bool:
    if point.aspect == "quotation":
        return True
    kinds = {n.kind for n in claim.names if n.span == point.said}
    return point.aspect == "name" and not kinds & {"place", "code"}


def _judged(
    bound: Bound, misplaced: bool, claim: Reading, quotes: Sequence[Reading]
) -> tuple[Support | None, Spot | None]:
    """The support of a point and the spot that decides; None where it says nothing to check."""
    if misplaced and bound.rival is not None and not _is_article(bound.point, claim):
        return bound.rival.support, bound.rival
    if bound.held is not None:
        return bound.held.support, bound.held
    if bound.point.aspect == "number" and _is_idle(bound.point, claim, quotes):
        return None, None
    if bound.point.aspect == "direction":  # a word that is not there is a matter of wording
        return ("contradicted", bound.rival) if bound.rival else (None, None)
    if bound.point.said.of(claim.folded) in _EVERYWHERE:
        return None, None
    if bound.rival is not None and bound.rival_score >= SPEAKS_OF_IT:
        return "contradicted", bound.rival
    return "unsupported", bound.rival


def _quantity(point: Point, claim: Reading) -> Quantity:
    return next(q for q in claim.quantities if q.span == point.said)


def _is_article(point: Point, claim: Reading) -> bool:
    return point.aspect == "number" and is_article(_quantity(point, claim))


def _is_idle(point: Point, claim: Reading, quotes: Sequence[Reading]) -> bool:
    """An article (一家), or the number of things that a quote lists."""
    said = _quantity(point, claim)
    if is_article(said):
        return True
    count = said.low
    if count != said.high or count.denominator != 1 or not 2 <= count <= _MOST_LISTED:
        return False
    return any(count in _lengths(quote, said) for quote in quotes)


def _lengths(quote: Reading, said: Quantity) -> set[int]:
    """How many things, or places, a clause of a quote lists where its sentence gives no number."""
    stated = [
        q.span
        for q in quote.quantities
        if same_kind(said, q) or (said.low == q.low and q.unit != ORDINAL)
    ]
    counted = [
        clause
        for clause in quote.clauses
        if not any(quote.sentence_at(clause.start).covers(span) for span in stated)
    ]
    places = [n.span for n in quote.names if n.kind == "place"]
    listed = {clause.of(quote.text).count(_LISTED) + 1 for clause in counted}
    return listed | {sum(clause.covers(p) for p in places) for clause in counted}
