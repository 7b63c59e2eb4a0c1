"""What a sentence states: a figure, of what, for which time and place, reached or aimed at.

Two statements are about the same thing when all but their figures agree. That is decided from the
words of the clause around each figure; names may also be carried over from what leads up to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Final

from rag.answering.candidates import UNSEEN, Candidate, Window
from rag.answering.goals import is_goal
from rag.answering.place_fit import home_of
from rag.answering.time_fit import spoken_times
from rag.identity import Same
from rag.patterns import regex
from rag.places import find_places
from rag.quantities import Quantity, quantities
from rag.sentences import clauses
from rag.text import fold, squeeze
from rag.times import Anchor, Period, periods
from rag.types import Document, Span
from rag.units import PERCENT, TIMES
from rag.words import Word, terms_joined, words

# Words that say how a figure is told, not of what it is one.
_TELLING: Final = """
达到 达 实现 完成 总量 总数 总额 总计 合计 共计 共有 现有 已有 拥有 左右
同比 全省 全市 全县 全区 全国 我省 我市 我县 该省 该市 该县 本省 本市 统计
数据显示 据统计 显示 公布 通报 指标 数值 时间 地域 主体 地区 截至 截止 目前
其中 累计 超过 突破 接近 去年 今年 上年 同期 底 末 末期 全年 约 近 超 为
有 是 共 达成 录得 报 记 数字 核算 口径 结果 表明 水平 升 至 到 省 市 县
期间 当期 情况 已 建成 个 数 数量 规模 资料 年 月 日 上半年 下半年 季度
表示 介绍 指出 市有 县有 省有 区有 州有
"""
_IDLE: Final = frozenset(_TELLING.split())
# Kinds of figures that are never compared with one another, by the words that tell them.
_KINDS: Final = (
    ("share", regex(r"占|比重|比例|份额|百分比")),
    ("chain", regex(r"环比|比上月|比上季")),
    ("average growth", regex(r"年均|复合增")),
    ("growth", regex(r"增[长速幅]|增长率|同比|下降|减少|回落|上升|提高|growth|grew|rose")),
    ("added", regex(r"新增|净增|新建|当[月季日]|单[月季]|本[月季]")),
    ("each", regex(r"人均|户均|单位|每[万亿百千人户平]")),
)
_KIND_WORDS: Final = regex(
    r"占|比重|比例|份额|百分比|环比|年均|复合|增长率?|增速|增幅|同比|下降|减少|提高|新增|净增|增加(?!值)"
)
_FALL: Final = regex(r"下降|减少|降低|回落|负增长|萎缩|下滑|fell|decreas|declin")
_STAGES: Final = (
    ("preliminary", regex(r"初步|快报|预计|预估|估算|初核|preliminary|estimate")),
    ("revised", regex(r"修订|核实|最终|终核|普查|revised")),
)
_ROW: Final = regex(r"[^：:；;。]{1,16}[：:][^；;]+[；;][^：:；;]{1,16}[：:]")
_FIELD: Final = regex(r"[^；;]+")
_BY_YEAR: Final = regex(r"到\s*20\d\d\s*年[底末]?")
_REMARK: Final = regex(r"\s*(?:备注|说明|注|remarks?)\s*[:：]")
_COMPANY: Final = regex(r"[\u4e00-\u9fff]{2,20}?(?:有限责任公司|股份有限公司|有限公司|集团)")
_BASE: Final = regex(r"(?:比|较|与|同|跟|高于|低于|超过)\s*$")  # before a time compared with
_DIGIT: Final = regex(r"\d")
_FIGURE: Final = regex(r"\d[\d,]*(?:\.(\d+))?")
_NATION: Final = ("中国", "世界")
NEAR: Final = timedelta(days=31)  # between documents whose figures are taken for one time's
BEYOND: Final = Fraction(4, 3)  # how far above 超过, or below 不足, a value may lie
_LOOK_BACK: Final = 2  # clauses before the figure's own that may name its subject

Days = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure of a sentence with its scope.

    Attributes:
        quantity: the figure; its span is into `window.text`.
        value: its interval, see `interval`; negative for a fall.
        words: what it is a figure of, without times, places and words that tell nothing.
        clause: folded, the words around it; `near`: also what leads up to the sentence.
        kind: "level", or what else the figure is: growth, share, ...
        companies: full names in the words around it, which other texts shorten.
        days: the period it is of, None where nothing tells; `loose`: not meant to the day;
            `inherited`: not its own sentence says so.
        place: the place it is of, "" where nothing tells.
    """

    window: Window
    quantity: Quantity
    value: tuple[Fraction, Fraction]
    words: tuple[Word, ...]
    clause: str
    near: str
    companies: tuple[str, ...]
    kind: str
    days: Days | None
    loose: bool
    inherited: bool
    place: str
    goal: bool
    stage: str

    @property
    def document(self) -> Document:
        return self.window.document

    @property
    def subject(self) -> str:
        """What it is a figure of, in a few words."""
        return "".join(word.text for word in self.words) or self.clause

    @property
    def when(self) -> str:
        """The words for its period, where its own sentence has them."""
        times = periods(self.window.text, Anchor.of(self.document.date))
        named = (p for p in times if (p.first, p.last) == self.days and not self.inherited)
        return next((p.span.of(self.window.text).strip() for p in named), "")

    @property
    def shown(self) -> str:
        """The figure as it stands, with the word of a bound right before it."""
        text, span = self.window.text, self.quantity.span
        before = _BOUND.search(text[: span.start])
        start = before.start() if before and self.quantity.bound != "exact" else span.start
        return " ".join(text[start : span.end].split())


