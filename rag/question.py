"""What a question asks: the kind of answer, the time, the words it turns on, target or actual."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

from rag import asking
from rag.asking import Kind
from rag.patterns import regex
from rag.text import fold, is_chinese, numeral
from rag.times import Period, periods
from rag.types import Span
from rag.words import Word, terms_joined, words

Wanted = Literal["target", "actual"] | None

_FIGURE = regex(r"\d+(?:[.,]\d+)*%?")
PHRASE_WORDS = 3  # most words of the noun phrase that is asked about
_TO_PROGRAM = regex(r"\s*(?:请问|那)?[你您](?:们|能|会|可以|是|叫|有)")
Typed = tuple[Kind, re.Match[str]]  # the kind that the end of what is typed tells, and that end
_OF_NOUNS = ("n", "j", "l", "x", "eng", "vn")  # tags of the words of a noun phrase
NEXT_TO = 2  # characters between an interrogative and the noun it asks about: 多少个<机架>
BEHIND = 3  # characters between a word that is no noun and the interrogative it may belong to
VALUES: Final = frozenset(("number", "date", "person"))  # kinds that each ask for one value
_NOUNS = ("n", "j", "l", "b", "i", "e", "z", "g", "vn")  # tags of words that end a noun phrase
_OPEN = frozenset(("how", "other", "definition", "organisation", "place"))


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart.

    Attributes:
        kind: the kind of answer that is asked for.
        core: folded, as long as `text`, with times and how-it-is-asked blanked out; of an English
            question its Chinese translation, word by word.
        words: content words of the core, with spans into it.
        asked: the noun phrase next to the interrogative: 多少<机架>, <营业收入>是多少.
        times: periods named outright.
        relative_time: whether 今年, 上半年 and the like are all the time that is named.
        wanted: a goal, a result, or None when the question does not say.
        quoted: what stands in quotation marks or 《》.
        units: units the answer may come in.
        parts: how many things of its kind are asked: 规模多大、增速多少 -> 2.
        count: how many items the question says there are: 三项, "which four".
        bodies: short names of the companies it names; known once passages are found, else empty.
    """

    text: str
    lang: Literal["zh", "en"]
    kind: Kind
    core: str
    words: tuple[Word, ...]
    asked: tuple[Word, ...]
    times: tuple[Period, ...]
    relative_time: bool
    wanted: Wanted
    quoted: tuple[str, ...]
    units: tuple[str, ...]
    parts: int
    count: int | None
    bodies: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """The question as rules for Chinese words read it: itself, or its translation."""
        if self.lang == "zh":
            return self.text
        return " ".join((self.core, *_FIGURE.findall(self.text)))

    @property
    def asks_documents(self) -> bool:
        """Whether it has words that documents could hold; 你能做什么 is put to the program."""
        put_to_program = _TO_PROGRAM.match(self.text) is not None
        return any(not (put_to_program and w.tag.startswith("v")) for w in self.words)


@lru_cache(maxsize=512)
def analyse(text: str) -> Question:
    """Take `text` apart. Pure; any string is accepted."""
    if not is_chinese(text) and any(c.isalpha() for c in text):
        return _analysed_english(text)
    folded = fold(text)
    found, core = _interrogatives(folded)
    times = _times(text)
    core = _blanked(core, [p.span for p in times])
    core = _blanked(core, [Span(*m.span()) for m in asking.ACTUALLY.finditer(core)])
    content = tuple(w for w in terms_joined(words(core)) if w.content)
    kinds = [kind for kind, _ in found]
    typed = None if found else _typed(core)
    return Question(
        text=text,
        lang="zh",
        kind=_kind(kinds, folded) if kinds else _kind_typed(folded, typed),
        core=core,
        words=content,
        asked=_asked(content, [s for _, s in found] or _end(typed), folded),
        times=times,
        relative_time=not times and asking.RELATIVE_TIME.search(folded) is not None,
        wanted=_wanted(folded),
        quoted=tuple(a or b for a, b in asking.QUOTED.findall(folded)),
        units=_units(folded if found else _put(core, typed)),
        parts=max(1, sum(kind in VALUES for kind in kinds)),
        count=_stated_count(folded),
    )


