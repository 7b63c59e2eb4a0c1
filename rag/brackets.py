"""Matched quotes and brackets, found line by line.

Punctuation inside a book title or a short quotation belongs to it, so sentence splitting and list
splitting both ask where the pairs are. A pair never crosses a line: a quote left open by a
typist must not swallow the rest of a document.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.patterns import regex
from rag.types import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

OPENERS = "“‘「『《〈（([【〔［"
CLOSERS = "”’」』》〉）)]】〕］"
QUOTES = '“‘「『"'

_CLASS = {c: i for i, c in enumerate("“‘「『《〈（[【〔")} | {"(": 6, "［": 7}
_CLOSE_CLASS = {c: i for i, c in enumerate("”’」』》〉）]】〕")} | {")": 6, "］": 7}
_STRAIGHT = 99  # the ASCII double quote opens and closes alike
_MARKS = regex(r"[“”‘’「」『』《》〈〉（）()\[\]［］【】〔〕\"]")
_ROUND = regex(r"\([^)]*\)")
_LINE = regex(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")


def without_brackets(text: str) -> str:
    """Folded text without what stands in round brackets.

    >>> without_brackets("软件(含信息技术服务)业")
    '软件业'
    """
    return _ROUND.sub("", text)


def trimmed(text: str, start: int, end: int) -> Span:
    """The range without the white space around it; empty at `start` when it is all blank."""
    piece = text[start:end]
    body = piece.strip()
    if not body:
        return Span(start, start)
    left = start + len(piece) - len(piece.lstrip())
    return Span(left, left + len(body))


def lines(text: str, span: Span) -> Iterator[Span]:
    """The lines of `span` that are not blank, without the white space around them."""
    for match in _LINE.finditer(text, span.start, span.end):
        line = trimmed(text, match.start(), match.end())
        if len(line):
            yield line


def pairs(text: str, line: Span) -> tuple[Span, ...]:
    """Matched pairs in one line, marks included, by start; unmatched marks are ignored.

    >>> [p.of("据《a（b）》") for p in pairs("据《a（b）》", Span(0, 7))]
    ['《a（b）》', '（b）']
    """
    stack: list[tuple[int, int]] = []
    waiting: dict[int, int] = {}
    found: list[Span] = []
    for match in _MARKS.finditer(text, line.start, line.end):
        mark, at = match.group(), match.start()
        kind = _STRAIGHT if mark == '"' else _CLOSE_CLASS.get(mark, -1)
        if kind >= 0 and waiting.get(kind):
            while True:
                opened, start = stack.pop()
                waiting[opened] -= 1
                if opened == kind:
                    break
            found.append(Span(start, at + 1))
        elif kind in (-1, _STRAIGHT):
            kind = _STRAIGHT if mark == '"' else _CLASS[mark]
            stack.append((kind, at))
            waiting[kind] = waiting.get(kind, 0) + 1
    return tuple(sorted(found))


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The union of spans given by start, as disjoint spans.

    >>> merged([Span(0, 4), Span(1, 2), Span(6, 7)])
    (Span(start=0, end=4), Span(start=6, end=7))
    """
    out: list[Span] = []
    for span in spans:
        if out and span.start < out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, span.end))
        else:
            out.append(span)
    return tuple(out)


class Shield:
    """Answers "is this offset inside one of these disjoint spans?" for ascending offsets."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._next = 0

    def over(self, offset: int) -> Span | None:
        """The span around `offset`; offsets must not descend from call to call."""
        spans = self._spans
        while self._next < len(spans) and spans[self._next].end <= offset:
            self._next += 1
        if self._next < len(spans) and spans[self._next].start <= offset:
            return spans[self._next]
        return None
