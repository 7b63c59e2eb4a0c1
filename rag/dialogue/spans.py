"""Where the parts of a question stand: times, places, question words, noun phrases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rag import asking
from rag.conjunctions import find_join
from rag.dialogue.vocabulary import listed, relational
from rag.patterns import regex
from rag.places import find_places
from rag.question import analyse
from rag.text import fold
from rag.times import Anchor, periods
from rag.types import Span
from rag.words import Word, words

_ANY_DAY = Anchor(date(2000, 6, 30), date(2000, 6, 30))  # only spans are read, never its days
_PLAN_NAME = regex(r"[”\"'’]?[^，。,的、]{0,12}(?:规划|计划|纲要)")
_WHOLE_REGION = regex(r"[全我本][省市县州区](?!长|委|属|级)|(?<![一-鿿])[省市县州区]里(?!面|头)")
_BEYOND = regex(  # times that lean on a year named before
    r"(?:今年|去年)?(?:[一二三四五六七八九十]{1,2}、?)?[一二三四五六七八九十]月份?|(?:\d{4}年)?(?:全年|整年|年[初底末](?!步))|(?:去年|上年|上一年|前一年)?同期|上一年|前一年|次年|第二年"
)
NAMED = regex(
    r"[“\"「『‘]([^”\"」』’]{2,30})[”\"」』’]|《[^》]{2,60}》|[一-鿿]{1,6}〔\d{4}〕\s*\d+号(?:文件|文)?"
    r"|(?:新?国|[省市黔筑][府政]?)发\s*(?:\d{4}年)?\s*\d+号(?:文件|文)?"
)
_HOW = regex(r"多[准快好强贵密新老忙难]|几何(?=[?？]?$)|[咋啥]")
_POLAR = regex(
    r"吗(?=[?？。\s]*$)|(?<=[了过])没有?(?=[?？。\s]*$)|是否|还是(?=[^，。]{1,8}[?？。\s]*$)|([一-鿿])[没不]\1"
)
_NOMINAL = ("n", "j", "l", "i", "g", "b", "s", "vn", "an", "eng", "z")
BEFORE = 8  # characters of a name that may stand before a conjunction in it


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
    found = [_all_of(text, p.span) for p in find_places(text) if not p.part_of_name]
    ends = {s.end: s for s in found}
    for match in _WHOLE_REGION.finditer(fold(text)):
        before = ends.get(match.start())
        found.append(Span(before.start if before else match.start(), match.end()))
    return _outermost(found)


def with_neighbours(text: str, place: Span) -> Span:
    """A place with those that stand right before and right behind it.

    >>> text = "贵阳贵安2025年的目标"
    >>> [with_neighbours(text, p).of(text) for p in place_spans(text)]
    ['贵阳贵安', '贵阳贵安']
    """
    start, end = place.start, place.end
    found = place_spans(text)
    for other in reversed(found):
        start = other.start if other.end == start else start
    for other in found:
        end = other.end if other.start == end else end
    return Span(start, end)


def _all_of(text: str, place: Span) -> Span:
    """A place with the 全 before it: 全贵州 is 贵州全省."""
    return Span(place.start - (text[place.start - 1 : place.start] == "全"), place.end)


def interrogative_spans(text: str) -> tuple[Span, ...]:
    """Where the question words stand, the most telling pattern first where two overlap."""
    core, found = NAMED.sub(lambda m: "\0" * len(m[0]), fold(text)), []
    for _, pattern in asking.INTERROGATIVES:
        found += [Span(*m.span()) for m in pattern.finditer(core)]
        core = pattern.sub(lambda m: "\0" * len(m[0]), core)
    found += [Span(*m.span()) for m in _HOW.finditer(core)]
    return tuple(sorted(found))


def asking_spans(text: str) -> tuple[Span, ...]:
    """Where the question words stand, or what makes a question for yes or no: 吗, 有没有."""
    if spans := interrogative_spans(text):
        return spans
    match = _POLAR.search(fold(text))
    return (Span(*match.span()),) if match else ()


def inside(text: str, span: Span) -> list[Word]:
    """The words of a span."""
    return [w for w in words(text) if span.covers(w.span)]


def noun_phrases(text: str, taken: Sequence[Span] = ()) -> tuple[Span, ...]:
    """Maximal runs of nominal words outside `taken`, predicates of change at their end cut off."""
    runs: list[list[Word]] = [[]]
    acting = {w.span.start for w in words(text) if w.tag in ("ul", "uz", "ug")}  # 中标<了>
    for word in words(text):
        held = word.tag.startswith(_NOMINAL) or relational(word.text)
        held = held or word.text in listed("inner") or word.text in listed("status")
        held = (held and word.span.end not in acting) or (
            bool(runs[-1]) and joins_names(text, word)
        )
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


def joins_names(text: str, word: Word) -> bool:
    """Whether a conjunction is part of a name: 软件<和>信息技术服务业."""
    if word.text not in ("和", "与", "及"):
        return False
    folded, at = fold(text), max(0, word.span.start - BEFORE)
    while found := find_join(folded, at, word.span.end + BEFORE):
        if found.start() >= word.span.start:
            return found.start() > word.span.start
        at = found.end()
    return True


def _outermost(spans: Sequence[Span]) -> tuple[Span, ...]:
    out: list[Span] = []
    for span in sorted(set(spans), key=lambda s: (s.start, -s.end)):
        if not out or span.start >= out[-1].end:
            out.append(span)
    return tuple(out)
