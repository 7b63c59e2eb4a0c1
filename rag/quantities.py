"""Quantities named in a text: value, unit, and whether the words make it a bound.

`numerals.canonical` rewrites a text to compare it whole; here each number keeps its place, so that
it can be compared with another one and shown. Dates are no quantities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final, Literal

from rag.numerals import han_value
from rag.patterns import regex
from rag.text import fold
from rag.time_words import ENGLISH_NUMBERS, MONTHS
from rag.types import Span
from rag.units import CLASSIFIERS, MEASURES, ORDINAL, PERCENT, PLAIN, TIMES

Bound = Literal["exact", "over", "at least", "near", "about", "at most", "under"]

_SCALES: Final = {
    "十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "hundred": 100,
    "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
}  # fmt: skip
_WORDS: Final = {w: v for w, v in ENGLISH_NUMBERS.items() if w.isalpha()} | {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100
}  # fmt: skip
_ORDINAL_WORDS: Final = ("first", "second", "third", "fourth")
_CARDINALS: Final = tuple(w for w in _WORDS if w not in (*_ORDINAL_WORDS, "one"))
_PARTS_OF_ONE: Final = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4,
                        "fifth": 5, "fifths": 5, "tenth": 10, "tenths": 10}  # fmt: skip

_GAP = r"[ \t\u3000]{0,2}\n?[ \t\u3000]{0,2}"
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_DIGITS = "〇零一二三四五六七八九两壹贰叁肆伍陆柒捌玖"
_HAN = rf"[{_DIGITS}十百千拾佰仟]+(?:点[{_DIGITS}]+)?"
_SCALE = rf"(?:{_GAP}(?:[十百千万亿](?!分之)|(?:hundred|thousand|million|billion|trillion)\b))"
_FORMS = sorted({*MEASURES, *CLASSIFIERS}, key=len, reverse=True)
_UNIT = "|".join(re.escape(f) + (r"(?![a-z])" if f[-1].isascii() and f[-1].isalpha() else "")
                 for f in _FORMS)  # fmt: skip
_MORE = r"(?P<more>[余多来])?"
_NUMBER: Final = regex(
    rf"(?P<percentage>百分之(?P<share>百(?![{_DIGITS}])|{_HAN}|{_ARABIC})"
    rf"|千分之(?P<mille>{_HAN}|{_ARABIC}))"
    rf"|(?P<fraction>(?P<parts>{_HAN}|\d+)分之(?P<of>{_HAN}|{_ARABIC}))"
    r"|(?P<doubled>翻(?:了)?(?P<turns>[一二两三123])?番|翻(?:了)?(?:一)?倍|倍增"
    r"|\b(?:double[ds]?|doubling|(?P<tripled>triple[ds]?))\b)"
    r"|(?P<half>一半|半数|\bhalf (?:of )?(?=the |its |all ))"
    rf"|(?P<english_part>\b(?P<upper>one|{'|'.join(_CARDINALS)})[- ]"
    rf"(?P<lower>{'|'.join(_PARTS_OF_ONE)})\b)"
    rf"|(?P<first>首(?=[位个家次部座批创届条款])|榜首|居首|冠军)"
    rf"|(?P<plain>(?P<nth>第{_GAP})?(?P<currency>(?:us\$|hk\$|[$¥]){_GAP})?(?:(?<![a-z0-9.])|(?<=\dx))"
    rf"(?P<sign>(?<![\d%])[-−])?(?:(?P<arabic>{_ARABIC})|(?P<han>{_HAN})"
    rf"|(?P<word>\b(?:{'|'.join(_CARDINALS)}|one(?= (?:hundred|thousand|million|billion)\b))\b))"
    rf"(?P<early>[余多])?"
    rf"(?P<scales>{_SCALE}*){_MORE}(?:{_GAP}(?P<unit>{_UNIT}))?(?P<suffix>[余多](?!元))?)"
)
_CURRENCIES: Final = {"us$": "美元", "$": "美元", "hk$": "港元", "¥": "元"}
_RANGE: Final = regex(r"\s*(?:[-—–~～]{1,2}|至|到|to)\s*")

_FROM: Final = regex(  # from 38 to 50 is a change, no range
    r"(?:\bfrom|[从由])\s*(?:over|more than|nearly|about|[^，。；、\d]{0,4})\s*$"
)

_BEFORE: Final[tuple[tuple[Bound, str], ...]] = (
    ("at least", r"不低于|不少于|不小于|至少(?:为|有|达)?|at least|no (?:less|fewer) than"
                 r"|not (?:less|fewer) than"),
    ("at most", r"不超过|不高于|不多于|不大于|至多|最[多高大](?:可达|为)?|上限(?:为|是)?|控制在"
                r"|at most|no more than|up to|not more than"),
    ("under", r"低于|少于|小于|不足|不到|less than|fewer than|under|below"),
    ("over", r"超过|超|突破|逾|高于|多于|大于|不止|越过|跨过|more than|over|exceed(?:ed|s|ing)?"
             r"|above|surpass(?:ed|es|ing)?|greater than|beyond|top(?:ped|s)"),
    ("near", r"接近|将近|逼近|几乎|近|nearly|almost|close to|approach(?:ed|es|ing)?"),
    ("about", r"大约|大概|大致|约(?:为|占|有)?|about|around|approximately|roughly|some"),
)  # fmt: skip
_AFTER: Final[tuple[tuple[Bound, str], ...]] = (
    ("at least", r"(?:及)?以上|or (?:more|above)"),
    ("at most", r"(?:及)?以下|以内|之内|or (?:less|fewer)"),
    ("about", r"左右|上下|or so"),
)
BOUND_WORDS: Final = frozenset(  # that stand alone; what they say is in `Quantity.bound`
    word
    for _, words in (*_BEFORE, *_AFTER)
    for word in re.sub(r"\([^)]*\)\??", "", words).split("|")
    if word.isalpha()
) | {"达到", "达", "more", "than", "least", "most", "less", "exceeded", "approached"}
_PREFIXES: Final = tuple(
    (bound, regex(rf"(?:{words})(?:了|到|达到?|的|在|是|为|占|有|the)?\s*$"))
    for bound, words in _BEFORE
)
_SUFFIXES: Final = tuple((bound, regex(rf"\s*(?:{words})")) for bound, words in _AFTER)
_LOOK_BACK: Final = 18  # characters of the longest words of a bound
_HIDDEN: Final = regex(  # numbers of items, hours, days beside the name of a month
    r"(?m)(?:^|(?<=[,;:。\s]))\s*[(（]?\d{1,2}(?:[)）．]|、(?!\d)|\.(?!\d))|\d{1,2}:\d\d(?!\d)"
    rf"|\b\d{{1,2}}\s+(?=(?:{'|'.join(MONTHS)})\b)|(?<=[a-z] )\d{{1,2}},?\s+(?=(?:19|20)\d\d\b)"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in its base unit, from `low` to `high` (the same unless it is a range).

    `span` covers the number and its unit; the words of a bound (约, 以上) stand outside it.
    """

    low: Fraction
    high: Fraction
    unit: str
    bound: Bound
    span: Span
    han: bool = False  # written in Chinese numerals, which also stand in fixed phrases


