"""Periods of time named in Chinese (and plain English) text, and whether one fits another.

A `Period` is an inclusive range of days. Expressions that lean on the writer's present (今年,
上半年, 截至目前) are resolved from an anchor, the document's date; without one they are left out.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from rag import time_words
from rag.patterns import regex
from rag.text import fold, numeral
from rag.types import Span

YEAR = 366  # days


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, named at `span`."""

    first: date
    last: date
    span: Span
    loose: bool = False  # 年初, 年底: the edges are not meant to the day

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Anchor:
    """The writer's present, as precise as the document's date is."""

    first: date
    last: date

    @classmethod
    def of(cls, iso: str | None) -> Anchor | None:
        """Anchor for YYYY[-MM[-DD]], None for None.

        >>> Anchor.of("2025-08").last
        datetime.date(2025, 8, 31)
        """
        if not iso:
            return None
        days = _days(*map(int, iso.split("-")))
        return cls(days.first, days.last)


@lru_cache(maxsize=2048)  # the same sentences are looked at for one question after another
def periods(text: str, anchor: Anchor | None = None) -> tuple[Period, ...]:
    """Every period `text` names, in order. Relative ones only when there is an anchor.

    Years inside 《…》 and 〔…〕 name documents, not times, and are passed over.

    >>> [(p.first.isoformat(), p.last.isoformat()) for p in periods("2025年上半年增长7.2%")]
    [('2025-01-01', '2025-06-30')]
    >>> [p.first.year for p in periods("去年收入", Anchor.of("2025-08-20"))], periods("去年收入")
    ([2024], ())
    """
    folded = time_words.YEAR_IN_HAN.sub(lambda m: m[0].translate(time_words.DIGITS), fold(text))
    return tuple(_found(time_words.NAME.sub(_hidden, folded), anchor))


def fits(asked: Period, given: Period) -> bool:
    """Whether a statement about `given` answers a question about `asked`.

    The statement's time must lie within the asked one; or be a span of years around it (a plan's
    term); or, when either edge is loose (年底), share days with it.

    >>> year, = periods("2025年"); half, = periods("2025年上半年"); last, = periods("2024年")
    >>> fits(year, half), fits(half, year), fits(year, last)
    (True, False, False)
    """
    if asked.first <= given.first and given.last <= asked.last:
        return True
    overlap = asked.first <= given.last and given.first <= asked.last
    around = given.first <= asked.first and asked.last <= given.last
    return (overlap and (asked.loose or given.loose)) or (around and given.days > YEAR)


class _Days(NamedTuple):
    first: date
    last: date
    loose: bool = False


def _hidden(match: re.Match[str]) -> str:
    return "《" + " " * (len(match[0]) - 2) + "》"


def _found(folded: str, anchor: Anchor | None) -> Iterator[Period]:
    for match in time_words.EXPRESSION.finditer(folded):
        try:
            days = _resolved(match, anchor)
        except ValueError:  # a day or year that does not exist is no period
            continue
        if days is not None:
            yield Period(days.first, days.last, Span(*match.span()), days.loose)


def _resolved(match: re.Match[str], anchor: Anchor | None) -> _Days | None:
    """The days an expression means, None when they hang on an anchor that is not there.

    Raises:
        ValueError: there are no such days.
    """
    kind = match.lastgroup or ""  # the outermost group, as it is the last to be closed
    if kind in _ABSOLUTE:
        return _ABSOLUTE[kind](match)
    return _RELATIVE[kind](match, anchor) if anchor is not None else None


def _days(year: int, month: int = 0, day: int = 0) -> _Days:
    """First and last day of a year, a month or a day; impossible parts are ignored."""
    if not 1 <= month <= 12:
        return _Days(date(year, 1, 1), date(year, 12, 31))
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        return _Days(date(year, month, 1), date(year, month, last))
    return _Days(date(year, month, day), date(year, month, day))


def _years(first: int, last: int) -> _Days:
    return _Days(date(first, 1, 1), date(last, 12, 31))


def _months(year: int, first: int, last: int, loose: bool = False) -> _Days:
    """From the first day of one month to the last of another, both brought into 1 to 12."""
    first, last = min(max(first, 1), 12), min(max(last, 1), 12)
    return _Days(_days(year, first).first, _days(year, last).last, loose)


def _number(text: str) -> int:
    value = numeral(text)
    if value is None:
        raise ValueError(f"{text!r} is no number of a month or quarter")
    return value


# Parts of a year


def _part(year: int, text: str) -> _Days:
    """Days of a part of `year`: 上半年, 第三季度, 前两个月, 1-6月, 5月8日, 底."""
    for pattern, resolve in _PARTS:
        if match := pattern.search(text):
            return resolve(year, match)
    return _days(year)._replace(loose=True)


def _half(year: int, m: re.Match[str]) -> _Days:
    return _months(year, 1, 6) if m[1] == "上" else _months(year, 7, 12)


def _quarter(year: int, m: re.Match[str]) -> _Days:
    last = 3 * _number(m[2])
    return _months(year, 1 if m[1] else last - 2, last)


def _first_months(year: int, m: re.Match[str]) -> _Days:
    return _months(year, 1, _number(m[1]))


def _between_months(year: int, m: re.Match[str]) -> _Days:
    return _months(year, int(m[1]), int(m[2]))


def _month_or_day(year: int, m: re.Match[str]) -> _Days:
    month = _number(m[1])
    days = _days(year, month, int(m[2] or 0))
    if until := _UNTIL_DAY.search(m.string):
        last = _days(year, int(until[1] or month), int(until[2])).last
        days = days._replace(last=max(days.last, last))
    return days


