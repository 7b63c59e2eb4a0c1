"""Calendar dates as people write them, reduced to YYYY[-MM[-DD]].

Only dates that exist are returned, with as much precision as was written and no more. A date is
taken as it stands: no time zone is applied, so "Wed, 26 May 2021 23:32:46 GMT" is 2021-05-26.
Seconds since 1970 are not dates: nothing tells them from any other number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from rag.patterns import regex

_HAN_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"○": "0", "零": "0"}
_ENGLISH = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_EN = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"

_YEAR = r"(?P<y>(?:19|20)\d\d)"
_MONTH = r"(?P<m>1[0-2]|0?[1-9])"
_DAY = r"(?P<d>3[01]|[12]\d|0?[1-9])"
_HAN_YEAR = r"(?P<y>[一二][〇○零一二三四五六七八九]{3})"
_HAN_MONTH = r"(?P<m>十[一二]?|[一二三四五六七八九])"
_HAN_DAY = r"(?P<d>三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"

# From the most to the least precise: the first that fits at a place is the reading of that place.
_FORMS = tuple(
    regex(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}\s?年\s?{_MONTH}\s?月\s?{_DAY}\s?[日号]",
        rf"(?<![\d.]){_YEAR}(?P<s>[-/.])\s?{_MONTH}(?P=s)\s?{_DAY}(?![\d%]|\.\d)",
        rf"{_HAN_YEAR}\s?年\s?{_HAN_MONTH}\s?月\s?{_HAN_DAY}\s?[日号]",
        rf"(?<!\d){_DAY}(?:st|nd|rd|th)?[ -](?P<m>{_EN})[ -,]\s?{_YEAR}(?!\d)",
        rf"\b(?P<m>{_EN}) {_DAY}(?:st|nd|rd|th)?,? {_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}\s?年\s?{_MONTH}\s?月",
        rf"{_HAN_YEAR}\s?年\s?{_HAN_MONTH}\s?月",
        rf"(?<!\d){_YEAR}\s?年",
        rf"{_HAN_YEAR}\s?年",
    )
)
_COMPACT = regex(r"(?<![0-9A-Za-z])(?P<y>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)?(?!\d)")
_MAYBE = regex(r"\d\d|[〇○零一二三四五六七八九]年")
_YEAR_MONTH = regex(rf"{_YEAR}[-/.]{_MONTH}")
_YEAR_ALONE = regex(_YEAR)
# What may surround a date that stands alone: weekday, clock, zone, brackets, a closing word.
_AROUND = regex(
    r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}|星期[一二三四五六日天]|周[一二三四五六日天]"
    r"|[上下]午|[T\s]?\d{1,2}\s?[:时]\s?\d{1,2}(?:\s?[:分]\s?\d{1,2}(?:\.\d+)?)?秒?分?"
    r"|\d{1,2}[点时]|gmt|utc|cst|bst|[ap]\.?m\b\.?|z\b|[+-]\d\d:?\d\d|讯|[\s,()\[\]【】|]",
    re.IGNORECASE,
)


def parse_date(text: str) -> str | None:
    """The date that `text` as a whole states, or None when it states none or something more.

    >>> [parse_date(t) for t in ("2025-08-20 08:46:33", "2025/8/2", "2025.08.20", "20250820")]
    ['2025-08-20', '2025-08-02', '2025-08-20', '2025-08-20']
    >>> [parse_date(t) for t in ("2025年8月20日 星期三", "二〇二五年八月二十日", "2025年8月")]
    ['2025-08-20', '2025-08-20', '2025-08']
    >>> parse_date("Wed, 26 May 2021 01:32:46 GMT"), parse_date("May 26, 2021")
    ('2021-05-26', '2021-05-26')
    >>> parse_date("2022-03-21 05:15:44 +0800"), parse_date("2025-02-30"), parse_date("1621992766")
    ('2022-03-21', None, None)
    """
    if not _MAYBE.search(text[:80]):
        return None
    text = _folded(text[:80]).strip()
    for pattern in (_YEAR_ALONE, _YEAR_MONTH, _COMPACT):
        if match := pattern.fullmatch(text):
            return _valid(match)
    found = next(_matches(text), None)
    if found is None:
        return None
    rest = text[: found[0]] + " " + text[found[1] :]
    return found[2] if not _AROUND.sub("", rest) else None


def find_dates(text: str) -> list[tuple[int, int, str]]:
    """Every date in running text as (start, end, YYYY[-MM[-DD]]), in reading order.

    Bare digit groups count only in the shapes people use in text, not as 20250820.

    >>> find_dates("2025年6月30日印发，自二〇二六年一月起施行")
    [(0, 10, '2025-06-30'), (14, 21, '2026-01')]
    """
    return list(_matches(_folded(text)))


def date_in_name(name: str) -> str | None:
    """The one date in a file name or address; digits inside a longer code are not a date.

    >>> date_in_name("news_20250820_08.txt"), date_in_name("t20250820_1.html")
    ('2025-08-20', '2025-08-20')
    >>> date_in_name("000_291c0faf8e41731e.txt"), date_in_name("a20251399.txt")
    (None, None)
    """
    name = re.sub(r"(?<![0-9A-Za-z])t(?=20\d{6}_)", " ", _folded(name)).replace("_", " ")
    dates = {found for _, _, found in _matches(name)}
    dates |= {v for m in _COMPACT.finditer(name) if m["d"] and (v := _valid(m))}
    full = {d for d in dates if len(d) > len("YYYY")}
    return full.pop() if len(full) == 1 else None


def _matches(text: str) -> Iterator[tuple[int, int, str]]:
    found = [
        (match.start(), match.end(), value)
        for pattern in _FORMS
        for match in pattern.finditer(text)
        if (value := _valid(match))
    ]
    end = 0
    for item in sorted(found, key=lambda f: (f[0], -f[1])):
        if item[0] >= end:
            yield item
            end = item[1]


def _valid(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    year, month, day = (_number(parts.get(k) or "") for k in "ymd")
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    out = f"{year:04d}"
    if month:
        out += f"-{month:02d}"
    return f"{out}-{day:02d}" if day else out


def _number(written: str) -> int:
    """
    >>> [_number(w) for w in ("08", "二〇二五", "十", "二十", "三十一", "May", "")]
    [8, 2025, 10, 20, 31, 5, 0]
    """
    if written.isascii():
        return int(written) if written.isdigit() else _month(written)
    if "十" in written:
        tens, _, units = written.partition("十")
        return 10 * _number(tens or "一") + _number(units)
    return int("".join(_HAN_DIGITS[c] for c in written))


def _month(name: str) -> int:
    return _ENGLISH.index(name[:3].lower()) + 1 if name else 0


def _folded(text: str) -> str:
    """Full-width digits and signs as ASCII, one character for one, so that offsets hold."""
    return "".join(_fold_one(c) if c > "\u00ff" else c for c in text)


def _fold_one(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char)
    return folded if len(folded) == 1 else char