def quantities(text: str, dates: Sequence[Span] = ()) -> tuple[Quantity, ...]:
    """The quantities of `text`, in order, without overlaps; nothing is read inside `dates`.

    >>> [(float(q.low), q.unit, q.bound) for q in quantities("超17万户，增长百分之七点二")]
    [(170000.0, '户', 'over'), (7.2, '%', 'exact')]
    >>> [(int(q.low), int(q.high), q.unit) for q in quantities("5%—10%、1-2家、二十六个")]
    [(5, 10, '%'), (1, 2, '家'), (26, 26, '个')]
    """
    folded = list(fold(text))
    for span in dates:
        folded[span.start : span.end] = "\x00" * len(span)
    return _quantities("".join(folded))


@lru_cache(maxsize=2048)
def _quantities(folded: str) -> tuple[Quantity, ...]:
    folded = _HIDDEN.sub(lambda m: "\x00" * len(m[0]), folded)
    found = [q for m in _NUMBER.finditer(folded) if (q := _read(m, folded)) is not None]
    return tuple(_bounded(q, folded) for q in _joined(found, folded))


def _read(match: re.Match[str], folded: str) -> Quantity | None:
    """One number as it stands, None where the characters are no number of anything."""
    if match["plain"]:
        return _plain(match, folded)
    span = Span(*match.span())
    for group, value in (("fraction", _fraction), ("percentage", _percentage), ("half", _half),
                         ("english_part", _english_part)):  # fmt: skip
        if match[group]:
            share = value(match)
            return None if share is None else Quantity(share, share, PERCENT, "exact", span)
    if match["first"]:
        return Quantity(Fraction(1), Fraction(1), ORDINAL, "exact", span, han=True)
    turns = int(_value(match["turns"] or "一") or 1)
    factor = Fraction(3 if match["tripled"] else 2**turns)
    return Quantity(factor, factor, TIMES, "exact", span)


def _fraction(match: re.Match[str]) -> Fraction | None:
    parts, of = _value(match["parts"]), _value(match["of"])
    return 100 * of / parts if parts and of is not None else None


def _percentage(match: re.Match[str]) -> Fraction | None:
    if match["mille"]:
        share = _value(match["mille"])
        return None if share is None else share / 10
    return Fraction(100) if match["share"] == "百" else _value(match["share"])


def _half(_: re.Match[str]) -> Fraction:
    return Fraction(50)


def _english_part(match: re.Match[str]) -> Fraction:
    return Fraction(100 * _WORDS[match["upper"]], _PARTS_OF_ONE[match["lower"]])


