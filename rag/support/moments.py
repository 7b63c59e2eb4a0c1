"""Dates and periods of a claim beside those of its quotes.

A period that leans on the document's date (今年, 上半年, 5月) is resolved from it; one that leans
on a year named before it (2025年…，上半年…) may also mean that year, so a moment can have several
readings.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from rag.answer import Support
from rag.numerals import han_value
from rag.patterns import regex
from rag.text import fold, numeral
from rag.time_words import MONTHS, NAME, NUMBER
from rag.times import YEAR, Anchor, Period, periods
from rag.types import Span

UNKNOWN_YEAR: Final = 9996  # stands for "the document's year" where no date is given
_SHORTEST_MONTH: Final = 28  # days; the last day of February differs from year to year
_NO_DATE: Final = Anchor(date(UNKNOWN_YEAR, 1, 1), date(UNKNOWN_YEAR, 12, 31))
MONTH: Final = 31  # days
_SAYS_WHEN: Final = regex(r"[\d年月季五世纪]|half|quarter|h[12]|q[1-4]")
_COMPARED: Final = regex(r"(?:[比较]|与|同)\s*$")  # 比上年: what is compared with, not when
_RELATIVE_YEAR: Final = regex(r"[去上前]年")
_OWN_YEAR: Final = regex(r"\d{4}|世纪|五|[今本当去上前明]年")
_HAN_DAY: Final = regex(
    rf"({NUMBER}月(?:份)?)([二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号]"
)
_ISO_DAY: Final = regex(r"\d{4}([-/.])\d{1,2}\1\d{1,2}")
_BARE_MONTHS: Final = regex(rf"(?<![\d年])({NUMBER})月?(?:[-—–~至到])({NUMBER})月(?!\d)")
_ENGLISH_YEARS: Final = regex(
    r"\b(?:from|between) ((?:19|20)\d\d) (?:to|and|through|until) ((?:19|20)\d\d)\b"
)
_ENGLISH_DAY: Final = regex(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?)?({'|'.join(MONTHS)})\b(?:\s+(\d{{1,2}})\b)?"
    r"(?:st|nd|rd|th)?,?\s*((?:19|20)\d\d)?"
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or period and the ways to read it, none for a day that no month has.

    `span` is where the text names it.
    """

    readings: tuple[Period, ...]
    span: Span


def moments(text: str, anchor: Anchor | None = None) -> tuple[Moment, ...]:
    """Dates and periods of `text` in order, without those that only say "now".

    >>> found = moments("2025年8月十九日，上半年增长7.2%")
    >>> [m.readings[0].first.isoformat() for m in found], found[1].readings[-1].last.isoformat()
    (['2025-08-19', '9996-01-01'], '2025-06-30')
    """
    folded = fold(_days_in_figures(text))
    unnamed = NAME.sub(lambda m: "《" * len(m[0]), folded)
    special = (
        *_english_days(unnamed),
        *_english_years(unnamed),
        *_bare_months(unnamed, anchor or _NO_DATE),
    )
    taken = [m.span for m in special]
    found = [
        Moment(() if _is_no_day(p, folded) else (p,), p.span)
        for p in periods(folded, anchor or _NO_DATE)
        if _SAYS_WHEN.search(p.span.of(folded))
        and not any(p.span.overlaps(s) for s in taken)
        and not folded[: p.span.start].endswith("分之")
        and not (
            _RELATIVE_YEAR.match(p.span.of(folded)) and _COMPARED.search(folded[: p.span.start])
        )
    ]
    ordered = sorted([*found, *special], key=lambda m: m.span)
    return tuple(_with_named_years(ordered, folded))


def _days_in_figures(text: str) -> str:
    """八月十九日 as 八月 19日: figures in the place of as many characters."""

    def figures(match: re.Match[str]) -> str:
        value = han_value(match[2])
        if value is None or len(str(value)) > len(match[2]):
            return match[0]
        return match[1] + str(value).rjust(len(match[2])) + "日"

    return _HAN_DAY.sub(figures, text)