def _analysed_english(text: str) -> Question:
    from rag import english  # its patterns are compiled for English questions alone

    folded = fold(text)
    found = english.interrogatives(folded)
    times = tuple(p for p in _times(text) if english.is_time(text, p))
    content, asked, core = english.content(text, times, found)
    kinds = [kind for kind, _ in found]
    return Question(
        text=text,
        lang="en",
        kind=kinds[0] if kinds else "other",
        core=core,
        words=content,
        asked=asked,
        times=times,
        relative_time=not times and english.is_relative(folded, core),
        wanted=english.wanted(folded),
        quoted=(),
        units=english.units(folded),
        parts=max(1, sum(kind in VALUES for kind in kinds)),
        count=english.stated_count(folded),
    )


def _times(text: str) -> tuple[Period, ...]:
    """Periods named, years of two digits and without 年 included; spans are into `text`.

    >>> [(p.first.year, p.span.of("21年全省增速")) for p in _times("21年全省增速")]
    [(2021, '21年')]
    >>> [(p.first.year, p.span.of("2022全年增速")) for p in _times("2022全年增速")]
    [(2022, '2022全年')]
    """
    added = sorted(
        [(m.start(), "20") for m in asking.SHORT_YEAR.finditer(text)]
        + [(m.end(), "年") for m in asking.BARE_YEAR.finditer(text)]
    )
    written_out, origins = "", list[int]()  # origins: where each character stands in `text`
    for (start, put), (end, _) in pairwise([(0, ""), *added, (len(text), "")]):
        written_out += put + text[start:end]
        origins += [start] * len(put) + list(range(start, end))
    origins.append(len(text))
    return tuple(
        replace(p, span=Span(origins[p.span.start], origins[p.span.end]))
        for p in periods(written_out)
    )


def _interrogatives(folded: str) -> tuple[list[tuple[Kind, Span]], str]:
    """Kinds met, most telling first, and the folded text with their words blanked out."""
    found: list[tuple[Kind, Span]] = []
    core = folded
    for kind, pattern in asking.INTERROGATIVES:
        found += [(kind, Span(*match.span())) for match in pattern.finditer(core)]
        core = pattern.sub(_blanks, core)
    return found, asking.FILLER.sub(_blanks, core)


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _blanked(core: str, spans: Sequence[Span]) -> str:
    """Without what rules of its own look after: a year would count as a word wherever it stands."""
    for span in spans:
        core = core[: span.start] + " " * len(span) + core[span.end :]
    return core


def _kind(kinds: Sequence[Kind], folded: str) -> Kind:
    """The kind that decides the shape of the answer; a list of numbers is still numbers."""
    first = kinds[0]
    if first == "definition" and asking.MEANING.search(folded):
        return first
    several = asking.SEVERAL.search(folded) or asking.NAMES_OF_SEVERAL.search(folded)
    if several and first in (*_OPEN, "list", "person"):
        return "list"
    if first == "list" and "哪些" not in folded:
        return next((k for k in kinds if k in ("date", "number")), first)
    if first in _OPEN and "list" in kinds:
        return "list"
    counted = re.search("[什啥]么?", folded) and _stated_count(folded) is not None
    return "list" if first in ("other", "definition") and counted else first


def _typed(core: str) -> Typed | None:
    """The kind of what is typed into a search box, without an interrogative, and how it ends."""
    found = ((kind, ends.search(core)) for kind, ends in asking.KEYWORDS)
    return next(((kind, match) for kind, match in found if match), None)


def _kind_typed(folded: str, typed: Typed | None) -> Kind:
    if asking.SEVERAL.search(folded):
        return "list"
    return typed[0] if typed else "other"


def _wanted(folded: str) -> Wanted:
    """
    >>> _wanted("力争突破多少亿元"), _wanted("实际完成多少"), _wanted("有多少家企业")
    ('target', 'actual', None)
    >>> _wanted("现有几家，而不是规划几家")
    'actual'
    """
    folded = asking.SET_ASIDE.sub("", folded)
    goal = asking.GOAL_NAMED.search(folded) and not asking.RESULT_NAMED.search(folded)
    if asking.ACTUAL.search(folded) and not goal:
        return "actual"
    return "target" if asking.TARGET.search(folded) else None


