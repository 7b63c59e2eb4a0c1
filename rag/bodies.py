"""Companies and the like that a text names, by the short names it calls them afterwards.

A figure of one company is no answer for another, yet a report that has named its company once
goes on with 公司. The names are told from how a text introduces them, in full (满帮集团有限公司,
called 满帮 from then on) or in a series (宁德时代、弗迪电池等企业): no list of companies is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from rag.patterns import regex
from rag.places import find_places
from rag.text import squeeze
from rag.words import in_dictionary, is_common

SHORTEST: Final = 2  # characters of a short name
LONGEST: Final = 8
_COMPANIES: Final = ("企业", "公司", "厂商")  # others are called by their owners' names too
PAIRED: Final = 4  # characters that two words may make
SURE: Final = 2  # names in a series from which on all its items are names

_HAN: Final = "\u4e00-\u9fff"
_FULL: Final = regex(
    # A place in brackets may part the name from the trade: 好活(贵州)网络科技有限公司.
    rf"(?P<run>[{_HAN}a-z0-9·&]{{2,24}}?)(?:\([{_HAN}]{{2,8}}\)(?:[{_HAN}]{{2,12}}?)?)?"
    r"(?P<form>(?:股份|控股)?有限(?:责任)?公司|集团|公司)"
)
_EPITHET: Final = regex(r"(?:云上|多彩|数字|爽爽)$")  # 云上贵州 is called so, not 贵州
# Words many companies' names end with: what stands before them tells one from another.
_TRADE: Final = regex(
    r"(?:大?数据|信息|网络|智能|电子|通信|软件|生物|医药|能源|材料|产业|投资|实业|建设|开发|发展|运营|经营|管理|服务"
    r"|技术|科技|制造|智造|工程|物流|贸易|文化|传媒|旅游|医疗|健康|教育|咨询|设计|控股|集团|系统|装备|应用|股份|有限)$"
)
# What firms that are told of by short name are called behind it.
_CALLED: Final = (
    r"(?:科技|地产|制药|药业|医药|生物|电子|电气|电器|汽车|轮胎|重工|机械|钢铁|化工|水泥|食品|乳业|啤酒|传媒|软件|信息|通信|动力|智能"
    r"|材料|新材|能源|电力|环保|航空|物流|置业|实业|银行|证券|保险|基金|资本|控股|股份|国际|集团)"
)
_KNOWN_BY: Final = regex(r"科技|生物|医药|电子|软件")
_TIMED: Final = regex(r"\d[年月日]|季度|半年")  # 2023年二季度公司营收 names none either
_NO_NAME: Final = "内外前后里中上下全各该本这那"  # begins none: 几天<内联系国际>在线
_NO_END: Final = "有是在由为被把将"  # ends none: 哪些证件有|电子|的
_FIRM: Final = regex(
    rf"(?:^|[\s,:])(?P<name>[{_HAN}]{{2,4}}?){_CALLED}{{1,2}}(?:公司|集团|股份)?"
    r"(?=[\s\d的在于把向给近做]|截[至止]|累计|首次|[今去]年|$)"
)
# Words a name does not hold: what stands behind the last of them may begin one.
_BREAK: Final = regex(
    r".*(?:[的了和与及由是为在对向从自被把将让该各家个名户其]|本(?!土)|以及|包括|聚集|引进|招引|成立|支持|推动|负责人"
    r"|请问|想问|告诉我|查一下|听说|关于|期间|目前|当前|如今|最近|今年|去年|以来)"
)
_OPERATOR: Final = regex(
    rf"(?:联通|铁塔|电信|移动)(?=[{_HAN}]{{0,6}}公司)|(?<=中国)(?:联通|铁塔|电信|移动)"
)
_SERIES: Final = regex(
    # What leads up to the first item may be glued to it: 先后建成电信、联通、华为等.
    rf"(?:^|[^{_HAN}a-z0-9、])(?P<items>[{_HAN}a-z0-9]{{2,24}}(?:、[{_HAN}a-z0-9]{{2,8}})+)等"
    r"[^,，。;；、:]{0,6}?(?P<of>企业|公司|厂商|数据中心|项目)"
)


@lru_cache(maxsize=512)
def bodies(text: str) -> frozenset[str]:
    """Short names, folded and without blanks, of the companies that `text` introduces.

    >>> sorted(bodies("贵州白山云科技股份有限公司、满帮集团与中国移动贵州公司签约。"))
    ['满帮', '白山云', '移动']
    >>> sorted(bodies("宁德时代、弗迪电池等企业建成车间，该公司和一家大数据公司也在其中。"))
    ['宁德时代', '弗迪电池']
    """
    squeezed = squeeze(text)
    return frozenset((*_operators(squeezed), *_full(squeezed), *_in_series(squeezed)))


def firms(asked: str) -> frozenset[str]:
    """Short names of the firms that a question opens a clause with: 长亮科技在银行业的份额.

    >>> sorted(firms("长亮科技2022年份额多少")), sorted(firms("2022年 国内汽车的销量"))
    (['长亮'], [])
    """
    names = (match["name"] for match in _FIRM.finditer(asked))
    return frozenset(n for n in names if not _is_said(n) and not find_places(n))


def _is_said(name: str) -> bool:
    """Whether it is a word, or is made of two; single characters make none: 三|得利, 佳|都."""
    if name[0] in _NO_NAME or name[-1] in _NO_END:
        return True
    return in_dictionary(name) if len(name) < PAIRED else is_common(name)


def mentioned(known: Iterable[str], text: str) -> tuple[str, ...]:
    """Those of `known` that squeezed `text` names, by where each is named last, the last first."""
    places = {name: text.rfind(name) for name in known}
    found = [name for name in places if places[name] >= 0]
    whole = [n for n in found if not any(n != other and n in other for other in found)]
    return tuple(sorted(whole, key=lambda name: -places[name]))


def short_name(run: str) -> str:
    """What tells a company apart, from the words before 有限公司; "" where nothing does.

    >>> [short_name(n) for n in ("贵州白山云科技", "云上贵州大数据产业发展", "贵州信息技术")]
    ['白山云', '云上贵州', '']
    >>> short_name("贵州贵安新区东江科技")
    '东江科技'
    >>> short_name("2023年二季度")
    ''
    """
    while (places := find_places(run)) and places[0].span.start == 0:
        run = run[places[0].span.end :]
    if places and places[-1].span.end == len(run):  # 联通贵州
        run = run[: places[-1].span.start]
    whole = run
    while (trade := _TRADE.search(run)) and trade.start() >= SHORTEST:
        run = run[: trade.start()]
    fits = SHORTEST <= len(run) <= LONGEST and not _TRADE.search(run) and not _is_place(run)
    fits = fits and not _TIMED.search(run)
    if fits and is_common(run):  # 东江 is a river, and 东江科技 a firm
        called = _KNOWN_BY.match(whole, len(run))
        return run + called[0] if called and len(run) == SHORTEST else ""
    return run if fits else ""


def _operators(text: str) -> Iterator[str]:
    return (match[0] for match in _OPERATOR.finditer(text))


def _full(text: str) -> Iterator[str]:
    """Short names of full ones whose beginning is sure: a place, or the edge of a clause."""
    for match in _FULL.finditer(text):
        broken = _BREAK.match(match["run"])
        named = match["run"][broken.end() :] if broken else match["run"]
        places = [p.span.start for p in find_places(named)]
        placed = bool(places) and not _EPITHET.search(named[: places[0]])
        edge = broken or not text[: match.start()][-1:].isalnum()
        # 公司 alone is said of any company: its name must begin where words surely begin.
        sure = placed or (edge and not is_common(named)) or match["form"] != "公司"
        if sure and (name := short_name(named[places[0] :] if placed else named)):
            yield name


def _in_series(text: str) -> Iterator[str]:
    for match in _SERIES.finditer(text):
        items = [item for item in match["items"].split("、") if len(item) <= LONGEST]
        names = [i for i in items if not (_is_place(i) or _TRADE.search(i) or _TIMED.search(i))]
        sure = [i for i in names if not is_common(i)]
        # Among names of companies a word of the language is one too: 云上鲲鹏、浪潮、瑞利达.
        if len(sure) >= SURE:
            yield from names
        elif match["of"] in _COMPANIES:
            yield from sure


def _is_place(run: str) -> bool:
    found = find_places(run)
    return len(found) == 1 and len(found[0].span) == len(run)