def _plain(match: re.Match[str], folded: str) -> Quantity | None:
    written = match["arabic"] or match["han"] or match["word"]
    value, form = _value(written), match["unit"] or ""
    if value is None and written in _SCALES and match["scales"]:
        value = Fraction(_SCALES[written])  # 百万, 千亿
    if value is None or _is_code(match, folded):
        return None
    if match["han"] and not (form or match["scales"] or match["nth"]):
        return None
    for scale in re.findall("|".join(_SCALES), match["scales"]):
        value *= _SCALES[scale]
    unit, factor = MEASURES.get(form, (form, Fraction(1)))
    if match["currency"]:
        unit = _CURRENCIES[match["currency"].strip()]
    if match["nth"]:
        unit, factor = _numbered(folded, match, unit, factor)
    value = (-value if match["sign"] else value) * factor
    if unit == TIMES and _is_increase(folded, match.start()):
        value += 1
    end = match.end("unit") if match["unit"] else match.end()
    more = match["more"] or match["early"] or match["suffix"]
    bound: Bound = "over" if more in ("余", "多") and more else "exact"
    return Quantity(value, value, unit, bound, Span(match.start(), end), han=bool(match["han"]))


def _numbered(
    folded: str, match: re.Match[str], unit: str, factor: Fraction
) -> tuple[str, Fraction]:
    """连续第6年 counts years; any other 第6 is a place in an order, whatever is ordered."""
    if folded[: match.start()].endswith("连续") and match["unit"]:
        return unit, factor
    return ORDINAL, Fraction(1)


def _is_increase(folded: str, start: int) -> bool:
    """增长2倍 ends at three times what was, 是2倍 at two times."""
    return (
        re.search(r"(?:增长|增加|提高|提升|扩大|上升|增)了?(?:近|约|超过?)?$", folded[:start])
        is not None
    )


def _is_code(match: re.Match[str], folded: str) -> bool:
    """5G, 4K, 3D, 2〕号: figures that are part of a name."""
    after = folded[match.end() : match.end() + 1]
    if match["arabic"] and not match["unit"] and after.isascii() and after.isalpha():
        return True
    return after in "〕" and after != ""


def _value(written: str) -> Fraction | None:
    """Value of figures, of Chinese numerals, or of an English number word."""
    if written[0].isdigit() and written[0].isascii():
        return Fraction(Decimal(written.replace(",", "")))
    if written in _WORDS:
        return Fraction(_WORDS[written])
    whole, point, decimals = written.partition("点")
    value = han_value(whole)
    if value is None or not point:
        return None if value is None else Fraction(value)
    return Fraction(Decimal(f"{value}." + "".join(str(han_value(c)) for c in decimals)))


def _joined(found: list[Quantity], folded: str) -> Iterator[Quantity]:
    """5%—10%, 1-2家 and 3到5万元 are one range, 1亿2000万元 is one number."""
    at = 0
    while at < len(found):
        here = found[at]
        after = found[at + 1] if at + 1 < len(found) else None
        at += 1
        if after is None:
            yield here
            continue
        whole = Span(here.span.start, after.span.end)
        if _is_range(here, after, folded):
            yield replace(after, low=_lower_edge(here, after, folded), span=whole)
        elif _is_continued(here, after, folded):
            total = here.low + after.low
            yield replace(after, low=total, high=total, span=whole)
        else:
            yield here
            continue
        at += 1


def _is_continued(here: Quantity, after: Quantity, folded: str) -> bool:
    return (
        here.span.end == after.span.start
        and here.unit == PLAIN
        and folded[here.span.end - 1] in "万亿"
        and 0 < after.low < here.low
    )


def _is_range(here: Quantity, after: Quantity, folded: str) -> bool:
    between = folded[here.span.end : after.span.start]
    return (
        _RANGE.fullmatch(between) is not None
        and not _FROM.search(folded[: here.span.start])
        and here.unit in (PLAIN, after.unit)
        and here.low < after.low
    )


def _lower_edge(here: Quantity, after: Quantity, folded: str) -> Fraction:
    """3到5万元 begins at 30000元: the scale and unit behind the second number serve both."""
    if here.unit != PLAIN:
        return here.low
    figure = re.match(_ARABIC, folded[after.span.start : after.span.end])
    number = _value(figure[0]) if figure else None
    return here.low * after.high / number if number else here.low


def _bounded(quantity: Quantity, folded: str) -> Quantity:
    """With the bound that the words around it make of it."""
    before = folded[max(0, quantity.span.start - _LOOK_BACK) : quantity.span.start]
    for bound, pattern in _SUFFIXES:
        if pattern.match(folded, quantity.span.end):
            return replace(quantity, bound=bound)
    for bound, pattern in _PREFIXES:
        if pattern.search(before):
            return replace(quantity, bound=bound)
    return quantity
