"""What a question asks: the kind of answer, the time, the words it turns on, target or actual."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rag.lexicon import translate
from rag.text import fold, han_share
from rag.times import Period, periods
from rag.types import Span
from rag.words import Word, terms_joined, words

Kind = Literal[
    "number", "date", "person", "place", "organisation", "list", "definition", "how", "why", "other"
]
Wanted = Literal["target", "actual"] | None

_COUNT = r"[一二两三四五六七八九十\d]+"
_MEASURE = (
    r"(?:亿元|万元|百分点|平方公里|平方米|公里|千米|工作日|卡时|个|家|户|人|名|位|项|条|款|台|架|辆|部|次|座|种|类|"
    r"所|间|年|天|岁|届|倍|元|亿|万|吨|亩|米|点|分|成|度|层|集|首|张|本|只|头|艘|枚|场|支|队|级|号|篇|份|片|"
    r"页|票|股|章|节|款|字|句|代|群|eflops|pb|gbps|kw|mw|%)?"
)
# Interrogative patterns by kind, most telling first. What they match is blanked out of the core.
_PATTERNS: tuple[tuple[Kind, str], ...] = (
    ("why", r"为什么|为何|什么原因|何以|原因是什么|是何原因|出于什么|\bwhy\b"),
    ("date", r"什么时候|何时|什么时间|哪一?年(?:哪一?月)?|哪一?个?(?:世纪|年代|朝代|时期)|哪一?天|哪个?月份?|几月(?:几[日号])?|何年|哪日|多久以前|"
             r"从哪一?天|于几几年|\bwhen\b|\b(?:which|what) (?:years?|months?|dates?|day)\b"),
    ("list", rf"有?哪些|哪几[个项条种类方面家]?|哪(?!一)(?:{_COUNT})[个项条种类家点步部座方]?(?:方面)?|分别[是有为指]?(?:什么|哪\w?)?|各是?什么|"
             r"包括什么|有什么|\bwhich (?:two|three|four|five|six|seven|eight|nine|ten)\b|"
             r"\b(?:which|what) (?:are|were|technologies|measures|cities|areas|scenarios|places|companies|companies|items|documents|principles|tasks|goals|fields|sectors|clusters)\b"),
    ("number", r"百分之几|百分之多少|多大(?:规模|程度|比例|比重)?|多高|多长时间|多长|多远|多重|多宽|多深|多久|几成|第几|"
               rf"(?:大约|大概)?多少{_MEASURE}|(?<![十〇])几{_MEASURE}(?=[^乎])|多少|"
               r"\bhow (?:many|much|large|big|long|high|far|old|fast|tall|often)\b|"
               r"\b(?:what|by what|at what) (?:percentage|share|proportion|rate|number|amount)\b"),
    ("person", r"是谁|由谁|谁|(?<=领导)叫什么(?:名字)?|(?<=[长记师理员家授人任官者席])(?:的名字)?(?:是|叫)什么名?字?|(?<=[长记师理员家授人任官者席导])叫什么(?:名字)?|哪位|何人|哪一位|哪个人|\bwho(?:se|m)?\b"),
    ("place", r"在?哪里|在哪儿?|何处|何地|什么地方|哪个?(?:城市|国家|地区|省份?|市州?|县|地方|区)|\bwhere\b|"
              r"\b(?:which|what) (?:city|province|country|region|place)\b"),
    ("organisation", r"哪个?一?(?:家|所|个)?(?:公司|企业|机构|部门|单位|大学|学校|医院|集团|协会|平台|媒体|报社)|"
                     r"\b(?:which|what) (?:company|organi[sz]ation|agency|department|university|firm)\b"),
    ("definition", r"什么是|是什么意思|是?指(?:的是)?什么|指的?是?什么|何谓|何为|怎么理解|如何理解|什么叫|是个?什么样?的?"
                   r"(?:平台|东西|系统|工程|概念|机构|组织)|\bwhat is meant by\b"),
    ("how", r"如何|怎么样?|怎样|什么(?:方式|方法|途径|办法|手段)|哪些(?:方式|方法|途径)|靠什么|凭什么|\bhow\b"),
    ("other", r"叫什么(?:名字|名称)?|什么(?:名字|名称|样的?)?|哪[一个部项种款座条届则套类次]*|何种?|几|\bwhat\b|\bwhich\b"),
)  # fmt: skip
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)
_FILLER = re.compile(
    r"请问|想问一?下|麻烦|告诉我|文中|文件里|材料里|资料里|报道里|据介绍|一下|吗|呢|[?？]"
)

_TARGET = re.compile(
    r"目标|计划|规划|力争|预期|预计|打算|准备|拟|争取|将(?:要|会|达|突破|建|实现|有|在|形成|推)|要(?:达到|突破|超过|建成|实现|培育|"
    r"增长|做到|形成|求)|有望|到\s*20\d\d\s*年|设定|定的|愿景|aims?\b|aimed|plans?\b|planned|targets?\b|goals?\b|should\b|"
    r"expected|\bby 20\d\d"
)
_ACTUAL = re.compile(
    r"实际|现有|已经|已(?!知)|目前|现在|眼下|如今|最终|最后|到底|真正|事实上|完成了?(?!时)|达到了|实现了|做到了|到现在|迄今|截至|"
    r"actual|already|so far|currently|\bnow\b|\bhas\b|\bhave\b"
)
_QUOTED = re.compile(r"[“\"「『‘']([^”\"」』’']{2,30})[”\"」』’']|《([^》]{2,60})》")
_STATED_COUNT = re.compile(
    rf"(?<![第十百千万亿\d.年])({_COUNT})\s*(?:大|个|项|条|种|类|点|方面|步|部分|家|位|座|方|重)(?![月年])"
)
_NUMERALS = {c: i for i, c in enumerate("一二三四五六七八九十", start=1)} | {
    "两": 2, "十一": 11, "十二": 12, "十三": 13, "十四": 14, "十五": 15
}  # fmt: skip
PHRASE_WORDS = 3  # most words of the noun phrase that is asked about
ENGLISH_NUMERALS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart. `core` is folded, as long as `text`, with how-it-is-asked blanked out.

    `asked` is the noun next to the interrogative: 多少<机架>, <营业收入>是多少.
    """

    text: str
    lang: Literal["zh", "en"]
    kind: Kind
    kinds: frozenset[Kind]
    core: str
    words: tuple[Word, ...]
    asked: tuple[Word, ...]
    times: tuple[Period, ...]
    relative_time: bool
    wanted: Wanted
    quoted: tuple[str, ...]
    units: tuple[str, ...]
    parts: int  # how many things of its kind are asked: 规模多大、增速多少 -> 2
    count: int | None  # how many items the question says there are: 三项, "which four"


