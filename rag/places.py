"""Places named in a text, and how they lie to each other: inside, around, apart.

An answer about Guiyang is no answer about Guizhou, so a place is more than a word. The gazetteer is
data (places.tsv): every province and prefecture of China, the counties of Guizhou, development
zones, city clusters, countries.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from operator import add
from typing import TYPE_CHECKING, Literal

from rag.patterns import regex
from rag.text import fold
from rag.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

Relation = Literal["same", "inside", "around", "apart"]

_TAIL_CHARACTERS = 18  # how far behind a place the word may stand that makes a name of the whole
_HAN_RUN = regex(r"[一-鿿]*")
# Longer names of bodies begin with a place; what ends them tells.
_BODY = regex(
    r"公司|集团|银行|信用社|事务所|合作社|"
    r"[日晚早晨商时]报|都市报|卫视|电视台|广播电台|融媒体|出版社|杂志社|通讯社|分社|新闻网|经济网|"
    r"大学(?![城生])|学院(?!路)|中学|小学|医院|研究[院所]|科学院|工程院|设计院|信通院|实验室|图书馆|博物馆|科技馆|"
    r"协会|学会|商会|促进会|联合会|研究会|基金会|联盟|俱乐部|交易所|"
    r"博览会|交易会|论坛|峰会|大会|"
    # A data centre is a thing that stands in the place, an exchange centre a body named after it.
    r"(?<=.)(?<![市城])(?<!数据)(?<!算力)(?<!计算)(?<!智算)(?<!超算)(?<!备份)(?<!灾备)(?<!调度)"
    r"(?<!制造)(?<!物流)(?<!消费)(?<!集散)中心(?![城地区])"
)
_NATIONAL_BODY = regex(
    r"委员会|(?:改革|发改|国资|卫健)委|国务院|中央政府|人大|政协|网信办|总局|管理局|"
    r"(?:数据|统计|能源|税务|版权|产权|邮政|铁路|气象|地震|保密|密码|监察|疾控)局|"
    r"(?:信息化|科技|技术|教育|财政|商务|资源|环境|运输|农村|旅游|保障|建设|外交|国防|水利|应急)部"
)
_DIRECTLY = regex(
    r"电信(?!业|网络|用户|普遍)|联通(?!各)|铁塔|石油(?!和)|石化|烟草|茅台|移动(?![互终支电通宽网办政应端化])|电网|网络?电视"
)
# A function word or a verb between the two: it is a clause, not a name.
_CLAUSE = regex(
    r"[的是与和及等了将把被从向已其让也都并或而各该于]|(?<!华)为|(?<!国)有(?![限色])|在(?!线)|[一二两三四五六七八九十几多数百千]家|"
    r"引进|成立|组建|设立|举办|举行|召开|支持|推动|加快|打造|培育|拥有|建成|落户|位于|依托|委托|通过|签约|签署|围绕|"
    r"实现|聚集|集聚|汇聚|吸引|招引|入驻|授予|获批|获得|启动|开展|加强|出台|印发|达到|突破|增长|同比|首[个家批]|全部|"
    r"所有|知名|重点|龙头|上市|骨干|本土|本地|优势|三甲|提供|承担|参[加与]|出席|走进|考察|调研|毕业|就读|来自|正式|"
    r"目前|今年|去年|注册(?!会计|税务)|联合(?!会|国|大学|集团)"
)
_EPITHET = regex(r"(?:云上|多彩|爽爽|数字|健康|美丽|平安|法治|质量|智造)$")
# 重庆市场 is the market of 重庆, 新区域 no new area.
_GOES_ON = {"市": "场", "区": "域块位别", "县": "域"}
_ALONE_AFTER = "在来入赴驻"  # 在黔企业, 来沪: where a one-character name stands by itself
_ALONE_BEFORE = "升东剧菜贴迅绣语酒官流"  # 在晋升, 在京剧


@dataclass(frozen=True, slots=True)
class Place:
    """A place as a text names it.

    `name` is the gazetteer's full name, `span` where the text says it. `part_of_name`: the words
    belong to the name of a body, an event or a slogan (贵阳银行), which may be anywhere.
    """

    name: str
    span: Span
    part_of_name: bool = False


@dataclass(frozen=True, slots=True)
class _Gazetteer:
    """`names`: any name -> full name, "" for a word that hides one; `wider`: all that lies around.

    `heads`: first two characters -> the names that begin so, longest first.
    """

    names: dict[str, str]
    heads: dict[str, tuple[str, ...]]
    wider: dict[str, frozenset[str]]
    alone: re.Pattern[str]


def _closure(parents: dict[str, tuple[str, ...]]) -> dict[str, frozenset[str]]:
    """Full name -> every place around it, over any number of steps."""
    done: dict[str, frozenset[str]] = {}

    def around(name: str) -> frozenset[str]:
        if name not in done:
            near = parents[name]
            done[name] = frozenset(near).union(*map(around, near))
        return done[name]

    for name in parents:
        around(name)
    return done


@lru_cache(maxsize=1)
def _gazetteer() -> _Gazetteer:
    names: dict[str, str] = {}
    parents: dict[str, tuple[str, ...]] = {}
    for line in (files("rag") / "data" / "places.tsv").read_text("utf-8").splitlines():
        name, wider, aliases = (*line.split("\t"), "", "")[:3]
        if name == "!":
            names.update(dict.fromkeys(wider.split(), ""))
        elif not name.startswith("#"):
            parents[name] = tuple(wider.split())
            names[name] = name
            names.update((alias.replace("_", " "), name) for alias in aliases.split())
    heads: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        heads.setdefault(name[:2], []).append(name)
    short = "".join(name for name in names if len(name) == 1)
    alone = rf"(?<=[{_ALONE_AFTER}])[{short}](?![{_ALONE_BEFORE}])|[{short}]{{2,}}"
    return _Gazetteer(
        names, {h: tuple(n) for h, n in heads.items()}, _closure(parents), regex(alone)
    )


def find_places(text: str) -> tuple[Place, ...]:
    """Places named in `text`, in order, without overlaps, the longest name first.

    Any width, case or script is read; spans are offsets into `text` as given.

    >>> [p.name for p in find_places("贵阳贵安、黔东南州与贵州全省")]
    ['贵阳市', '贵安新区', '黔东南苗族侗族自治州', '贵州省']
    >>> [(p.name, p.part_of_name) for p in find_places("贵阳银行在上海设立办事处")]
    [('贵阳市', True), ('上海市', False)]
    >>> find_places("大连接时代的发展中国家")
    ()
    """
    folded = fold(text).replace("’", "'")
    gazetteer = _gazetteer()
    out: list[Place] = []
    free = 0
    for start, end, name in _named(folded, gazetteer):
        out += _single(folded, free, start, gazetteer)
        if name:
            out.append(Place(name, Span(start, end), _part_of_name(folded, start, end, name)))
        free = end
    out += _single(folded, free, len(folded), gazetteer)
    return tuple(out)


def _named(folded: str, gazetteer: _Gazetteer) -> Iterator[tuple[int, int, str]]:
    """(start, end, full name or "") of names of two characters and more."""
    heads, free = gazetteer.heads, 0
    for start, pair in enumerate(map(add, folded, folded[1:])):
        if pair not in heads or start < free:
            continue
        for alias in heads[pair]:
            end = start + len(alias)
            if folded.startswith(alias, start) and _ends(folded, start, end):
                name = gazetteer.names[alias]
                free = end if name else end - 1  # the last character may begin a name again
                yield start, free, name
                break


def _ends(folded: str, start: int, end: int) -> bool:
    """Whether a name that stands at [start, end) is not the beginning or end of another word."""
    last, after = folded[end - 1], folded[end : end + 1]
    if last.isascii():
        sides = (folded[start - 1 : start], after) if start else (after,)
        return not any(side.isascii() and side.isalnum() for side in sides)
    return not after or after not in _GOES_ON.get(last, "")


def _single(folded: str, start: int, end: int, gazetteer: _Gazetteer) -> Iterator[Place]:
    """One-character names between two other names: 来黔, 粤黔."""
    for match in gazetteer.alone.finditer(folded, start, end):
        for at in range(*match.span()):
            yield Place(gazetteer.names[folded[at]], Span(at, at + 1))


def _part_of_name(folded: str, start: int, end: int, name: str) -> bool:
    """Whether the place only opens a longer name (贵州日报), or an epithet makes it one (云上贵州).

    >>> [p.part_of_name for p in find_places("贵州省共有两家公司、贵州日报、贵州数据中心")]
    [False, True, False]
    """
    if _EPITHET.search(folded, max(0, start - 2), start):
        return True
    run = _HAN_RUN.match(folded, end, end + _TAIL_CHARACTERS)
    tail = run.group() if run else ""
    if not tail:
        return False
    if _DIRECTLY.match(tail):
        return True
    body = _BODY.search(tail)
    if body is None and name == "中国":
        body = _NATIONAL_BODY.search(tail)
    return body is not None and _CLAUSE.search(tail, 0, body.start()) is None


def place_names() -> tuple[str, ...]:
    """Every Chinese name of the gazetteer of two characters and more, full names and short ones."""
    return tuple(n for n, full in _gazetteer().names.items() if full and len(n) > 1 and n[0] > "z")


def full_name(name: str) -> str:
    """The gazetteer's name for a place, or `name` itself when it is not in the gazetteer.

    >>> full_name("贵安"), full_name("guiyang"), full_name("桃花源")
    ('贵安新区', '贵阳市', '桃花源')
    """
    return _gazetteer().names.get(name) or name


def contains(outer: str, inner: str) -> bool:
    """Whether `inner` lies inside `outer`, over any number of steps; no place contains itself.

    >>> contains("贵州", "贵阳"), contains("贵阳", "贵安"), contains("长三角", "杭州")
    (True, False, True)
    """
    return full_name(outer) in _gazetteer().wider.get(full_name(inner), frozenset())


def related(asked: str, given: str) -> Relation:
    """How the place a text gives lies to the place asked for.

    >>> related("贵州", "贵安"), related("贵阳", "全国"), related("贵阳", "贵安")
    ('inside', 'around', 'apart')
    """
    if full_name(asked) == full_name(given):
        return "same"
    if contains(asked, given):
        return "inside"
    return "around" if contains(given, asked) else "apart"
