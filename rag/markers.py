"""The marks that number headings and list items: 第一章, 一、, （一）, 1., (1), ①, ★, 【】, #.

A mark has a style and, mostly, a number. Which style stands above which is settled by the document
(`rag.structure`); the ranks here only break ties, in the order Chinese official writing prescribes
(GB/T 9704-2012, 7.3.3: 一、 （一） 1. （1）) with the divisions of laws above them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.patterns import regex

RANKS = {
    "#": 0, "附": 0, "编": 1, "部分": 2, "章": 3, "节": 4, "条": 5,
    "一、": 6, "（一）": 7, "1.": 8, "1.1": 9, "（1）": 10, "1）": 11, "①": 12,
}  # fmt: skip
ORNAMENTS = "★☆◆◇■□●○▲△▶►◎※❖"
DIVISIONS = frozenset(("附", "编", "部分", "章", "节"))

_HAN = "〇零一二两三四五六七八九十百"
_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_UNIT = "万亿千百十%％‰个元倍吨米年月日天时公平度℃件家户人名台套亩折级版万余多GTPMKk"
_MARK = regex(
    rf"""(?:
      (?P<hash>\#{{1,6}})\s+
    | 第\s*(?P<division>[{_HAN}]{{1,4}}|\d{{1,3}})\s*(?P<unit>编|篇|部分|章|节|条)
    | (?P<annex>附(?:件|录|表|则)?)\s*(?P<annex_no>\d{{0,2}})(?:(?=\s*$|\s)|\s*[:：])
    | (?P<han>[{_HAN}]{{1,3}})\s*(?:、|[.．](?!\d))(?![{_HAN}]{{1,2}}(?:、|季|产|线|是|次))
    | [（(]\s*(?P<han_paren>[{_HAN}]{{1,3}})\s*[）)]
    | [（(]\s*(?P<paren>\d{{1,2}})\s*[）)]
    | (?P<decimal>\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}})[.．]?(?=\s*[\u4e00-\u9fff“《])(?!\s*[{_UNIT}])
    | (?P<arabic>\d{{1,2}})\s?(?:、|[.．](?!\d))(?!\s*[{_UNIT}]\b)
    | (?P<half>\d{{1,2}})[）)]
    | (?P<circled>[①-⑳⑴-⒇❶-❿㈠-㈩])
    | (?P<roman>[Ⅰ-Ⅻ])\s*[、.．]?
    | (?P<symbol>[{ORNAMENTS}])
    | 【(?P<boxed>[^】\n]{{1,30}})】
    | (?P<asked>问|答)\s*[：:]
    )\s*""",
    re.VERBOSE,
)
_ORDINAL = regex(
    rf"(?:第(?P<rank>[{_HAN}]{{1,3}})(?P<what>[^\d\s])|其(?P<of>[{_HAN}])(?=[，,、：:是])"
    rf"|(?P<is>[{_HAN}]{{1,3}})(?P<verb>是|要|则|方面)"
    r"|(?P<first>首先)|(?P<next>其次)|(?P<again>再次|再者|然后)|(?P<last>最后)|(?P<also>另一方面))"
)
_NAMES = {"篇": "编"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark at the start of a line. `end` is the offset behind it and the blanks that follow."""

    style: str
    number: int | None
    end: int


def number_of(numeral: str) -> int | None:
    """The value of a Chinese or Arabic numeral below a thousand; None if it is none.

    >>> [number_of(n) for n in ("十二", "二十", "一百零三", "7", "十百")]
    [12, 20, 103, 7, None]
    """
    if numeral.isdecimal():
        return int(numeral)
    match = re.fullmatch(r"(?:(.)百零?)?(?:(.?)十)?(.?)", numeral)
    if not match or not numeral:
        return None
    hundreds, tens, ones = match.groups()
    values = [_DIGITS.get(c) for c in (hundreds or "零", "一" if tens == "" else tens or "零")]
    values.append(_DIGITS.get(ones or "零"))
    if None in values:
        return None
    return sum(v * w for v, w in zip(values, (100, 10, 1), strict=True) if v)


def mark_at(text: str, start: int, end: int) -> Mark | None:
    """The heading or item mark at `start` of a line that ends at `end`."""
    match = _MARK.match(text, start, end)
    if match is None:
        return None
    return Mark(*_style(match), match.end())


def _style(match: re.Match[str]) -> tuple[str, int | None]:
    group = match.lastgroup or ""
    value = match.group(group)
    if match["hash"]:
        return "#", None
    if match["division"]:
        return _NAMES.get(match["unit"], match["unit"]), number_of(match["division"])
    if match["annex"]:
        return "附", None
    if group in ("han", "han_paren"):
        return ("一、" if group == "han" else "（一）"), number_of(value)
    if group == "decimal":
        steps = re.split(r"[.．]", value)
        return "1.1" + ".1" * (len(steps) - 2), int(steps[-1])
    if group in ("arabic", "paren", "half"):
        return {"arabic": "1.", "paren": "（1）", "half": "1）"}[group], int(value)
    if group in ("circled", "roman"):
        return ("①", _circled(value)) if group == "circled" else ("Ⅰ", ord(value) - 0x215F)
    return ("【】" if group == "boxed" else value), None


def _circled(char: str) -> int:
    for first, last in ("①⑳", "⑴⒇", "❶❿", "㈠㈩"):
        if first <= char <= last:
            return ord(char) - ord(first) + 1
    return 0


@dataclass(frozen=True, slots=True)
class Ordinal:
    """An ordinal word that opens an item: 第一，… 一是… 首先… `family` is equal within one list."""

    family: str
    number: int  # 0 for a closing word such as 最后
    end: int


def ordinal_at(text: str, start: int, end: int) -> Ordinal | None:
    """The ordinal word at `start`, if one is there.

    >>> ordinal_at("二是补齐短板", 0, 6)
    Ordinal(family='是', number=2, end=2)
    """
    match = _ORDINAL.match(text, start, end)
    if match is None:
        return None
    if match["rank"]:
        what = match["what"]
        family = "第，" if what in "，,、：:是" else "第" + what
        return _ordinal(family, match["rank"], match.end())
    if match["of"]:
        return _ordinal("其", match["of"], match.end())
    if match["is"]:
        return _ordinal(match["verb"], match["is"], match.end())
    if match["also"]:
        return Ordinal("方面", 2, match.end())
    number = 1 if match["first"] else 2 if match["next"] else 3 if match["again"] else 0
    return Ordinal("首先", number, match.end())


def _ordinal(family: str, numeral: str, end: int) -> Ordinal | None:
    number = number_of(numeral)
    return Ordinal(family, number, end) if number else None
