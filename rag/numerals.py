"""Numbers and their units in one form, so that 1.2万亿元 and 12000亿元 compare equal.

Only what is certain is rewritten. A run of numerals that is no number by itself (十四五, 三四十,
百 in 百度) stays as it stands, and so do approximations (数百).
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache, reduce
from typing import Final

from rag.patterns import regex

_DIGITS: Final = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {
    c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")
} | {"两": 2, "兩": 2, "○": 0}  # fmt: skip
_TENS: Final = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_MYRIADS: Final = {"万": 10**4, "亿": 10**8, "萬": 10**4, "億": 10**8}
_ENGLISH: Final = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_SCALES: Final = {"十": 10, "百": 100, "千": 1000} | _MYRIADS | _ENGLISH

_ZEROS: Final = "零〇○"
_NAMES: Final = {"percent": "%", "percentage": "%", "yuan": "元"}
_THOUSANDFOLD: Final = {"公里": "米", "公斤": "克"}

_D = "".join(_DIGITS)
_SCALE = "百(?!分)|[千万萬亿億]|" + "|".join(_ENGLISH)
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+(?!\.?\d))?"
_HAN = rf"[{_D}十百千万亿拾佰仟萬億]+(?:[点點][{_D}]+(?![{_D}十百千拾佰仟]))?"
_UNIT = (
    r"(?P<unit>个?百分点|%|percentagepoints?|percent(?:age)?|公里|公斤|yuan"
    rf"|成(?![为立功果员本长熟效绩品型都就分交套份{_D}十百千\d]))?"
)
_QUANTITY: Final = regex(
    rf"(?P<ratio>百分之|千分之)?(?:(?P<arabic>{_ARABIC})(?P<scales>(?:{_SCALE})*)"
    rf"|(?P<han>{_HAN})(?P<after>[万萬亿億]*+)(?![十百千拾佰仟])){_UNIT}"
)
# 1亿2000万, 3万5千, 3万5000: the parts behind the first are smaller than its scale.
_PARTS: Final = regex(rf"(?:{_ARABIC})(?:{_SCALE})+(?:\d+(?:{_SCALE})+)*(?:\d+(?!\.?\d))?")
_PART: Final = regex(rf"({_ARABIC})((?:{_SCALE})*)")
_ONE_SCALE: Final = regex(_SCALE)
_DATE: Final = regex(
    r"(?<![\d.])((?:19|20)\d\d)([-/.])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?![\d.])"
)
_GAP: Final = regex(
    rf"(?<=[\d百千万亿])\s+(?=\d)|(?<=[{_D}十百千万亿])[^\S\n]*\n\s*(?=[{_D}十百千万亿])"
)
_SPACE: Final = regex(r"[^\S\x1f]+")
_FIGURE_END: Final = regex(r"\d$")
_DECIMAL_END: Final = regex(r"\d[.,]$")
_BETWEEN: Final = "\x1f"  # keeps two numbers apart that white space or script kept apart
_LONGEST: Final = 40  # characters; longer runs of figures are codes


@lru_cache(maxsize=4096)
def canonical(text: str) -> str:
    """Folded text without white space in which every number is plain and carries its base unit.

    Width and case are folded (NFKC). Numbers in Chinese numerals, with 百/千/万/亿 or English
    scale words, with thousands separators, trailing or leading zeros become plain decimals; 百分之
    and 成 become %, 个百分点 stays apart from %; 公里 and 公斤 become 米 and 克; a date written
    2025-03-18 becomes 2025年3月18日.

    >>> canonical("１.２ 万亿元"), canonical("12,000亿元"), canonical("百分之七点二")
    ('1200000000000元', '1200000000000元', '7.2%')
    >>> canonical("二〇二五年"), canonical("7.2个百分点"), canonical("“十四五”")
    ('2025年', '7.2百分点', '“十四五”')
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    plain = _DATE.sub(_written_out, _SPACE.sub("", _GAP.sub(_BETWEEN, folded)))
    out: list[str] = []
    at = 0
    while match := _QUANTITY.search(plain, at):
        made, end = _rewritten(match, plain)
        between = plain[at : match.start()]
        last = "".join(out[-2:])[-2:] + between
        touching = _FIGURE_END.search(last) or (made != match[0] and _DECIMAL_END.search(last))
        out += (between, _BETWEEN + made if touching and made[:1].isdigit() else made)
        at = end
    return "".join(out) + plain[at:]


def _written_out(match: re.Match[str]) -> str:
    return f"{match[1]}年{int(match[3])}月{int(match[4])}日"


