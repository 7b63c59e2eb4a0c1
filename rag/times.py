"""Periods of time named in Chinese (and plain English) text, and whether one fits another.

A `Period` is an inclusive range of days. Expressions that lean on the writer's present (今年,
上半年, 截至目前) are resolved from an anchor: the document's date. Without an anchor they stay open.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rag.text import fold
from rag.types import Span


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`. `relative` periods came from an anchor, not from the text alone."""

    first: date
    last: date
    span: Span
    relative: bool = False
    loose: bool = False  # 年初, 年底, 左右: the edges are not meant to the day

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
        year, month, day = (*map(int, iso.split("-")), 0, 0)[:3]
        return cls(*_bounds(year, month, day))


_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_CN_YEAR = re.compile(r"[〇零一二三四五六七八九]{4}(?=年)")
_CN_SMALL = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8,
             "九": 9, "十": 10, "十一": 11, "十二": 12}  # fmt: skip
_N = r"(?:\d{1,2}|十[一二]?|[一二两三四五六七八九])"
_PLANS = {"十": (2001, 2005), "十一": (2006, 2010), "十二": (2011, 2015), "十三": (2016, 2020),
          "十四": (2021, 2025), "十五": (2026, 2030), "十六": (2031, 2035)}  # fmt: skip
_MONTHS = {m.lower(): i for i, m in enumerate(calendar.month_name) if m}

_PART = (
    rf"(?P<half>[上下]半年)|(?:第?(?P<quarter>[一二三四1-4])季度)|(?P<first>前(?P<firstn>{_N})个?(?P<unit>月|季度))"
    rf"|(?:(?P<m1>\d{{1,2}})月?[-—–~至到](?P<m2>\d{{1,2}})月)"
    rf"|(?:(?P<month>{_N})\s*月(?:份)?\s*(?:(?P<day>\d{{1,2}})\s*[日号](?:\s*(?:至|到|-|—|–)\s*(?:\d{{1,2}}月)?(?P<day2>\d{{1,2}})\s*日)?)?)"
    r"|(?P<edge>年?[初底末中])(?![步级期])"
)
_EXPRESSION = re.compile(
    rf"(?P<range>(?P<y1>\d{{4}})\s*年?\s*[-—–~至到]+\s*(?P<y2>\d{{4}})\s*年)"
    rf"|(?P<absolute>(?<!\d)(?P<year>(?:1[0-9]|20)\d{{2}})\s*年(?:度)?(?:\s*(?:的)?\s*(?:{_PART}))?)"
    r"|(?P<iso>(?<!\d)(?:19|20)\d{2}[-/.]\d{1,2}(?:[-/.]\d{1,2})?(?!\d))"
    r"|[“\"']?(?P<plan>十[一二三四五六]?)五[”\"']?(?P<planend>时期末|末|收官)?(?=[”\"'时期末收开规数发以来的,，。\s]|贵|全|国|省|$)"
    r"|(?P<decade>(?P<century>\d{2})世纪(?:(?P<tens>\d)0年代)?)"
    rf"|(?P<this>今年|本年度?|当年|去年|上年|前年|明年)(?:\s*(?:的)?\s*(?P<thispart>[上下]半年|第?[一二三四]季度|前{_N}个?月|\d{{1,2}}月?[-—–至]\d{{1,2}}月|{_N}月(?:\d{{1,2}}[日号])?|[初底末]))?"
    r"|(?P<barehalf>[上下]半年)|(?P<barequarter>第?[一二三四]季度)"
    rf"|(?P<barefirst>前{_N}个?月)"
    r"|(?P<baremonth>(?<!\d)(?P<bm>\d{1,2})\s*月(?:份)?(?:\s*(?P<bd>\d{1,2})\s*[日号])?)"
    r"|(?P<now>截至目前|目前|现在|当前|眼下|至今|如今|近日|日前|最新|now|currently|so far|to date)"
    r"|(?P<en>\b(?:(?:early|late|end of|first half of|second half of|(?P<enmonth>january|february|march|april|may|june|july|august|september|october|november|december))(?:\s+\d{1,2},?)?\s+)?(?P<enyear>(?:19|20)\d{2})\b)"
)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else _CN_SMALL[text]


def _bounds(year: int, month: int = 0, day: int = 0) -> tuple[date, date]:
    """First and last day of a year, a month or a day; impossible parts are ignored."""
    if not 1 <= month <= 12:
        return date(year, 1, 1), date(year, 12, 31)
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        return date(year, month, 1), date(year, month, last)
    return date(year, month, day), date(year, month, day)


def _part(year: int, text: str) -> tuple[date, date, bool]:
    """Range of a part of `year`: 上半年, 第三季度, 前两个月, 1-6月, 5月8日, 底. Third: loose edges."""
    if match := re.search(r"([上下])半年", text):
        return *((_span(year, 1, 6)) if match[1] == "上" else _span(year, 7, 12)), False
    if match := re.search(r"([一二三四1-4])季度", text):
        quarter = _number(match[1])
        if text.startswith("前"):
            return *_span(year, 1, 3 * quarter), False
        return *_span(year, 3 * quarter - 2, 3 * quarter), False
    if match := re.search(rf"前({_N})个?月", text):
        return *_span(year, 1, _number(match[1])), False
    if match := re.search(r"(\d{1,2})月?[-—–~至到](\d{1,2})月", text):
        return *_span(year, int(match[1]), int(match[2])), False
    if match := re.search(rf"({_N})\s*月(?:份)?\s*(\d{{1,2}})?", text):
        first, last = _bounds(year, _number(match[1]), int(match[2] or 0))
        if tail := re.search(r"(?:至|到|-|—|–)\s*(?:\d{1,2}月)?(\d{1,2})\s*日", text):
            last = max(last, _bounds(year, _number(match[1]), int(tail[1]))[1])
        return first, last, False
    if "初" in text:
        return *_span(year, 1, 3), True
    if "底" in text or "末" in text:
        return *_span(year, 10, 12), True
    return *_bounds(year), True