def _beginning(year: int, _: re.Match[str]) -> _Days:
    return _months(year, 1, 3, loose=True)


def _end(year: int, _: re.Match[str]) -> _Days:
    return _months(year, 10, 12, loose=True)


_UNTIL_DAY = regex(r"(?:至|到|-|—|–)\s*(?:(\d{1,2})月)?(\d{1,2})\s*日")
_PARTS: Final = tuple(
    (regex(pattern), resolve)
    for pattern, resolve in (
        (r"([上下])半年", _half),
        (r"([hq][1-4])", lambda year, m: _coded_part(year, m[1])),
        (r"一季报", lambda year, m: _months(year, 1, 3)),
        (r"三季报", lambda year, m: _months(year, 1, 9)),
        (r"半年[报度]|中报", lambda year, m: _months(year, 1, 6)),
        (r"年报", lambda year, m: _days(year)),
        (r"([前头])?([一二三四1-4])个?季度", _quarter),
        (rf"[前头]({time_words.NUMBER})个?月", _first_months),
        (r"(\d{1,2})月?[-—–~至到](\d{1,2})月", _between_months),
        (rf"({time_words.NUMBER})\s*月(?:份)?\s*(\d{{1,2}})?", _month_or_day),
        (r"初", _beginning),
        (r"[底末]", _end),
    )
)


# Expressions that name their year


def _range_of_years(m: re.Match[str]) -> _Days:
    return _years(*sorted((int(m["from_year"]), int(m["to_year"]))))


def _in_year(m: re.Match[str]) -> _Days:
    behind = m["year"][len(m["number"]) :].strip()
    part = behind if behind == "年报" else behind.removeprefix("年")
    return _part(int(m["number"]), part) if part else _days(int(m["number"]))


def _iso(m: re.Match[str]) -> _Days:
    year, month, *day = map(int, re.split(r"[-/.]", m["iso"]))
    if m["iso"][4] == "/" and month == (year + 1) % 100 and not day:  # 2023/24财年
        return _years(year, year + 1)
    if not 1 <= month <= 12:  # 质押2063.87万股
        raise ValueError(f"no month {month}")
    return _days(year, month, *day)


def _plan(m: re.Match[str]) -> _Days:
    if m["plan_name"] not in time_words.PLANS:
        raise ValueError(f"no plan is called {m['plan']}")
    first, last = time_words.PLANS[m["plan_name"]]
    return _years(last if m["plan_end"] else first, last)


def _century(m: re.Match[str]) -> _Days:
    first = (int(m["ordinal"]) - 1) * 100
    if not m["tens"]:
        return _years(max(first, 1), first + 99)
    first += int(m["tens"]) * 10
    return _years(first, first + 9)


def _english(m: re.Match[str]) -> _Days:
    year = int(m["english_year"])
    if m["english_from"]:  # January to June 2025
        first = time_words.MONTHS[m["english_from"]]
        return _months(year, first, time_words.MONTHS[m["english_month"]])
    if m["english_month"]:
        return _days(year, time_words.MONTHS[m["english_month"]])
    if m["english_code"]:
        return _coded_part(year, m["english_code"])
    if m["english_count"]:
        return _months(year, 1, _english_number(m["english_count"]))
    if m["english_part"]:
        code = f"{m['english_part'][0]}{_english_number(m['english_ordinal'])}"
        return _coded_part(year, code)
    return _days(year)


def _english_number(word: str) -> int:
    return int(word) if word.isdigit() else time_words.ENGLISH_NUMBERS[word]


def _coded(m: re.Match[str]) -> _Days:
    return _coded_part(_full_year(m["coded_year"]), m["code"])


def _recoded(m: re.Match[str]) -> _Days:
    return _coded_part(_full_year(m["year_behind"]), m["part_code"] + m["nth"])


def _full_year(digits: str) -> int:
    """The year that two or four digits name: 23, 2023."""
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _coded_part(year: int, code: str) -> _Days:
    """Days of h1, h2, q1 ... q4."""
    length = 6 if code[0] == "h" else 3
    last = length * int(code[1:])
    if last > 12:
        raise ValueError(f"a year has no {code}")
    return _months(year, last - length + 1, last)


# Expressions that lean on the writer's present


def _this_year(m: re.Match[str], anchor: Anchor) -> _Days:
    year = anchor.first.year + time_words.YEARS_FROM_NOW[m["which"][0]]
    return _part(year, m["part_of_it"]) if m["part_of_it"] else _days(year)


def _bare_part(m: re.Match[str], anchor: Anchor) -> _Days:
    return _part(anchor.first.year, m["part"])


def _bare_month(m: re.Match[str], anchor: Anchor) -> _Days:
    return _days(anchor.first.year, int(m["month_number"]), int(m["day_number"] or 0))


def _now(_: re.Match[str], anchor: Anchor) -> _Days:
    return _Days(anchor.first, anchor.last, loose=True)


_ABSOLUTE: Final[dict[str, Callable[[re.Match[str]], _Days]]] = {
    "years": _range_of_years,
    "year": _in_year,
    "iso": _iso,
    "plan": _plan,
    "century": _century,
    "coded": _coded,
    "recoded": _recoded,
    "english": _english,
}
_RELATIVE: Final[dict[str, Callable[[re.Match[str], Anchor], _Days]]] = {
    "this_year": _this_year,
    "part": _bare_part,
    "month": _bare_month,
    "now": _now,
}