def _rewritten(match: re.Match[str], text: str) -> tuple[str, int]:
    """The canonical form of the quantity found, and where it ends in `text`."""
    if match["arabic"] and not match["ratio"]:
        parts = _PARTS.match(text, match.start())
        total = _sum_of_parts(parts[0]) if parts else None
        if parts and total is not None:
            return _plain(total), parts.end()
    if len(match[0]) > _LONGEST:
        return match[0], match.end()
    value = _value(match)
    return (match[0] if value is None else _with_unit(value, match)), match.end()


def _value(match: re.Match[str]) -> Decimal | None:
    if match["arabic"]:
        return Decimal(match["arabic"].replace(",", "")) * _scale(match["scales"])
    if match["ratio"] and match["han"] in ("百", "佰"):
        return Decimal(100)
    return _han_run(match["han"], match["after"])


def _scale(scales: str) -> Decimal:
    """Product of scale words: 万亿 is 10**12."""
    return reduce(lambda size, word: size * _SCALES[word], _ONE_SCALE.findall(scales), Decimal(1))


def _sum_of_parts(text: str) -> Decimal | None:
    """Value of two or more figures with falling scales; None when they are not one number."""
    parts = [(Decimal(f.replace(",", "")), _scale(s)) for f, s in _PART.findall(text)]
    if len(parts) < 2:
        return None
    total, least = parts[0][0] * parts[0][1], parts[0][1]
    for figure, size in parts[1:]:
        part = figure * size
        if not (size < least and least / 10 <= part < least):
            return None
        total, least = total + part, size
    return total


def _with_unit(value: Decimal, match: re.Match[str]) -> str:
    unit, ratio = match["unit"] or "", match["ratio"]
    if ratio:
        return _plain(value) + ("%" if ratio == "百分之" else "‰") + unit
    if unit == "成":
        whole = 0 < value < 10 and value % 1 == 0
        return _plain(value * 10) + "%" if whole else _plain(value) + unit
    if unit in _THOUSANDFOLD:
        return _plain(value * 1000) + _THOUSANDFOLD[unit]
    if unit.endswith("百分点") or unit.startswith("percentagepoint"):
        return _plain(value) + "百分点"
    return _plain(value) + _NAMES.get(unit, unit)


def _plain(value: Decimal) -> str:
    """A decimal without exponent or needless zeros.

    >>> _plain(Decimal("1.50E+3")), _plain(Decimal("07.20"))
    ('1500', '7.2')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _han_run(run: str, after: str) -> Decimal | None:
    """Value of Chinese numerals, with decimals and the scales behind them; None if no number."""
    whole, point, decimals = run.replace("點", "点").partition("点")
    if whole[0] in _SCALES and whole[0] != "十":
        return None
    value = han_value(whole)
    if value is None:
        return None
    if point:
        digits = "".join(str(_DIGITS[c]) for c in decimals)
        value = Decimal(f"{value}.{digits}")
    for scale in after:
        value *= _MYRIADS[scale]
    return Decimal(value)


def han_value(run: str) -> Decimal | None:
    """Value of a whole number in Chinese numerals; None when the run is not one number.

    >>> han_value("一万二千亿"), han_value("二〇二五"), han_value("十二"), han_value("十四五")
    (Decimal('1200000000000'), Decimal('2025'), Decimal('12'), None)
    """
    if all(c in _DIGITS for c in run):
        if len(run) in (2, 3) and not any(c in _ZEROS for c in run):
            return None  # 三四个: three or four
        return Decimal("".join(str(_DIGITS[c]) for c in run))
    for scale in ("亿", "億", "万", "萬"):
        head, found, tail = run.rpartition(scale)
        if found:
            return _around(head, tail, _MYRIADS[scale])
    return _section(run)


def _around(head: str, tail: str, scale: int) -> Decimal | None:
    """head * scale + tail, where the tail is below the scale and names its own place."""
    high = han_value(head) if head else None
    if high is None or not tail:
        return None if high is None else high * scale
    if all(c in _DIGITS for c in tail):  # 三万五 is colloquial, 三万〇五 is exact
        return high * scale + _DIGITS[tail[1]] if len(tail) == 2 and tail[0] in _ZEROS else None
    low = han_value(tail.lstrip(_ZEROS))
    return None if low is None or low >= scale else high * scale + low


def _section(run: str) -> Decimal | None:
    """A number below ten thousand: each of 千 百 十 at most once, in this order."""
    total, pending, least = 0, -1, 10**4
    for place, char in enumerate(run):
        if char in _DIGITS:
            if pending > 0:
                return None
            pending = _DIGITS[char]
        elif (size := _TENS[char]) < least:
            if pending == 0 or (pending < 0 and not (size == 10 and place == 0)):
                return None
            total += (pending if pending > 0 else 1) * size
            pending, least = -1, size
        else:
            return None
    if pending > 0 and 10 < least < 10**4 and not any(c in _ZEROS for c in run):
        return None  # 三百二: colloquial for 320
    return Decimal(total + max(pending, 0))