def _english_days(folded: str) -> Iterator[Moment]:
    """19 August 2025, August 19, 2025, 19 August: what `periods` reads as a month, to the day."""
    for match in _ENGLISH_DAY.finditer(folded):
        day = match[1] or match[3]
        if not day:
            continue
        try:
            when = date(int(match[4] or UNKNOWN_YEAR), MONTHS[match[2]], int(day))
        except ValueError:
            continue
        end = match.start() + len(match[0].rstrip(", "))
        span = Span(match.start(), end)
        yield Moment((Period(when, when, span),), span)


def _english_years(folded: str) -> Iterator[Moment]:
    """from 2023 to 2025: one term, not two years."""
    for match in _ENGLISH_YEARS.finditer(folded):
        span = Span(*match.span())
        first, last = date(int(match[1]), 1, 1), date(int(match[2]), 12, 31)
        if first < last:
            yield Moment((Period(first, last, span),), span)


def _bare_months(folded: str, anchor: Anchor) -> Iterator[Moment]:
    """1至6月, 一—六月: months of a year that is not named beside them."""
    for match in _BARE_MONTHS.finditer(folded):
        first, last = numeral(match[1]), numeral(match[2])
        if first and last and first < last <= 12:
            span, year = Span(*match.span()), anchor.first.year
            end = date(year, last, monthrange(year, last)[1])
            yield Moment((Period(date(year, first, 1), end, span),), span)


def _is_no_day(period: Period, folded: str) -> bool:
    """2021-05-76: `periods` reads the month alone."""
    return period.days > 1 and _ISO_DAY.fullmatch(period.span.of(folded)) is not None


def _with_named_years(found: list[Moment], folded: str) -> Iterator[Moment]:
    """Each moment without a year of its own, read in the last year named before it as well."""
    year: int | None = None
    for moment in found:
        if not moment.readings:
            yield moment
            continue
        named, reading = moment.span.of(folded), moment.readings[0]
        if _OWN_YEAR.search(named):
            year = reading.first.year if re.search(r"\d{4}", named) else year
            yield moment
        elif year is None or year == reading.first.year:
            yield moment
        else:
            yield replace(moment, readings=(reading, *_moved(reading, year)))


def _moved(period: Period, year: int) -> Iterator[Period]:
    try:
        yield replace(
            period, first=period.first.replace(year=year), last=period.last.replace(year=year)
        )
    except ValueError:  # the 29th of February of a common year
        return


def agree(said: Moment, found: Moment) -> Support:
    """Whether what is found at a time can be said of the other, in the best of their readings.

    >>> year, half, other = (moments(t)[0] for t in ("2025年", "2025年上半年", "2024年"))
    >>> agree(half, half), agree(year, half), agree(half, year), agree(other, half)
    ('supported', 'partly', 'partly', 'contradicted')
    """
    pairs = [_agree(a, b) for a in said.readings for b in found.readings]
    return min(pairs, key=("supported", "partly", "contradicted").index, default="contradicted")


def _agree(said: Period, found: Period) -> Support:
    if (said.first, said.last) == (found.first, found.last):
        return "supported"
    overlap = said.first <= found.last and found.first <= said.last
    if overlap and (said.loose or found.loose) and max(said.days, found.days) <= YEAR:
        return "supported"
    if said.first <= found.first and found.last <= said.last:
        event = found.days <= MONTH or found.loose  # 2024年 may be said of what happened in May
        return "supported" if event and said.days <= YEAR else "partly"
    if found.first <= said.first and said.last <= found.last:
        return "partly"
    if UNKNOWN_YEAR in (said.first.year, found.first.year) and _same_days(said, found):
        return "partly"
    return "contradicted"


def _same_days(one: Period, other: Period) -> bool:
    def part(p: Period) -> tuple[int, ...]:
        return (p.first.month, p.first.day, p.last.month, min(p.last.day, _SHORTEST_MONTH))

    return part(one) == part(other)
