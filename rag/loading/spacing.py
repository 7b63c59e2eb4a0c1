"""Blanks that layout put between characters: line ends, margins, letter-spaced Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from rag.loading.base import Draft
from rag.loading.lines import HAN, Edit, Line, edited, lines_of, marked
from rag.patterns import regex
from rag.types import Span

LEAST_SPACED = 4  # single characters in a row that are letter-spaced text rather than a short list

_SPACE = regex(r"\s+")
_BREAK = regex(r"\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Signs that print nothing. PDF readers mark a word broken at a line end by U+0002 or U+FFFE,
# typesetters by a soft hyphen: there the word goes on after the line break.
_INVISIBLE = regex(
    r"(?<=[^\W\d_])[\x02\xad\ufffe][ \t]*\r?\n[ \t]*(?=[^\W\d_])"
    r"|[\x00-\x08\x0e-\x1b\x7f\xad\u200b\u2060\ufeff\ufffe\uffff]+"
)
_CLOSING = "，。、；：！？）】》」』”’％"
_OPENING = "（【《「『“‘"
_BLANK = "[ \u00a0\u3000]"
# One blank beside Chinese punctuation is never meant; two or more may be columns.
_LOOSE = regex(
    rf"(?<=[{HAN}0-9A-Za-z{_CLOSING}]){_BLANK}(?=[{_CLOSING}])|(?<=[{_OPENING}]){_BLANK}(?=[{HAN}0-9])"
)
_TOKEN = regex(r"[^ \u00a0\u3000]+")
_MARK = r"[^\w\s]*"
_KINDS = (
    ("han", regex(rf"{_MARK}[{HAN}]{_MARK}")),
    ("mark", regex(r"[^\w\s]+")),
    ("number", regex(rf"{_MARK}[0-9０-９][0-9０-９.,]*{_MARK}")),
)


def tidied(draft: Draft) -> Draft:
    """No invisible signs, no line break but "\\n", no blanks around lines, no two blank lines."""
    text = draft.text.text
    draft = edited(draft, [Edit(*m.span()) for m in _INVISIBLE.finditer(text)])
    text = draft.text.text
    draft = replace(draft, verbatim=tuple(_clipped(text, draft.verbatim)))
    fixed = marked(len(text), draft.verbatim)
    return edited(draft, list(_margins(text, fixed)))


def _clipped(text: str, spans: tuple[Span, ...]) -> Iterator[Span]:
    """The spans without the line breaks before them and the blanks after them."""
    for span in spans:
        inner = span.of(text)
        end = span.start + len(inner.rstrip())
        start = span.end - len(inner.lstrip("\r\n"))
        if start < end:
            yield Span(start, end)


def _margins(text: str, fixed: bytes) -> Iterator[Edit]:
    for match in _SPACE.finditer(text):
        start, end = match.span()
        inside = fixed.find(1, start, end)
        if inside >= 0:  # the margin of a verbatim span is text, what leads up to it is not
            end = inside
        run = text[start:end]
        breaks = len(_BREAK.findall(run))
        at_edge = start == 0 or match.end() == len(text)
        blanks = "" if at_edge else "\n" * min(breaks, 2)
        if run != blanks and (breaks or at_edge):
            yield Edit(start, end, blanks)


def closed_up(draft: Draft) -> Draft:
    """Letter-spaced Chinese closed up, and single blanks beside Chinese punctuation gone.

    A run is letter-spaced from four single characters in a row, each with one blank between;
    punctuation may stand in the run, numbers inside or before it are drawn in. Three or fewer stay
    as they are (甲 乙 丙), and so do words of two characters (张三 李四). The price: a real list of
    four or more single characters (东 南 西 北) is closed up too.
    """
    edits: list[Edit] = []
    for line in lines_of(draft):
        if not line.verbatim:
            edits.extend(_spacing_edits(line))
    return edited(draft, edits)


def _spacing_edits(line: Line) -> list[Edit]:
    starts = {m.start() for m in _LOOSE.finditer(line.text)}
    starts.update(spaced_blanks(line.text))
    return [Edit(line.start + at, line.start + at + 1) for at in sorted(starts)]


def spaced_blanks(text: str) -> list[int]:
    """Offsets of the blanks inside the letter-spaced runs of one line.

    >>> spaced_blanks("2024 年 ，东 港 渔 船")
    [4, 6, 9, 11, 13]
    >>> [spaced_blanks(t) for t in ("张三 李四 王五 赵六", "甲 乙 丙", "2024 年 9 月 5 日")]
    [[], [], []]
    """
    tokens = list(_TOKEN.finditer(text))
    if len(tokens) < LEAST_SPACED:
        return []
    kinds = [_kind(t.group()) for t in tokens]
    near = [b.start() - a.end() == 1 for a, b in pairwise(tokens)]
    out: list[int] = []
    for first, last in _runs(kinds, near):
        pairs = range(first, last)
        out.extend(tokens[i].end() for i in pairs if _closes(tokens[i], tokens[i + 1], kinds, i))
    return out


def _kind(token: str) -> str:
    return next((name for name, pattern in _KINDS if pattern.fullmatch(token)), "other")


def _closes(left: re.Match[str], right: re.Match[str], kinds: list[str], at: int) -> bool:
    """Two numbers stay apart unless both are single digits, which letter-spacing made of one."""
    if kinds[at] == kinds[at + 1] == "number":
        return len(left.group()) == len(right.group()) == 1
    return True


def _runs(kinds: list[str], near: list[bool]) -> Iterator[tuple[int, int]]:
    """(first, last) token of each letter-spaced run."""
    first = 0
    for i in range(len(kinds)):
        if i + 1 < len(kinds) and near[i] and kinds[i] != "other" and kinds[i + 1] != "other":
            continue
        last = i
        while (
            last > first and kinds[last] == "number"
        ):  # a number after the run is a cell of its own
            last -= 1
        if kinds[first] != "other" and _is_spaced(kinds[first : last + 1]):
            yield first, last
        first = i + 1


def _is_spaced(kinds: list[str]) -> bool:
    """Are there four single characters with nothing but punctuation between them?"""
    count = 0
    for kind in kinds:
        count = count + 1 if kind == "han" else 0 if kind == "number" else count
        if count >= LEAST_SPACED:
            return True
    return False