_BOUND: Final = regex(r"(?:超过?|突破|逾|近|接近|约为?|不足|不到|至少|不低于)了?\s*$")


def statements(window: Window) -> tuple[Statement, ...]:
    """A statement for every figure of a sentence."""
    key = Same(window.document), window.span, window.candidate, window.context
    return tuple(replace(s, window=window) for s in _statements(*key))


@lru_cache(maxsize=2048)
def _statements(
    document: Same[Document], span: Span, candidate: Candidate, context: str
) -> tuple[Statement, ...]:
    """The statements of a window wherever it ranks."""
    window = Window(document.value, span, candidate, 0.0, 0, UNSEEN, context)
    anchor = Anchor.of(window.document.date)
    times = periods(window.text, anchor)
    figures = quantities(window.text, [p.span for p in times])
    blank = [*(f.span for f in figures), *(p.span for p in times)]
    return tuple(_statement(window, f, times, anchor, blank) for f in figures)


def _statement(
    window: Window,
    figure: Quantity,
    times: Sequence[Period],
    anchor: Anchor | None,
    blank: Sequence[Span],
) -> Statement:
    folded = fold(window.text)
    told, found = _told(folded, figure.span, blank)
    own = "".join(t.of(folded) for t in told) if _ROW.match(folded) else told[-1].of(folded)
    own_period = _own_period(window, figure.span, times, anchor)
    period = own_period or _period_around(window, times, anchor)
    candidate = window.candidate
    past = period is not None and anchor is not None and period.last < anchor.first
    return Statement(
        window=window,
        quantity=figure,
        value=interval(figure, window.text, falls=_FALL.search(own) is not None),
        words=found,
        clause=squeeze("".join(t.of(folded) for t in told)),
        near="\n".join((candidate.text, candidate.before, candidate.heading)),
        companies=tuple(m[0] for t in told for m in _COMPANY.finditer(t.of(folded))),
        kind=_kind(figure, own),
        days=(period.first, period.last) if period else None,
        loose=period.loose if period else False,
        inherited=own_period is None,
        place=_place(window, figure.span),
        goal=_is_goal(folded[: told[-1].end], past),
        stage=next((n for n, told in _STAGES if told.search(candidate.text)), ""),
    )


def _is_goal(said: str, past: bool) -> bool:
    """Whether the words up to a figure make it a goal; 到2021年底 alone does not, once it is past.

    >>> _is_goal("到2021年底,服务器3549台", past=True), _is_goal("力争2021年增长9%", past=True)
    (False, True)
    """
    return is_goal(squeeze(_BY_YEAR.sub("", said) if past else said))


def _kind(figure: Quantity, own: str) -> str:
    """What the words around a figure make of it; an amount grows only where that stands by it."""
    found = next((name for name, told in _KINDS if told.search(own)), "level")
    relative = found not in ("added", "each") and figure.unit not in (PERCENT, TIMES)
    return "level" if relative else found


def _told(
    folded: str, span: Span, blank: Sequence[Span]
) -> tuple[tuple[Span, ...], tuple[Word, ...]]:
    """The stretches that tell what the figure at `span` is of, its own last, and their words.

    Its own is the part of its clause between the figures around it. Where that names no thing
    (同比增长7.2%), the clauses before it are asked. A row of a table is told by all its fields.
    """
    earlier, own = _around(folded, span)
    if _ROW.match(folded):
        told = (*earlier, own)
        return told, tuple(w for t in told for w in _content(folded, t, blank))
    edges = [b for b in blank if own.covers(b) and any(c.isdigit() for c in b.of(folded))]
    start = max((b.end for b in edges if b.end <= span.start), default=own.start)
    end = min((b.start for b in edges if b.start >= span.end), default=own.end)
    told, found = (Span(start, end),), _content(folded, Span(start, end), blank)
    for clause in reversed(earlier):
        if any(_is_thing(word) for word in found):
            break
        told, found = (clause, *told), _content(folded, clause, blank) + found
    return told, found


def _is_thing(word: Word) -> bool:
    return word.tag[:1] in ("n", "l", "j") or word.tag == "vn"


