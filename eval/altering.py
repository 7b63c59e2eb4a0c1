"""True sentences made false by one small change, to see whether a check notices.

The patterns are written for this purpose and share nothing with the check. Each change is told by
its kind; what it makes is false, or at least not what the sentence said.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from rag.text import fold

Kind = Literal["number", "unit", "date", "name", "direction", "negation", "target"]
KINDS: Final[tuple[Kind, ...]] = (
    "number", "unit", "date", "name", "direction", "negation", "target",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alteration:
    """A sentence changed at one place: `before` became `after`."""

    kind: Kind
    text: str
    before: str
    after: str


_HAN_DIGITS: Final = "一二三四五六七八九"
_COUNTED: Final = "个家户项条座台名位人部次亩万亿千百%倍成元年类种大"
_DATE: Final = re.compile(
    r"\d{4}\s*(?:年度?|[-—–~至到]\s*\d{4}\s*年)(?:\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*[日号])?)?|\d{1,2}\s*月(?:份|\s*\d{1,2}\s*[日号])?"
    r"|\b(?:19|20)\d\d\b|\d{1,2} (?=august|december|january|june)"
)
_NUMBER: Final = re.compile(r"(?<![a-z0-9.〔])\d[\d,]*(?:\.\d+)?(?![a-z]*-?[a-z]*\d)(?![gk]\b)")
_HAN_NUMBER: Final = re.compile(
    rf"(?<![第〇一二三四五六七八九十百千万点])[{_HAN_DIGITS}][十百千万点{_HAN_DIGITS}]*(?=个?[{_COUNTED}])|(?<=百分之)[{_HAN_DIGITS}]"
)

# (pattern in folded text, what it becomes); several replacements are tried one by one.
_UNITS: Final = (
    (r"(?<=\d)万亿", ("亿", "万")), (r"(?<=[\d万])亿(?!万)", ("万",)),
    (r"(?<=\d)万(?![亿])", ("亿",)), (r"(?<=\d)%", ("个百分点", "‰")),
    (r"个?百分点", ("%",)), (r"百分之", ("千分之",)),
    (r"(?<=[亿万\d])元(?!旦)", ("美元",)), (r"港元", ("元", "美元")), (r"美元", ("日元",)),
    (r"(?<=\d)公里", ("米",)), (r"(?<=\d)米", ("公里",)), (r"平方公里", ("公顷",)),
    (r"(?<=\d)年(?!度|代|级|\d|[一-鿿]{0,3}月|第|底|末|初|的)(?=[,，。；,;])", ("个月",)),
    (r"eflops", ("PFLOPS",)), (r"(?<=\d)pb", ("TB",)), (r"gbps", ("Mbps",)),
    (r"(?<=[\d万])(?:户|家)", ("台", "项")), (r"(?<=[\d万千])人(?!次)", ("家",)),
    (r"(?<=\d)座", ("条",)), (r"(?<=\d)条", ("人",)), (r"(?<=\d)台", ("家",)),
    (r"(?<=\d)亩", ("平方公里",)), (r"个工作日", ("个月",)),
    (r"\bmillion\b", ("billion",)), (r"\bbillion\b", ("million",)),
    (r"\bpercentage points\b", ("percent",)), (r"(?<=\d) ?percent\b(?! point)", (" percentage points",)),
    (r"\byuan\b", ("US dollars",)), (r"working days", ("months",)),
)  # fmt: skip
_DATES: Final = (
    (r"上半年", ("下半年",)), (r"下半年", ("上半年",)), (r"今年", ("去年",)), (r"去年", ("前年",)),
    (r"一季度", ("三季度",)), (r"十四五", ("十三五",)), (r"前两个?月", ("前五个月",)),
    (r"年底", ("年初",)), (r"1[—至到-]6月", ("1—9月",)),
    (r"\baugust\b", ("June",)), (r"\bdecember\b", ("March",)), (r"\bjanuary\b", ("May",)),
    (r"first half", ("second half",)), (r"\bh1\b", ("H2",)),
)  # fmt: skip
_NAMES: Final = (
    (r"贵州(?!轮胎|理工|日报|云上|数据宝|航天|白山|贵安|中融)", ("四川", "云南")),
    (r"贵阳(?!贵安)", ("昆明", "成都")), (r"贵安(?!新区)", ("雄安",)), (r"贵安新区", ("两江新区",)),
    (r"华为", ("腾讯",)), (r"腾讯", ("百度",)), (r"国务院", ("国家发展改革委",)),
    (r"上海", ("北京",)), (r"北京", ("广州",)), (r"香港", ("上海",)), (r"广州", ("深圳",)),
    (r"毕节", ("安顺",)), (r"铜仁", ("遵义",)), (r"甘肃", ("青海",)), (r"京津冀", ("中原",)),
    (r"中国(?!移动|电信|联通|人民|国际|建设|南方|数谷)", ("日本",)), (r"美国", ("英国",)), (r"日本", ("韩国",)),
    (r"英国", ("法国",)), (r"台湾", ("海南",)), (r"法国", ("德国",)), (r"德国", ("意大利",)),
    (r"印度(?!尼)", ("巴西",)), (r"俄罗斯", ("波兰",)), (r"台北", ("高雄",)), (r"欧洲", ("非洲",)),
    (r"大数据局", ("财政局",)), (r"白山云", ("青山云",)), (r"满帮", ("顺帮",)),
    (r"云上鲲鹏", ("云上艾珀",)), (r"数据宝", ("财富宝",)), (r"东江科技", ("西江科技",)),
    (r"瑞云科技", ("明源云",)), (r"航天云网", ("易鲸捷",)), (r"软件再出发", ("数据再出发",)),
    (r"数据安全管理条例", ("数据开放管理条例",)), (r"哪吒之魔童闹海", ("流浪地球",)),
    (r"\bguizhou\b", ("Sichuan",)), (r"gui'an", ("Xiong'an",)), (r"\bguiyang\b", ("Kunming",)),
    (r"hong kong", ("Shanghai",)),
)  # fmt: skip
_PERSONS: Final = (
    "张雪蓉", "蒋真", "汤寒林", "张俊", "金伟锋", "霍涛", "张晖", "徐麟", "李悲鸿", "高应波", "张丽",
    "张权", "杨云勇", "习近平",
)  # fmt: skip
_STRANGERS: Final = ("王建国", "周文斌", "刘海涛")
_DIRECTIONS: Final = (
    (r"增长(?!点|极)", ("下降",)), (r"增加(?!值)", ("减少",)), (r"提高", ("降低",)), (r"提升", ("下降",)),
    (r"上升", ("下降",)), (r"上涨", ("下跌",)), (r"扩大", ("缩小",)), (r"加快", ("放慢",)),
    (r"下降", ("上升",)), (r"减少", ("增加",)), (r"降低", ("提高",)), (r"下滑", ("上升",)),
    (r"下跌", ("上涨",)), (r"缩小", ("扩大",)), (r"高于", ("低于",)), (r"高出", ("低出",)),
    (r"\brose\b", ("fell",)), (r"\bgrew\b", ("shrank",)), (r"\bfell\b", ("rose",)),
    (r"\bincrease\b", ("decrease",)), (r"\bimproved\b", ("declined",)), (r"\bup\b", ("down",)),
    (r"growth", ("decline",)),
)  # fmt: skip
_NEGATIONS: Final = (
    (r"没有(?=[一-鿿])", ("",)), (r"(?<![一-鿿]是)不(?=[是能会得宜再由含搞])", ("",)), (r"尚未|并未|未(?=[能曾列写提])", ("",)),
    (r"(?<![不就只但还可而若若于都也总倒即凡既已仅真老])是(?![否不以因]|一|指)", ("不是",)), (r"(?<![只必所还具没拥])有(?![关限效无些的所色机没利])", ("没有",)),
    (r"可以", ("不可以",)), (r"(?<!不)属于", ("不属于",)), (r"位于", ("并不位于",)), (r"(?<!不)包括", ("不包括",)),
    (r"已经", ("没有",)), (r"获得", ("没有获得",)), (r"担任", ("没有担任",)), (r"支持", ("不支持",)),
    (r"成为", ("没有成为",)), (r"建成", ("没有建成",)), (r"覆盖", ("没有覆盖",)), (r"召开", ("没有召开",)),
    (r"考察", ("没有考察",)), (r"\bis\b", ("is not",)), (r"\bhas\b", ("has not",)), (r"\bare\b", ("are not",)),
    (r"\bcan\b", ("cannot",)), (r"\bgrew\b", ("did not grow",)), (r"\brose\b", ("did not rise",)),
)  # fmt: skip
_TARGETS: Final = (
    (r"力争(?:到|在)?", ("已经", "已在")), (r"目标(?:值|是|为)", ("实际值",)), (r"的目标", ("的实绩",)), (r"计划(?=[到培在引])", ("已经",)),
    (r"要(?=达到|突破|建成)", ("已经",)), (r"将(?=进驻|入驻|举办|达|突破|建)", ("已经",)), (r"尚未完成", ("已经完成",)),
    (r"已(?:经)?(?=[达突建实用形推有在启])", ("力争",)), (r"(?<![到力争标将要])达到(?!\d{4})", ("力争达到",)),
    (r"同比增长", ("力争同比增长",)), (r"比上年增长", ("计划增长",)), (r"实现了", ("计划实现",)),
    (r"(?<=[一-鿿])突破(?=\d)", ("力争突破",)), (r"\baims for\b", ("achieved",)), (r"plans to", ("managed to",)),
    (r"\bto exceed\b", ("already above",)), (r"is a target", ("is a result",)),
    (r"\bgrew\b", ("is expected to grow",)), (r"\brose\b", ("is planned to rise",)),
)  # fmt: skip


def alterations(text: str, salt: str = "") -> tuple[Alteration, ...]:
    """At most one alteration of each kind, chosen by a hash of the text and `salt`.

    >>> [(a.kind, a.text) for a in alterations("软件业收入增长7.2%。") if a.kind == "direction"]
    [('direction', '软件业收入下降7.2%。')]
    """
    chosen: list[Alteration] = []
    for kind, make in _MAKERS.items():
        found = [a for a in make(text) if a.text != text]
        if found:
            chosen.append(found[_pick(text + salt + kind, len(found))])
    return tuple(chosen)


def _pick(seed: str, size: int) -> int:
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:4]) % size


def answers_exchanged(text: str, answers: Sequence[str]) -> tuple[Alteration, ...]:
    """One answer of a reading set that stands in `text` replaced by another of its paragraph.

    Only answers without figures, of two to eight characters, neither part of the other.
    """
    names = [
        a
        for a in dict.fromkeys(answers)
        if 2 <= len(a) <= 8 and not re.search(r"[\d一二三四五六七八九十]", a)
    ]
    out = [
        Alteration("name", text.replace(old, new, 1), old, new)
        for old in names
        for new in names
        if old in text and new not in text and old not in new and abs(len(old) - len(new)) <= 3
    ]
    return (out[_pick(text, len(out))],) if out else ()


def _replaced(kind: Kind, text: str, start: int, end: int, after: str) -> Alteration:
    return Alteration(kind, text[:start] + after + text[end:], text[start:end], after)


def _by(
    kind: Kind, table: Sequence[tuple[str, tuple[str, ...]]]
) -> Callable[[str], Iterator[Alteration]]:
    compiled = [(re.compile(pattern), after) for pattern, after in table]

    def make(text: str) -> Iterator[Alteration]:
        folded = fold(text)
        for pattern, replacements in compiled:
            for match in pattern.finditer(folded):
                for after in replacements:
                    yield _replaced(kind, text, *match.span(), after)

    return make


def _outside(text: str, folded: str) -> list[tuple[int, int]]:
    """Stretches that hold no figure to be counted: dates, titles of documents, addresses."""
    patterns = (_DATE, re.compile(r"《[^》]*》|〔[^〕]*〕\d*|https?://\S+"))
    return [m.span() for p in patterns for m in p.finditer(folded)]


def _numbers(text: str) -> Iterator[Alteration]:
    folded = fold(text)
    hidden = _outside(text, folded)
    for match in (*_NUMBER.finditer(folded), *_HAN_NUMBER.finditer(folded)):
        if any(a < match.end() and match.start() < b for a, b in hidden):
            continue
        digits = [i for i in range(*match.span()) if folded[i] in "0123456789" + _HAN_DIGITS]
        at = digits[_pick(text + str(match.start()), len(digits))]
        yield _replaced("number", text, at, at + 1, _other_digit(folded[at], text, at == digits[0]))


def _other_digit(digit: str, seed: str, first: bool) -> str:
    if digit in _HAN_DIGITS:
        others = [c for c in _HAN_DIGITS[1:] if c != digit]
    else:
        others = [c for c in ("123456789" if first else "0123456789") if c != digit]
    return others[_pick(seed, len(others))]


def _dates(text: str) -> Iterator[Alteration]:
    folded = fold(text)
    titles = [m.span() for m in re.finditer(r"《[^》]*》", folded)]
    for match in _DATE.finditer(folded):
        if any(a < match.end() and match.start() < b for a, b in titles):
            continue
        for number in re.finditer(r"\d+", match[0]):
            start = match.start() + number.start()
            value = int(number[0])
            other = value + 1 if value in (1, 10) or (value < 12 and value % 2) else value - 1
            yield _replaced("date", text, start, start + len(number[0]), str(other))
    yield from (
        a
        for a in _by("date", _DATES)(text)
        if not any(s <= text.find(a.before) < e for s, e in titles)
    )


def _names(text: str) -> Iterator[Alteration]:
    yield from _by("name", _NAMES)(text)
    for person in _PERSONS:
        start = text.find(person)
        if start >= 0:
            for after in (*_STRANGERS, *(p for p in _PERSONS if p not in text)):
                yield _replaced("name", text, start, start + len(person), after)


_MAKERS: Final[dict[Kind, Callable[[str], Iterator[Alteration]]]] = {
    "number": _numbers,
    "unit": _by("unit", _UNITS),
    "date": _dates,
    "name": _names,
    "direction": _by("direction", _DIRECTIONS),
    "negation": _by("negation", _NEGATIONS),
    "target": _by("target", _TARGETS),
}