def _units(folded: str) -> tuple[str, ...]:
    """Units the answer may come in: those asked in so many words, and those of what is asked.

    >>> _units("有多少个机架"), _units("增速是多少"), _units("票房有多少"), _units("规模多大")
    (('个',), ('%',), ('元',), ())
    """
    implied = (
        (asking.RATE, "%"),
        (asking.MONEY, "元"),
        (asking.PEOPLE, "人"),
        (asking.AGE, "岁"),
        (asking.COMPUTING, "eflops"),
    )
    stated = tuple(asking.UNIT.findall(folded))
    meant = [u for pattern, u in implied if pattern.search(folded) and (u == "%" or not stated)]
    return (*stated, *meant)


def _put(core: str, typed: Typed | None) -> str:
    """What is typed into a search box, as a question.

    >>> [_put(text, _typed(text)) for text in ("白山云产值", "软件业收入目标")]
    ['白山云产值是多少', '软件业收入是多少']
    """
    if typed is None or typed[0] != "number":
        return core
    return f"{core[: typed[1].end(1)]}是多少"


def _stated_count(folded: str) -> int | None:
    """How many items the question says there are; one of a thing is no list.

    >>> _stated_count("七条重要举措是什么")
    7
    >>> _stated_count("2024年"), _stated_count("哪一个")
    (None, None)
    """
    last_quote = max((m.start() for m in asking.QUOTED.finditer(folded)), default=0)
    for match in asking.STATED_COUNT.finditer(folded):
        # 三大转型里，“两翼”是什么: the number counts something else than what is asked about.
        if match[1] not in ("一", "1") and match.end() >= last_quote:
            return numeral(match[1])
    if quoted := asking.QUOTED_COUNT.search(folded):
        return numeral(quoted[1])
    return None


def _end(typed: Typed | None) -> list[Span]:
    """Where a question asks that is typed into a search box: at its end, of a list before that.

    >>> _end(_typed("贵安机架数量")), _end(_typed("企业名单"))
    ([Span(start=6, end=6)], [Span(start=2, end=4)])
    """
    if typed is None:
        return []
    kind, match = typed
    return [Span(match.start() if kind == "list" else match.end(), match.end())]


def _asked(
    content: Sequence[Word], interrogatives: Sequence[Span], folded: str
) -> tuple[Word, ...]:
    """The noun phrase each interrogative asks about: the one right after it, else before it.

    多少<机架> asks about 机架; <一般公共预算>里<教育>花了多少 about 教育; a counted or quoted
    word (两大支撑, 三个“有利于”) is meant whatever part of speech it is.
    """
    out: list[Word] = []
    for span in interrogatives:
        after = [w for w in content if w.span.start >= span.end]
        after = after if after and after[0].span.start - span.end <= NEXT_TO else []
        before = [w for w in content if w.span.end <= span.start]
        counted = [w for w in before[-1:] if asking.COUNTED.search(folded, 0, w.span.start)]
        out += _phrase_behind(after) or counted or _phrase_before(before, span.start)
    return tuple(dict.fromkeys(out))


def _phrase_behind(after: Sequence[Word]) -> list[Word]:
    """The noun phrase right behind an interrogative, with its last noun: 多少条<国际物流航线>."""
    phrase = list(after[:1])
    for word in after[1:]:
        joined = word.span.start == phrase[-1].span.end and word.tag.startswith(_OF_NOUNS)
        if not joined or phrase[-1].tag.startswith("v"):  # 哪家公司<运营>工业云
            break
        phrase.append(word)
    return phrase


def _phrase_before(before: list[Word], end: int) -> list[Word]:
    """The last run of adjacent words that ends in a noun; verbs behind it (花了) are skipped."""
    last = next((i for i in reversed(range(len(before))) if before[i].tag.startswith(_NOUNS)), None)
    if last is None:
        return before[-1:] if before and end - before[-1].span.end <= BEHIND else []
    first = last
    while first > 0 and before[first - 1].span.end == before[first].span.start:
        if last - first + 1 == PHRASE_WORDS:
            break
        first -= 1
    return before[first : last + 1]
