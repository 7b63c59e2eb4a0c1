"""Hard-wrapped lines joined back into paragraphs.

A line break inside a sentence leaves traces that a list of titles or names never shows: a line
that ends in a comma or within an open quotation, a next line that begins with a closing mark. A
break with such a trace is mended at once. Where traces and weaker hints are frequent the text
around is taken to be wrapped, and there every line that fills its column and does not end a
sentence goes on in the next. Headings, list items, captions and bylines stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from rag.loading.base import Draft
from rag.loading.credits import is_credit
from rag.loading.lines import HAN, Edit, Line, edited, lines_of
from rag.patterns import regex

WINDOW = 8  # lines on either side that show whether a text is wrapped
FULL = 0.75  # of the column's width: a line that a word or a figure beside it cut shorter is full
WIDEST = 80.0  # Chinese characters; no page sets longer lines, so a longer one is a whole paragraph
# A text set in one column: that many lines go on, so many of them with a trace, and of that share
# the width differs by no more than an indent and a mark of punctuation.
LEAST_LINES, LEAST_TRACES, MOSTLY, EVEN = 12, 3, 0.8, 3.0
_QUOTE_REACH = 300  # characters within which an open quotation must close to count as open

_PAIRS = dict(zip("“‘（《〈【「『([〔", "”’）》〉】」』)]〕", strict=True))
_OPENERS = {close: opener for opener, close in _PAIRS.items()}
_CLOSERS = "”’）》〉】」』〕"
_ENDS = regex(r"[。！？!?…；;：:.][”’」』）)》】〕\]\"']*$")
_RUNS_ON = regex(r"[，、,（(“‘《〈「『〔]$")
_CONTINUES = regex(rf"[，。、；：！？％%{_CLOSERS}]")
_LOOSE_END = regex(r"。[”’）)」』]*[^。！？!?…；;：:”’」』）)]+$")
# Words that lean on the next or on the one before: no title or name ends or begins with them.
_LEANS = regex(r"[的和与及或在把被将从向于对是了]$")
_LEANS_BACK = regex(r"[的了着们]")
_PROSE = regex(r"[，。、；：“”‘’！？（《\[]|[,;] ")
_UNIT = regex("[个家万亿千百年月日号时分秒名户项条台座种次元人吨公里米度倍届位架栋间件份批岁亩]")
_HYPHEN = regex(r"[a-z][-\u2010]$")
_POINT = regex(r"\d\.$|(?<![\d,])[1-9]\d{0,2},$")
_DECIMALS = regex(r"\d+(?![\d.])[%％\s\u3400-\u9fff，。]|\d{3}(?!\d)")
_LOWER = regex(r"[a-z]")
_MARKER = regex(
    r"[一二三四五六七八九十百]{1,4}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,3}(?:[、．)）]|\.(?!\d))"
    r"|第[一二三四五六七八九十百千零〇\d]{1,5}[编章节条篇](?=[\s：:、]|$)"
    r"|[★☆●○◆◇■□▲△▶►•※✦➤]|[-–*+·] |#{1,6} |【|附件?[\d一二三四五六七八九十]{0,2}[：:]"
)
_COLUMNS = regex(r"\t|\S(?: {2,}|\u3000+)\S.*\S(?: {2,}|\u3000+)\S|\|.*\|")
_BRACKETS = regex("[" + re.escape("".join(_PAIRS) + "".join(_OPENERS)) + "]")
_HAN = regex(f"[{HAN}]")
_LAST_WORD = regex(rf"[{HAN}] [^\s{HAN}]+$")
_FIRST_WORD = regex(rf"[^\s{HAN}]+ [{HAN}]")
_NUMBERS = regex(r"[-+]?[\d.,%％]+")


@dataclass(frozen=True, slots=True)
class _Trait:
    """What one line shows. `width` is in Chinese characters, Latin ones count half."""

    width: float
    ends: bool  # ends a sentence or clause
    traces: bool  # the break after it is certainly inside a sentence
    hints: bool  # it looks cut off, though alone that proves nothing
    prose: bool
    alone: bool  # heading, table row, list marker, byline: nothing is joined to its end
    opens: bool  # begins something new: it is joined to nothing before it


def unwrapped(draft: Draft) -> Draft:
    """`draft` with hard-wrapped lines joined: Chinese directly, Latin words with a blank."""
    lines = lines_of(draft)
    if not draft.wrapped or len(lines) < 2:
        return draft
    text = draft.text.text
    joined = _decisions(text, lines)
    return edited(draft, [_join(text, lines[i], lines[i + 1]) for i in joined])


def _decisions(text: str, lines: list[Line]) -> Iterator[int]:
    """Indices of the lines that go on in the next line."""
    traits = [_trait(a, b) for a, b in zip(lines, [*lines[1:], None], strict=True)]
    regions = _Regions(lines, traits)
    quotes: list[str] = []
    for i, line in enumerate(lines[:-1]):
        _track(quotes, line.text)
        if _goes_on(text, lines, traits, i, quotes) or regions.goes_on(i):
            yield i
        else:
            quotes.clear()


def _trait(line: Line, following: Line | None) -> _Trait:
    text = line.text
    after = following.text if following else ""
    divided = _is_divided(text, after)
    ends = not divided and bool(_ENDS.search(text[-8:]))
    continued = bool(_CONTINUES.match(after))
    unit = len(text) >= 8 and text[-1].isdigit() and _PROSE.search(text) and _UNIT.match(after)
    quotes: list[str] = []
    _track(quotes, text)
    tail = (text[-1].isascii() and text[-1].isalpha()) or text[-1] == ","
    fixed = line.verbatim or line.heading or _tabular(text) or is_credit(text)
    return _Trait(
        width=len(text) - 0.5 * len(text.encode("ascii", "ignore")),
        ends=ends,
        traces=continued or bool(unit) or divided or (not ends and bool(_RUNS_ON.search(text))),
        hints=not ends
        and bool(
            quotes
            or _LOOSE_END.search(text[-120:])
            or _LEANS.search(text)
            or _LEANS_BACK.match(after)
            or (tail and _LOWER.match(after))
        ),
        prose=bool(_PROSE.search(text)),
        alone=fixed,
        opens=fixed or bool(_MARKER.match(text)),
    )


def _is_divided(text: str, after: str) -> bool:
    """Does the break stand within a word, after its hyphen, or within a number, after its point?"""
    if _HYPHEN.search(text[-2:]) and _LOWER.match(after):
        return True
    return len(text) >= 8 and bool(_POINT.search(text[-8:]) and _DECIMALS.match(after))


def _tabular(text: str) -> bool:
    """Columns: wide gaps, tabs or bars, or mostly bare numbers."""
    if len(text) > WIDEST * 2:
        return False
    if _COLUMNS.search(text):
        return True
    cells = text.split()
    return len(cells) >= 3 and 2 * sum(bool(_NUMBERS.fullmatch(c)) for c in cells) >= len(cells)


def _track(quotes: list[str], text: str) -> None:
    """Keep `quotes` the stack of quotations and brackets open after `text`."""
    for match in _BRACKETS.finditer(text):
        char = match.group()
        if char in _PAIRS:
            quotes.append(char)
        elif quotes and quotes[-1] == _OPENERS[char]:
            quotes.pop()


def _goes_on(text: str, lines: list[Line], traits: list[_Trait], i: int, quotes: list[str]) -> bool:
    """Is the break after line `i` certainly inside a sentence?"""
    here, after = traits[i], traits[i + 1]
    if here.alone or after.opens or lines[i + 1].breaks > 2:
        return False
    if _CONTINUES.match(lines[i + 1].text):
        return True
    if _caption(lines, traits, i + 1):
        return False
    soft = not here.ends or lines[i].text[-1] in "；;"
    return (here.traces and not here.ends) or (soft and _open(text, lines[i].end, quotes))


def _open(text: str, end: int, quotes: list[str]) -> bool:
    """Does the innermost open quotation close soon, before another one opens?"""
    if not quotes:
        return False
    ahead = text[end : end + _QUOTE_REACH]
    close = ahead.find(_PAIRS[quotes[-1]])
    other = ahead.find(quotes[-1])
    return close >= 0 and not 0 <= other < close


def _caption(lines: list[Line], traits: list[_Trait], i: int) -> bool:
    """A short line without punctuation amid longer ones is no part of their sentence.

    The last word of a paragraph without a full stop looks alike, save that the break before it is
    closer than the one after it.
    """
    here, before = traits[i], traits[i - 1]
    if here.ends or here.prose or here.traces or here.width >= FULL * before.width:
        return False
    last_word = lines[i].breaks == 1 and len(lines[i].text) <= 4
    return not (last_word and (i + 1 == len(lines) or lines[i + 1].breaks > 1))


class _Regions:
    """Which stretches of a text are wrapped, from counts over a sliding window of lines."""

    def __init__(self, lines: list[Line], traits: list[_Trait]) -> None:
        self.lines, self.traits = lines, traits
        cut = [not t.ends and not t.alone for t in traits]
        self.full = [self._is_full(i) for i in range(len(traits))]
        self.sums = [
            [0, *accumulate(flags)]
            for flags in (
                [c and (t.traces or t.hints) for c, t in zip(cut, traits, strict=True)],
                cut,
                [c and f for c, f in zip(cut, self.full, strict=True)],
                [line.breaks > 1 for line in lines],
                [c and t.prose for c, t in zip(cut, traits, strict=True)],
            )
        ]

        self.column = self._column(cut)

    def _column(self, cut: list[bool]) -> float:
        """The one width of all lines that go on, if the whole text is set in it; else 0.

        Where a short item, rule or article follows another, few lines around show a trace.
        """
        found = zip(self.traits, cut, self.full, strict=True)
        widths = sorted(t.width for t, is_cut, full in found if is_cut and full and t.prose)
        traces = self.sums[0][-1]
        if len(widths) < LEAST_LINES or traces < LEAST_TRACES:
            return 0.0
        middle = widths[len(widths) // 2]
        even = sum(abs(w - middle) <= EVEN for w in widths)
        return middle if even >= MOSTLY * len(widths) and middle <= WIDEST else 0.0

    def goes_on(self, i: int) -> bool:
        """Does line `i`, which shows no trace, go on in the next because the text is wrapped?"""
        here, after = self.traits[i], self.traits[i + 1]
        if here.ends or here.alone or after.opens or not self.full[i]:
            return False
        in_column = self.column and abs(here.width - self.column) <= EVEN
        if not (in_column or self._wrapped(i)) or _caption(self.lines, self.traits, i + 1):
            return False
        gap = self.lines[i + 1].breaks
        if gap == 1 or (gap == 2 and self._spread(i)):
            return here.prose or after.prose
        return gap == 2 and here.prose and after.prose

    def _is_full(self, i: int) -> bool:
        """Does line `i` fill its column, measured by its neighbours on the closer-fitting side?"""
        width = self.traits[i].width
        before = [t.width for t in self.traits[max(i - 2, 0) : i]]
        after = [t.width for t in self.traits[i + 1 : i + 3]]
        if not after or width > WIDEST or width < FULL * after[0]:
            return False
        return width >= FULL * min(max(before, default=max(after)), max(after))

    def _count(self, what: int, i: int) -> int:
        low, high = max(i - WINDOW, 0), min(i + WINDOW + 1, len(self.traits))
        return self.sums[what][high] - self.sums[what][low]

    def _wrapped(self, i: int) -> bool:
        """Many traces among lines of about one width, or few among many lines of even prose."""
        lines = min(i + WINDOW + 1, len(self.traits)) - max(i - WINDOW, 0)
        evidence, cut, full, _, prose = (self._count(what, i) for what in range(5))
        if evidence >= 2 and evidence >= 0.12 * cut and cut >= 0.35 * lines and full >= 0.6 * cut:
            return True
        return evidence >= 1 and cut >= 0.5 * lines and full >= 0.75 * cut and prose >= 0.6 * cut

    def _spread(self, i: int) -> bool:
        """Do blank lines stand between most lines here, so that they divide no paragraphs?"""
        lines = min(i + WINDOW + 1, len(self.traits)) - max(i - WINDOW, 0)
        return 2 * self._count(3, i) > lines


def _join(text: str, line: Line, after: Line) -> Edit:
    """The edit that makes one line of two.

    A word divided at its hyphen is made whole. Latin words and digits get a blank between them, and
    a number or Latin word beside Chinese gets one where the text sets it off on its other side.
    """
    left, right = text[line.end - 1], text[after.start]
    if _is_divided(line.text, after.text):
        return Edit(line.end - (not left.isdigit() and left not in ".,"), after.start)
    if _latin(left) and _latin(right):
        return Edit(line.end, after.start, " ")
    beside = _set_off(line.text, _LAST_WORD) if _latin(left) else _set_off(after.text, _FIRST_WORD)
    mixed = _latin(left) != _latin(right) and _HAN.match(right if _latin(left) else left)
    return Edit(line.end, after.start, " " if mixed and beside else "")


def _set_off(text: str, word: re.Pattern[str]) -> bool:
    return bool(word.search(text[:60] if word is _FIRST_WORD else text[-60:]))


def _latin(char: str) -> bool:
    return char < "\u0250" and not char.isspace()