def _blank(text: str, span: tuple[int, int]) -> str:
    return text[: span[0]] + " " * (span[1] - span[0]) + text[span[1] :]


def _interrogatives(folded: str) -> tuple[tuple[tuple[Kind, Span], ...], str]:
    """Kinds met, most telling first, and the folded text with their words blanked out."""
    found: list[tuple[Kind, Span]] = []
    core = folded
    for kind, pattern in _COMPILED:
        for match in pattern.finditer(core):
            if match.group().strip():
                found.append((kind, Span(*match.span())))
        core = pattern.sub(lambda m: " " * len(m[0]), core)
    return tuple(found), _FILLER.sub(lambda m: " " * len(m[0]), core)


_RELATIVE = re.compile(
    r"今年|去年|前年|明年|上半年|下半年|季度|截至目前|目前|现在|当前|眼下|如今|近日|前[一二两三四五六七八九十\d]+个?月"
)
_UNIT = re.compile(
    r"(?:多少|几|第几)\s*(亿元|万元|个?百分点|工作日|卡时|eflops|pb|gbps|个|家|户|人|名|位|项|条|台|架|辆|部|次|座|种|类|所|年|天|倍|"
    r"元|亿|万|吨|亩|米|届|岁|号|%)"
)


@lru_cache(maxsize=512)
def analyse(text: str) -> Question:
    """Take `text` apart. Pure; any string is accepted."""
    folded = fold(text)
    found, core = _interrogatives(folded)
    kinds = [kind for kind, _ in found]
    english = han_share(text) < 0.3 and any(c.isalpha() for c in text)
    if english:
        core = _translated(folded)
    times = periods(text)
    core = _without_times(core, times) if not english else core
    content = tuple(w for w in terms_joined(words(core)) if w.content)
    return Question(
        text=text,
        lang="en" if english else "zh",
        kind=_kind(kinds, folded),
        kinds=frozenset(kinds),
        core=core,
        words=content,
        asked=() if english else _asked(content, found),
        times=times,
        relative_time=not times and _RELATIVE.search(folded) is not None,
        wanted=_wanted(folded),
        quoted=() if english else tuple(a or b for a, b in _QUOTED.findall(folded)),
        units=_units(folded),
        parts=max(1, sum(kind in ("number", "date", "person") for kind in kinds)),
        count=_stated_count(folded),
    )


