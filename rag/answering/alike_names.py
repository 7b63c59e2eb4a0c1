"""Lists that no comma or mark sets out: as many names in quotation marks as are asked for.

打造“数据服务带”；建成“创新发展带”: two belts, where 哪两条带 is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rag.answering.candidates import windows
from rag.answering.things import things_asked
from rag.brackets import QUOTES, lines, pairs
from rag.question import Question
from rag.text import squeeze
from rag.types import Enumeration, Hit, Span

KIND: Final = "names"
LONGEST: Final = 32  # characters of a name and its quotation marks


def alike_names(question: Question, hit: Hit) -> Iterator[Enumeration]:
    """The names of each sentence that end as the things asked for do, if they are as many.

    Names that the question says itself are none of them.
    """
    if question.count is None or question.count < 2:
        return
    text, asked = hit.document.text, squeeze(question.said)
    for end in {word.text[-1] for word in things_asked(question)}:
        for window in windows([hit]):
            names = [n for n in _quoted(text, window.span) if text[n.end - 1] == end]
            items = tuple(name for name in names if squeeze(name.of(text)) not in asked)
            if len(items) == question.count:
                yield Enumeration(KIND, window.span, items)


def _quoted(text: str, span: Span) -> Sequence[Span]:
    """What stands in quotation marks, without these."""
    found = (pair for line in lines(text, span) for pair in pairs(text, line))
    quotes = (pair for pair in found if text[pair.start] in QUOTES and len(pair) <= LONGEST)
    return [Span(quote.start + 1, quote.end - 1) for quote in quotes]