def _around(folded: str, span: Span) -> tuple[list[Span], Span]:
    """The figure's clause and those before it; of a table's row the fields without figures."""
    whole = Span(0, len(folded))
    if _ROW.match(folded):
        fields = [Span(*m.span()) for m in _FIELD.finditer(folded)]
        own = next((f for f in fields if f.covers(span)), whole)
        others = [f for f in fields if f != own and not _REMARK.match(f.of(folded))]
        return [f for f in others if not _DIGIT.search(f.of(folded))], own
    parts = [c for c in clauses(folded, whole) if c.start <= span.start] or [whole]
    return parts[-1 - _LOOK_BACK : -1], parts[-1]


def _content(folded: str, clause: Span, blank: Sequence[Span]) -> tuple[Word, ...]:
    """Words of a clause that say what a figure is of."""
    said = clause.of(folded)
    named = [
        *(p.span for p in find_places(said)),
        *(Span(*m.span()) for m in _COMPANY.finditer(said)),
    ]
    text = list(said)
    for span in (*blank, *(Span(clause.start + n.start, clause.start + n.end) for n in named)):
        for at in range(max(span.start, clause.start), min(span.end, clause.end)):
            text[at - clause.start] = " "
    plain = _KIND_WORDS.sub(lambda m: " " * len(m[0]), "".join(text))
    return tuple(w for w in terms_joined(words(plain)) if w.content and w.text not in _IDLE)


def _own_period(
    window: Window, span: Span, times: Sequence[Period], anchor: Anchor | None
) -> Period | None:
    """The time named last before the figure, else first in its sentence.

    目前 names none, it is the document's own time; 上年 in 比上年 is what is compared with.
    """
    own = [p for p in times if not _is_now(p, anchor)]
    named = [p for p in own if not _BASE.search(window.text[: p.span.start])]
    before = [p for p in named if p.span.start <= span.start]
    return before[-1] if before else next(iter(named), None)


def _period_around(window: Window, times: Sequence[Period], anchor: Anchor | None) -> Period | None:
    """The time of what leads up to a sentence that says nothing of its own."""
    around = () if times else spoken_times(window, anchor)
    spoken = [p for p in around if not _is_now(p, anchor)]
    return spoken[-1] if spoken else None


def _is_now(period: Period, anchor: Anchor | None) -> bool:
    now = anchor and (anchor.first, anchor.last)
    return period.loose and (period.first, period.last) == now


def _place(window: Window, span: Span) -> str:
    """The place named last before the figure, else first in its sentence, else of its document."""
    named = [p for p in find_places(window.text) if not p.part_of_name and p.name not in _NATION]
    before = [p.name for p in named if p.span.start <= span.start]
    if named:
        return before[-1] if before else named[0].name
    home = home_of(window.document.text)
    return next(iter(home)) if len(home) == 1 else ""


def interval(figure: Quantity, text: str, *, falls: bool = False) -> tuple[Fraction, Fraction]:
    """Where the exact value may lie: a written figure is rounded to its last digit.

    A bound is taken as people mean it: 超过17万 does not mean 27万, and 50多个 are not 60.

    >>> from rag.quantities import quantities
    >>> text = "3.2万亿元，31980亿元，近18万户，50多个"
    >>> [tuple(map(float, interval(q, text))) for q in quantities(text)][:2]
    [(3150000000000.0, 3250000000000.0), (3197950000000.0, 3198050000000.0)]
    >>> [tuple(map(float, interval(q, text))) for q in quantities(text)][2:]
    [(162000.0, 185000.0), (50.0, 60.0)]
    """
    step = _step(figure, text)
    half, low, high = step / 2, figure.low, figure.high
    beyond = low + _round_step(figure, text) if _is_more(figure, text) else low * BEYOND
    edges = {
        "over": (low, beyond),
        "at least": (low - half, beyond),
        "near": (low * Fraction(9, 10), high + half),
        "about": (low * Fraction(19, 20), high * Fraction(21, 20)),
        "under": (low / BEYOND, high + half),
        "at most": (low / BEYOND, high + half),
    }
    least, most = edges.get(figure.bound, (low - half, high + half))
    return (-most, -least) if falls else (least, most)


def _is_more(figure: Quantity, text: str) -> bool:
    """Whether 余 or 多 makes the bound: 50多个, 16.7亿余元."""
    written = text[figure.span.start : figure.span.end + 1]
    return any(c in written for c in "余多")


def _round_step(figure: Quantity, text: str) -> Fraction:
    """What the last digit that is not a trailing zero is worth: 10 for 50."""
    written = _FIGURE.search(figure.span.of(fold(text)))
    zeros = len(written[0]) - len(written[0].rstrip("0")) if written and not written[1] else 0
    return _step(figure, text) * Fraction(10**zeros)


def _step(figure: Quantity, text: str) -> Fraction:
    """What the last written digit is worth; 0 for Chinese numerals, which are rarely rounded."""
    written = _FIGURE.search(figure.span.of(fold(text)))
    number = Fraction(written[0].replace(",", "")) if written else Fraction(0)
    if written is None or not number or figure.low != figure.high:
        return Fraction(0)
    return abs(figure.low) / number / Fraction(10 ** len(written[1] or ""))
