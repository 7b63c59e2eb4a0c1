"""Whether one quantity bears out another: value, unit and bound."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from rag.answer import Support
from rag.quantities import Bound, Quantity
from rag.units import ORDINAL, PERCENT, PLAIN, POINTS, comparable

_ROUNDING: Final = Fraction(1, 20)  # 约 allows for as much
_NEXT_BELOW: Final = Fraction(115, 100)  # 超过15亿 may be said of 16.7亿
_SHARE: Final = Fraction(1, 50)  # 三分之一 may be said of 33.3%

# (bound said, bound found) of one value -> support; whatever is not listed is "partly".
_SAME_VALUE: Final[dict[tuple[Bound, Bound], Support]] = {
    ("over", "at least"): "supported", ("at least", "over"): "supported",
    ("about", "exact"): "supported", ("about", "near"): "supported",
    ("about", "over"): "supported", ("under", "near"): "supported", ("near", "under"): "supported",
    ("at least", "exact"): "supported", ("at most", "exact"): "supported",
    ("at most", "under"): "supported", ("under", "at most"): "supported",
    ("at most", "near"): "supported",
    ("over", "near"): "contradicted", ("near", "over"): "contradicted",
    ("over", "under"): "contradicted", ("under", "over"): "contradicted",
    ("over", "at most"): "contradicted", ("at most", "over"): "contradicted",
    ("at least", "at most"): "contradicted", ("at most", "at least"): "contradicted",
    ("at least", "under"): "contradicted", ("under", "at least"): "contradicted",
    ("at least", "near"): "contradicted", ("near", "at least"): "contradicted",
    ("under", "exact"): "contradicted", ("near", "exact"): "partly",
}  # fmt: skip


def same_kind(said: Quantity, found: Quantity) -> bool:
    """Whether the two can be compared at all. % and 百分点 can, and always differ."""
    shares = {PERCENT, POINTS}
    if said.unit in shares and found.unit in shares:
        return True
    return comparable(said.unit, found.unit)


def is_nth_year(said: Quantity, found: Quantity) -> bool:
    """第六个年头 and 连续六年: the sixth year ends six years."""
    units = {said.unit: said.low, found.unit: found.low}
    return units.keys() == {ORDINAL, "月"} and units["月"] == 12 * units[ORDINAL]


def agree(said: Quantity, found: Quantity) -> Support:
    """Whether a quantity found bears out the one said.

    >>> from rag.quantities import quantities
    >>> def told(said: str, found: str) -> str:
    ...     return agree(quantities(said)[0], quantities(found)[0])
    >>> told("1.2万亿元", "12000亿元"), told("7.2个百分点", "7.2%"), told("超100家", "100家")
    ('supported', 'contradicted', 'partly')
    >>> told("超过700亿元", "760亿元"), told("约三成", "29.6%"), told("8000家", "8000户")
    ('supported', 'supported', 'supported')
    """
    if not same_kind(said, found) or (said.unit == POINTS) != (found.unit == POINTS):
        return "contradicted"
    if (abs(said.low), abs(said.high)) == (abs(found.low), abs(found.high)):
        if said.bound == found.bound:
            return "supported"
        return _SAME_VALUE.get((said.bound, found.bound), "partly")
    return _other_value(said, found)


def _other_value(said: Quantity, found: Quantity) -> Support:
    """Values differ: a bound or a rounded figure may still be said of the exact one."""
    if said.low != said.high:
        within = said.low <= found.low and found.high <= said.high
        return "partly" if within else "contradicted"
    if found.low != found.high:
        return "partly" if found.low <= said.low <= found.high else "contradicted"
    if found.bound != "exact" or not found.low or not said.low:
        return "contradicted"
    ratio = found.low / said.low
    rounder = _figures(said.low) < _figures(found.low)
    if said.bound in ("over", "at least") and ratio > 1:
        fits = rounder and (ratio <= _NEXT_BELOW or _cut(found.low, _figures(said.low)) == said.low)
        return "supported" if fits else "contradicted"
    if said.bound in ("near", "under", "at most") and 1 - 2 * _ROUNDING <= ratio < 1:
        return "supported"
    if said.bound == "about" and rounder and abs(ratio - 1) <= _ROUNDING:
        return "supported"
    if said.unit == PERCENT and said.low.denominator > 1 and abs(ratio - 1) <= _SHARE and rounder:
        return "partly"
    return _fraction(said, ratio)


def _fraction(said: Quantity, ratio: Fraction) -> Support:
    """三分之一 has no plain decimal: a share close to it bears it out."""
    odd = said.unit == PERCENT and said.low.denominator % 3 == 0
    if said.bound in ("over", "at least") or (said.bound in ("near", "under") and ratio > 1):
        return "contradicted"
    return "supported" if odd and abs(ratio - 1) <= _SHARE else "contradicted"


def _figures(value: Fraction) -> int:
    """How many figures the value is written with, without zeros at either end.

    >>> _figures(Fraction(760)), _figures(Fraction(1, 4))
    (2, 2)
    """
    return len(_digits(value))


def _digits(value: Fraction) -> str:
    return f"{float(abs(value)):.12g}".replace(".", "").split("e")[0].strip("0")


def _cut(value: Fraction, figures: int) -> Fraction:
    """`value` rounded down to so many figures."""
    size = Fraction(1)
    while abs(value) / size >= 10**figures:
        size *= 10
    while abs(value) / size < 10 ** (figures - 1):
        size /= 10
    return (abs(value) // size) * size


def is_article(said: Quantity) -> bool:
    """一个, 一家, 一种: an article more often than a count."""
    return said.han and said.low == said.high == 1 and said.unit not in (PERCENT, POINTS, PLAIN)
