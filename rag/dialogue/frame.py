"""The parts of a question that a follow-up may replace: times, places, topic, what is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import takewhile

from rag import asking
from rag.conjunctions import find_join
from rag.dialogue.vocabulary import any_of, listed, relational
from rag.places import find_places
from rag.question import analyse
from rag.text import fold
from rag.times import Anchor, periods
from rag.types import Span
from rag.words import Word, words

_ANY_DAY = Anchor(date(2000, 6, 30), date(2000, 6, 30))  # only spans are read, never its days
_PLAN_NAME = re.compile(r"[”\"'’]?[^，。,的、]{0,12}(?:规划|计划|纲要)")
_WHOLE_REGION = re.compile(r"[全我本][省市县州区](?!长|委|属|级)")
_BEYOND = re.compile(  # times that lean on a year named before
    r"(?:\d{4}年)?(?:全年|整年|年[初底末](?!步))|(?:去年|上年|上一年|前一年)?同期|上一年|前一年|次年|第二年"
)
NAMED = re.compile(
    r"[“\"「『‘]([^”\"」』’]{2,30})[”\"」』’]|《[^》]{2,60}》|[一-鿿]{1,6}〔\d{4}〕\s*\d+号(?:文件|文)?"
    r"|(?:新?国|[省市黔筑][府政]?)发\s*\d+号(?:文件|文)?"
)
_NOMINAL = ("n", "j", "l", "i", "g", "b", "s", "vn", "an", "eng", "z")
_FUNCTION = frozenset(
    ("uj", "ul", "uz", "ug", "ud", "uv", "u", "p", "d", "r", "c", "y", "x", "m", "t")
)
_LEAD = re.compile(
    r"(?:请问|想问一?下|请?(?:帮我)?(?:介绍|说明|概括|解释|说说|讲讲|谈谈|列出|列举)一下|(?:按照|根据|据|按)[^，,]{2,30}[，,]|截至[^，,]{2,12}[，,]"
    r"|除了?[^，,]{1,14}[，,]|[，,\s])*"
)
_MEASURE = re.compile(rf"的?(?:{any_of('rate')}|{any_of('status')})")
_HEADS = tuple(
    w for kind in ("body", "work", "event", "thing") for w in listed(f"head:{kind}") if len(w) > 1
)
_GLUED = re.compile(  # cut wrongly: 科创|城有, 数据|宝在, 标注|师有, 白山|云拿过
    r"[城云奖县市镇区园院校所站局厂宝师员商网链院][是有为在由给对]|[一-鿿][拿获得做出办开]过"
)
_OF_OBJECT = re.compile(r"[了过为给对替向由][^，。《“]{0,2}$")  # 承担了《…》, 为《…》
BEFORE = 8  # characters of a name that may stand before a conjunction in it
NEXT = 2  # characters between a question word and its noun: 多少<实名>用户


@dataclass(frozen=True, slots=True)
class Frame:
    """A question with the spans that a follow-up may put something else in place of.

    Attributes:
        times: periods named, relative ones included.
        places: places that are not part of a name, 全省 and the like included.
        asked: the noun phrase that is asked about, without times and places: 软件业务收入.
        measure: a rate or status at its end: (软件业务收入)的目标, with its 的.
        topic: what the question speaks of: the noun phrase it begins with, names first.
        interrogatives: the question words, in order.
    """

    text: str
    times: tuple[Span, ...]
    places: tuple[Span, ...]
    asked: Span | None
    measure: Span | None
    topic: Span | None
    interrogatives: tuple[Span, ...]


@lru_cache(maxsize=256)
def frame(text: str) -> Frame:
    """Take a stand-alone question apart. Pure; any string is accepted."""
    times, places = time_spans(text), place_spans(text)
    questions = interrogative_spans(text)
    asked, measure = _asked(text, questions, (*times, *places))
    return Frame(text, times, places, asked, measure, _topic(text, times, questions), questions)


def time_spans(text: str) -> tuple[Span, ...]:
    """Where times are named. The plan in 《"十四五"规划》 or “十四五”数字经济规划 is a name."""
    named = {p.span for p in (*periods(text, _ANY_DAY), *analyse(text).times)}
    named |= {Span(*m.span()) for m in _BEYOND.finditer(fold(text))}
    kept = [s for s in named if not ("五" in s.of(text) and _PLAN_NAME.match(text, s.end))]
    return _outermost(kept)


def place_spans(text: str) -> tuple[Span, ...]:
    """Where places are named, those that only open the name of a body left out.

    全省 right behind a place is one with it: 贵州全省.
    """
    found = [p.span for p in find_places(text) if not p.part_of_name]
    ends = {s.end: s for s in found}
    for match in _WHOLE_REGION.finditer(fold(text)):
        before = ends.get(match.start())
        found.append(Span(before.start if before else match.start(), match.end()))
    return _outermost(found)


def interrogative_spans(text: str) -> tuple[Span, ...]:
    """Where the question words stand, the most telling pattern first where two overlap."""
    core, found = NAMED.sub(lambda m: "\0" * len(m[0]), fold(text)), []
    for _, pattern in asking.INTERROGATIVES:
        found += [Span(*m.span()) for m in pattern.finditer(core)]
        core = pattern.sub(lambda m: "\0" * len(m[0]), core)
    return tuple(sorted(found))


def inside(text: str, span: Span) -> list[Word]:
    """The words of a span."""
    return [w for w in words(text) if span.covers(w.span)]


def _outermost(spans: Sequence[Span]) -> tuple[Span, ...]:
    out: list[Span] = []
    for span in sorted(set(spans), key=lambda s: (s.start, -s.end)):
        if not out or span.start >= out[-1].end:
            out.append(span)
    return tuple(out)


def _asked(
    text: str, questions: Sequence[Span], taken: Sequence[Span]
) -> tuple[Span | None, Span | None]:
    """The noun phrase right behind the first question word, else the last one before it.

    A rate or status at the end of the latter is told apart from what it is one of.
    """
    if not questions:
        return None, None
    names = [Span(*m.span()) for m in NAMED.finditer(text)]
    first, runs = questions[0], noun_phrases(text, (*taken, *names))
    if behind := [r for r in runs if 0 <= r.start - first.end <= NEXT]:
        return Span(first.end, behind[0].end), None
    before = [r for r in runs if r.end <= first.start]
    if not before:
        return None, None
    if len(before) > 1 and text[before[-2].end : before[-1].start] == "占":
        return Span(before[-2].start, before[-1].end), None  # 增加值占GDP is one indicator
    if cut := _MEASURE.match(text, before[-1].end):  # 占比 is cut into two words
        return before[-1], Span(*cut.span())
    start = _tail_start(text, before[-1], (*listed("rate"), *listed("status")))
    if start > before[-1].start:
        measure = Span(start, before[-1].end) if start < before[-1].end else None
        return Span(before[-1].start, start), measure
    joined = text[start - 1 : start] == "的" and len(before) > 1 and before[-2].end == start - 1
    return (before[-2], Span(start - 1, before[-1].end)) if joined else (before[-1], None)


def _tail_start(text: str, span: Span, allowed: Sequence[str]) -> int:
    """Where the words of `allowed` at the end of the span begin; its end without any."""
    tail = list(takewhile(lambda w: w.text in allowed, reversed(inside(text, span))))
    return tail[-1].span.start if tail else span.end


def noun_phrases(text: str, taken: Sequence[Span] = ()) -> tuple[Span, ...]:
    """Maximal runs of nominal words outside `taken`, predicates of change at their end cut off."""
    runs: list[list[Word]] = [[]]
    acting = {w.span.start for w in words(text) if w.tag in ("ul", "uz", "ug")}  # 中标<了>
    for word in words(text):
        held = word.tag.startswith(_NOMINAL) or relational(word.text)
        held = held or word.text in listed("inner") or word.text in listed("status")
        held = (held and word.span.end not in acting) or (bool(runs[-1]) and _in_name(text, word))
        if held and not any(s.overlaps(word.span) for s in taken):
            runs[-1].append(word)
        else:
            runs.append([])
    out = []
    for run in runs:
        while run and run[-1].text in listed("change"):
            run.pop()
        if run:
            out.append(Span(run[0].span.start, run[-1].span.end))
    return tuple(out)


def _in_name(text: str, word: Word) -> bool:
    """Whether a conjunction is part of a name: 软件<和>信息技术服务业."""
    if word.text not in ("和", "与", "及"):
        return False
    folded, at = fold(text), max(0, word.span.start - BEFORE)
    while found := find_join(folded, at, word.span.end + BEFORE):
        if found.start() >= word.span.start:
            return found.start() > word.span.start
        at = found.end()
    return True


def _topic(text: str, times: Sequence[Span], questions: Sequence[Span]) -> Span | None:
    """The noun phrase a question begins with: 云上鲲鹏, 贵安的华为云数据中心, 贵阳研发的预警系统.

    What stands in quotation marks before the question word is meant before all else.
    """
    end = next((q.start for q in questions if q.start > 0), len(text))
    found = [w for w in words(text) if w.span.end <= end]
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    named = [m for m in NAMED.finditer(text, start, end) if m.end() <= end]
    if named and not _acted_on(text, Span(*named[0].span()), start):
        return _around_name(text, Span(*named[0].span()), end)
    first = _phrase(text, found, times, _behind_verb(text, questions, start))
    if first is None:
        return None
    if _only_places(text, first):
        after = next((t.end for t in times if t.start == first.end), first.end)
        after += text[after : after + 1] == "的"
        owned = _phrase(text, found, times, after) if after > first.end else None
        last = inside(text, owned)[-1] if owned and owned.start == after else None
        if last and last.tag.startswith(("n", "l", "j")) and not relational(last.text):
            return Span(first.start, last.span.end)
    return first


def _acted_on(text: str, name: Span, start: int) -> bool:
    """Whether a name is what somebody did something to: 超算中心承担了<《哪吒2》>的渲染."""
    before = text[start : name.start]
    return bool(_OF_OBJECT.search(before)) and bool(noun_phrases(before))


def _behind_verb(text: str, questions: Sequence[Span], start: int) -> int:
    """Where the phrase to look for begins: of 谁运营超算中心 it is the object."""
    if not questions or questions[0].start > start:
        return start
    verb = next((w for w in words(text) if w.span.start == questions[0].end), None)
    return verb.span.end if verb and verb.text in listed("verb") else start


def _around_name(text: str, name: Span, end: int) -> Span:
    """The name with its place and the noun behind it: 贵安的“四大赋能”, “X”行动计划."""
    before = [p for p in place_spans(text) if p.end in (name.start, name.start - 1)]
    owned = [p for p in before if text[p.end : name.start] in ("", "的")]
    behind = _phrase(text, [w for w in words(text) if w.span.end <= end], (), name.end)
    headed = behind and behind.start == name.end and behind.of(text).endswith(_HEADS)
    stop = behind.end if behind and headed else name.end
    return Span(owned[0].start if owned else name.start, stop)


def _phrase(text: str, found: Sequence[Word], times: Sequence[Span], start: int) -> Span | None:
    """The first run of words from `start` that may be one noun phrase, final attributes cut off."""
    run: list[Word] = []
    behind = {w.span.start: w.text for w in found}
    for word in found:
        if word.span.start < start:
            continue
        after = behind.get(word.span.end, "")
        joint = bool(run) and _in_name(text, word)
        dated = any(t.overlaps(word.span) for t in times)
        if dated or (_ends_phrase(word, run, after) and not joint):
            if run:
                break
            continue
        run.append(word)
    glued = next((w for w in found if run and w.span.start == run[-1].span.end), None)
    named = run and glued and glued.text == "算是" and run[-1].text[-1] in "超智云"  # 贵安超|算是
    if glued and (named or _GLUED.fullmatch(glued.text)):
        at = glued.span.start
        run.append(Word(glued.text[0], "n", Span(at, at + 1)))
    run = _to_head(run)
    while len(run) > 1 and (relational(run[-1].text) or run[-1].text in ("前", "后")):
        run.pop()
    if not run:
        return None
    last = run[-1]
    tail = len(last.text) > 1 and last.text[-1] in "到在于"  # 贵安|到 is cut as one word
    return Span(run[0].span.start, last.span.end - tail)


def _to_head(run: list[Word]) -> list[Word]:
    """Up to the noun that names the sort of thing, where one is there: 实施方案<布局>."""
    ends = (*listed("head:work"), *listed("head:event"))
    heads = [i for i, w in enumerate(run) if i and w.text.endswith(ends)]
    return run[: heads[-1] + 1] if heads else run


def _ends_phrase(word: Word, run: Sequence[Word], after: str) -> bool:
    if run and after in ("过", "了", "着"):
        return True  # 超算中心<渲染>过, 新区<规划>了, but 影视<渲染>的产值
    if word.tag.startswith("v") and word.tag != "vn":
        begun = any(not w.tag.startswith("v") for w in run)  # 超|聚变 is a name cut into verbs
        inner = word.text in listed("inner") or word.text in listed("head:event")
        return word.text in listed("copula") or (begun and not inner)
    return word.tag in _FUNCTION


def _only_places(text: str, span: Span) -> bool:
    rest = span.of(text)
    for place in sorted(place_spans(rest), reverse=True):
        rest = rest[: place.start] + rest[place.end :]
    return not rest.strip()