_RATES = re.compile(
    r"(?:占比|比重|比例|份额|增速|增长率|增幅|涨幅|降幅|准确率|覆盖率|利用率|使用率|普及率|占有率|化率|增长了?|提高了?|下降了?|"
    r"上升了?)(?:是|为|有|达到?|到了?|约|大概|大约)*(?:多少|几)|百分之几|百分之多少"
)


def _units(folded: str) -> tuple[str, ...]:
    """Units the answer may come in: those asked in so many words, or % where a rate is asked.

    >>> _units("有多少个机架"), _units("增速是多少"), _units("规模多大")
    (('个',), ('%',), ())
    """
    found = tuple(_UNIT.findall(folded))
    rate = ("%",) if _RATES.search(folded) else ()
    return (*found, *rate) if found or rate else ()


def _without_times(core: str, times: tuple[Period, ...]) -> str:
    """Times have a rule of their own; as words they would count wherever the year is written."""
    for period in times:
        core = _blank(core, (period.span.start, period.span.end))
    return core


def _translated(folded: str) -> str:
    """Chinese words for an English question, with the Chinese and the figures it already has."""
    own = re.findall(r"[\u4e00-\u9fff]{2,}|\d+(?:\.\d+)?", folded)
    return " ".join(dict.fromkeys((*own, *translate(folded))))


def _wanted(folded: str) -> Wanted:
    if _ACTUAL.search(folded) and not _firm_target(folded):
        return "actual"
    return "target" if _TARGET.search(folded) else None


def _stated_count(folded: str) -> int | None:
    """
    >>> _stated_count("七条重要举措是什么"), _stated_count("which four areas"), _stated_count("2024年")
    (7, 4, None)
    """
    match = _STATED_COUNT.search(folded)
    if match and match[1] not in ("一", "1"):
        return _NUMERALS.get(match[1]) or (int(match[1]) if match[1].isdigit() else None)
    if match := re.search(r"\b(two|three|four|five|six|seven|eight|nine|ten)\b", folded):
        return ENGLISH_NUMERALS.index(match[1]) + 2
    return None


def _firm_target(folded: str) -> bool:
    return bool(
        re.search(r"目标|计划|规划|力争|打算|预期|aims?\b|plan|target|goal", folded)
    ) and not (re.search(r"实际|最终|actual", folded))


def _kind(kinds: list[Kind], folded: str) -> Kind:
    """The kind that decides the shape of the answer; a list of numbers is still numbers."""
    if not kinds:
        return "other"
    first = kinds[0]
    if first == "list" and "哪些" not in folded:
        values = [k for k in kinds if k in ("date", "number")]
        if values:
            return values[0]
    if "list" in kinds and first in ("how", "other", "definition", "organisation", "place"):
        return "list"
    if first in ("other", "definition") and _STATED_COUNT.search(folded) and "什么" in folded:
        return "list"
    return first


def _asked(content: tuple[Word, ...], found: tuple[tuple[Kind, Span], ...]) -> tuple[Word, ...]:
    """The noun phrase each interrogative asks about: the one right after it, else before it.

    多少<机架> asks about 机架; <一般公共预算>里<教育支出>花了多少 about 教育支出.
    """
    out: list[Word] = []
    for _, span in found:
        after = [w for w in content if 0 <= w.span.start - span.end <= 2]
        before = [w for w in content if w.span.end <= span.start]
        for word in after[:1] or _phrase_before(before, span.start):
            if word not in out:
                out.append(word)
    return tuple(out)


_NOUNS = ("n", "j", "l", "b", "i", "e", "z", "g")


def _phrase_before(words_before: list[Word], end: int) -> list[Word]:
    """The last run of adjacent words that ends in a noun; verbs behind it (花了, 达到) are skipped."""
    rest = list(words_before)
    while rest and not (rest[-1].tag.startswith(_NOUNS) or rest[-1].tag == "vn"):
        rest.pop()
    if not rest:
        return words_before[-1:] if words_before and end - words_before[-1].span.end <= 3 else []
    phrase = [rest.pop()]
    while rest and rest[-1].span.end == phrase[0].span.start and len(phrase) < PHRASE_WORDS:
        phrase.insert(0, rest.pop())
    return phrase
