"""What turns a statement round: direction, negation, and a goal told from a result."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from rag.support.reading import Reading
from rag.types import Span

Direction = Literal["up", "down"]
Mode = Literal["target", "intent", "actual", "plain"]

_UP: Final = (
    r"增长|增加|增至|增速|增幅|增多|增强|上升|升至|提高|提升|上涨|攀升|走高|回升|扩大|扩增|扩到|扩充|高于|高出|高过"
    r"|多于|上调|涨幅|加大|加快|加速|提速|上浮|增(?=[\d超近约了])|涨(?=[\d了至到])"
    r"|\b(?:rose|risen?|rises|rising|gr[eo]w|grown|grows|growing|growth|increas\w*|expand\w*|climb\w*"
    r"|higher|improv\w*|jump\w*|surg\w*|gain\w*|faster|above average|up(?= (?:by |from |nearly |over |about |more than )?\d))\b"
)
_DOWN: Final = (
    r"下降|降至|降低|减少|减至|下滑|缩减|缩小|缩短|压缩|减弱|下跌|回落|走低|低于|低出|少于|放缓|放慢|减速|变慢|减慢|减缓|下调"
    r"|降幅|跌幅|减轻|减小|萎缩|下浮|降(?![临生雨水落旗])|跌(?=[\d了至到])"
    r"|\b(?:fell|fall(?:s|en|ing)?|drop\w*|declin\w*|decreas\w*|reduc\w*|shr[aiu]nk\w*|lower\w*"
    r"|slump\w*|slow\w*|cut|cuts|below average|down(?= (?:by |from |nearly |over |about |more than )?\d))\b"
)
_DIRECTION: Final = re.compile(rf"(?P<up>{_UP})|(?P<down>{_DOWN})")
_IDIOMS: Final = re.compile(
    r"不[断仅但只同少管论过妨久锈止独光禁料乏凡愧朽懈错惜良便等一]|不动产|不可或缺|不可再生|不约而同|不[低高]于|不超过|不[少多大小]于"
    r"|不(?:足|到)(?=[\d一二三四五六七八九十百半])|未来|未必|未成年|没收|没落|非常|非洲|非遗|非物质|非公|非营利"
    r"|no (?:less|fewer|more) than|not (?:less|fewer|more) than|not only|\bno\. ?\d|是否|能否|否则|不仅"
)
_NEGATION: Final = re.compile(
    r"没有|没能|没|尚未|从未|并未|未能|未|并非|而非|绝非|并不|不是|不会|不能|不再|不得|不准|不许|不宜|不"
    r"|无法|无需|无须|毫无|禁止|严禁|\b(?:not|never|no|neither|nor|without|cannot)\b|n['’]t\b"
)
_HALF_NEGATION: Final = re.compile(
    r"防止|避免|杜绝|反对|拒绝|缺乏|缺少|停止|取消|否认|以外|之外|难以|[无非勿慎别]|少(?=[走于])|绕开|摆脱|排除|区别"
    r"|\b(?:avoid\w*|prevent\w*|rather than|instead of|exclud\w*|except|lack\w*|oppos\w*|ban\w*)\b"
)
_TARGET: Final = re.compile(
    r"力争|争取|目标|预计|预期|预测|有望|拟(?![议定合])|力求"
    r"|计划(?=[^，。；、：》”]{0,4}(?:到|至|在|于|用|将|20|引|建|新|投|实现|完成|培|形成|打造|把|达|增|让|使|同比|比上年))"
    r"|(?:将|要|须|努力|确保)(?:在20\d\d年|于20\d\d年|会)?(?=达|突破|实现|超过|增[长至到加]|占|迈上|翻)"
    r"|(?<![直达截及持等])到20\d\d年(?!\s*\d+月)|到二[〇零]|到“?十[四五]五”?末"
    r"|\b(?:target\w*|aim\w*|goals?|plan(?:s|ned)? to|plans?|will|expect\w*|by 20\d\d|by the end of 20\d\d"
    r"|is to|are to|intend\w*|hop(?:e|es|ing) to|seek\w* to|set to)\b"
)
_INTENT: Final = re.compile(
    r"打算|下一步|今后|规划(?=到|提出|建[设成])|应当|着力|(?:将|要|须)(?=[建形打培引做进举成落扩完推提降把有让])|\bshould\b"
)
_ACTUAL: Final = re.compile(
    r"已(?![知])|实现了|完成了|达到了|做到了|突破了|建成了|超过了|形成了|现有|现已|截至|实际|同比|比上年|比去年|较上年|业已|如期"
    r"|成功|了(?=[\d超近约])"
    r"|\b(?:reached|achieved|already|actual\w*|completed|grew|rose|fell|attained|managed to)\b"
)
_NO_TARGET: Final = re.compile(
    r"(?:不是|并非|而非|不代表|非)[^，。；]{0,3}(?:目标|计划数?)|目标(?:考核|任务书)|\b(?:not|rather than|instead of) (?:an? |the )?targets?\b"
)
_NO_ACTUAL: Final = re.compile(
    r"(?:不是|并非|而非|尚未|没有|未|并未)[^，。；]{0,3}(?:已经|已|完成|实现|达到|达成|实际)"
)


_TARGET_COLUMN: Final = re.compile(
    r"目标(?:值|数|年份|年度|时间)?[:：]"
)  # of a row written as a line
_STRONGEST: Final[tuple[Mode, ...]] = ("actual", "target", "intent")


@dataclass(frozen=True, slots=True)
class Turn:
    """A word of direction and where it stands."""

    direction: Direction
    span: Span


@lru_cache(maxsize=1024)
def directions(reading: Reading) -> tuple[Turn, ...]:
    """Words of direction. A negative figure behind one turns it: 增长-3% goes down."""
    found: list[Turn] = []
    for match in _DIRECTION.finditer(reading.folded):
        if _is_bound(reading, match):
            continue
        up = bool(match["up"])
        if _negative_behind(reading, match.end()):
            up = not up
        found.append(Turn("up" if up else "down", Span(*match.span())))
    return tuple(found)


def _is_bound(reading: Reading, match: re.Match[str]) -> bool:
    """低于10% bounds a figure; 低于全国 compares."""
    if match[0] not in ("高于", "低于", "多于", "少于"):
        return False
    return any(0 <= q.span.start - match.end() <= 1 for q in reading.quantities)


def _negative_behind(reading: Reading, offset: int) -> bool:
    return any(q.low < 0 and 0 <= q.span.start - offset <= 4 for q in reading.quantities)


@lru_cache(maxsize=1024)
def negations(reading: Reading, half: bool = False) -> tuple[Span, ...]:
    """Words that deny, in order; `half` adds those that only come near it (防止, rather than)."""
    hidden = _IDIOMS.sub(lambda m: " " * len(m[0]), reading.folded)
    found = [Span(*m.span()) for m in _NEGATION.finditer(hidden)]
    if half:
        found += [Span(*m.span()) for m in _HALF_NEGATION.finditer(hidden)]
    return tuple(sorted(found))


@lru_cache(maxsize=1024)
def modes(reading: Reading) -> tuple[tuple[Span, Mode], ...]:
    """Words of a goal or a result, in order."""
    titles = [n.span for n in reading.names if n.kind == "document"]
    hidden = reading.folded
    for span in titles:
        hidden = hidden[: span.start] + " " * len(span) + hidden[span.end :]
    hidden = _NO_ACTUAL.sub(lambda m: " " * len(m[0]), hidden)
    hidden = _NO_TARGET.sub(lambda m: " " * len(m[0]), hidden)
    patterns: tuple[tuple[re.Pattern[str], Mode], ...] = (
        (_TARGET, "target"),
        (_INTENT, "intent"),
        (_ACTUAL, "actual"),
    )
    return tuple(
        sorted((Span(*m.span()), mode) for p, mode in patterns for m in p.finditer(hidden))
    )


def modes_in(reading: Reading, span: Span) -> frozenset[Mode]:
    """The modes that words within `span` tell of."""
    return frozenset(mode for at, mode in modes(reading) if span.start <= at.start < span.end)


@lru_cache(maxsize=8192)
def mode_at(reading: Reading, offset: int) -> Mode:
    """Whether what stands at `offset` is said of a goal, of a result, or plainly.

    Words of its own clause decide, a result's before a goal's; then the last word before it in the
    sentence; then a column for a goal behind it.
    """
    clause, sentence = reading.clause_at(offset), reading.sentence_at(offset)
    own = modes_in(reading, clause)
    if own:
        return next(mode for mode in _STRONGEST if mode in own)
    before = [mode for at, mode in modes(reading) if sentence.start <= at.start < clause.start]
    if before:
        return before[-1]
    behind = reading.folded[clause.end : sentence.end]
    return "target" if _TARGET_COLUMN.search(behind) else "plain"