def _span(year: int, first: int, last: int) -> tuple[date, date]:
    first, last = min(max(first, 1), 12), min(max(last, 1), 12)
    return _bounds(year, first)[0], _bounds(year, last)[1]


def periods(text: str, anchor: Anchor | None = None) -> tuple[Period, ...]:
    """Every period `text` names, in order. Relative ones only when there is an anchor.

    Years inside 《…》 and 〔…〕 name documents, not times, and are passed over.

    >>> [(p.first.isoformat(), p.last.isoformat()) for p in periods("2025年上半年增长7.2%")]
    [('2025-01-01', '2025-06-30')]
    >>> [(p.first.year, p.relative) for p in periods("去年收入", Anchor.of("2025-08-20"))]
    [(2024, True)]
    """
    folded = _CN_YEAR.sub(lambda m: m[0].translate(_DIGITS), fold(text))
    masked = re.sub(r"《[^》]*》|〔[^〕]*〕", lambda m: "《" + " " * (len(m[0]) - 2) + "》", folded)
    return tuple(_found(masked, anchor))


def _found(folded: str, anchor: Anchor | None) -> Iterator[Period]:
    for match in _EXPRESSION.finditer(folded):
        span = Span(*match.span())
        try:
            found = _resolve(match, anchor)
        except (ValueError, KeyError):  # a day or year that does not exist is no period
            continue
        if found is not None:
            first, last, relative, loose = found
            yield Period(first, last, span, relative, loose)


def _resolve(m: re.Match[str], anchor: Anchor | None) -> tuple[date, date, bool, bool] | None:
    if m["range"]:
        first, last = sorted((int(m["y1"]), int(m["y2"])))
        return date(first, 1, 1), date(last, 12, 31), False, False
    if m["absolute"]:
        year = int(m["year"])
        rest = m["absolute"].split("年", 1)[1]
        first, last, loose = _part(year, rest) if rest else (*_bounds(year), False)
        return first, last, False, loose
    if m["iso"]:
        parts = [int(p) for p in re.split(r"[-/.]", m["iso"])]
        return *_bounds(*parts), False, False
    if m["plan"]:
        start, end = _PLANS[m["plan"]]
        if m["planend"]:
            start = end
        return date(start, 1, 1), date(end, 12, 31), False, False
    if m["decade"]:
        start = (int(m["century"]) - 1) * 100
        if m["tens"]:
            start += int(m["tens"]) * 10
            return date(start, 1, 1), date(start + 9, 12, 31), False, False
        return date(max(start, 1), 1, 1), date(start + 99, 12, 31), False, False
    if m["en"]:
        return *_english(m), False, False
    return _relative(m, anchor) if anchor is not None else None


def _english(m: re.Match[str]) -> tuple[date, date]:
    year, text = int(m["enyear"]), m["en"]
    if m["enmonth"]:
        return _bounds(year, _MONTHS[m["enmonth"]])
    if text.startswith("first half"):
        return _span(year, 1, 6)
    if text.startswith("second half"):
        return _span(year, 7, 12)
    return _bounds(year)


_YEARS_BACK = {"今": 0, "本": 0, "当": 0, "去": -1, "上": -1, "前": -2, "明": 1}


def _relative(m: re.Match[str], anchor: Anchor) -> tuple[date, date, bool, bool] | None:
    year = anchor.first.year
    if m["this"]:
        year += _YEARS_BACK[m["this"][0]]
        first, last, loose = (
            _part(year, m["thispart"]) if m["thispart"] else (*_bounds(year), False)
        )
        return first, last, True, loose
    for name in ("barehalf", "barequarter", "barefirst"):
        if m[name]:
            first, last, loose = _part(year, m[name])
            return first, last, True, loose
    if m["baremonth"]:
        return *_bounds(year, int(m["bm"]), int(m["bd"] or 0)), True, False
    if m["now"]:
        return anchor.first, anchor.last, True, True
    return None


def fits(asked: Period, given: Period) -> bool:
    """Whether a statement about `given` answers a question about `asked`.

    The statement's time must lie within the asked one; or be a span of years around it (a plan's
    term); or, when either edge is loose (年底), share days with it.

    >>> year, = periods("2025年"); half, = periods("2025年上半年"); last, = periods("2024年")
    >>> fits(year, half), fits(half, year), fits(year, last)
    (True, False, False)
    """
    within = asked.first <= given.first and given.last <= asked.last
    if within:
        return True
    overlap = asked.first <= given.last and given.first <= asked.last
    around = given.first <= asked.first and asked.last <= given.last
    return overlap and (asked.loose or given.loose) or around and given.days > 366


def years(text: str) -> tuple[int, ...]:
    """Calendar years written in `text`, ascending and distinct."""
    return tuple(sorted({p.first.year for p in periods(text)}))
