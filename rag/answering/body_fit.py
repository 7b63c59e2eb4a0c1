"""Whether a sentence speaks of the company that was asked about, or of another one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.answering.candidates import Window, above, line_around
from rag.bodies import bodies, firms, mentioned
from rag.patterns import regex
from rag.question import Question
from rag.text import squeeze
from rag.types import Hit

REACH = 600  # characters before a sentence in which the company it goes on about was named

OPENING = 150  # characters in which a report says whose it is

# 公司 by itself, as reports call the company they are about: 持有公司5%股份, 该公司; not 子公司.
_ITSELF = regex(r"(?:^|[,，。;；:：、)）有占与和及由对为本该])公司(?!(?:债|法|制|治理))")
_EDGE = regex(r"[、，,。；;：:（(）)！？]")
_NEXT = regex(r"[、等和及与]")  # what stands behind an item of a series
_EACH = regex(r"分别|各自?(?![地类种项级界方])|(?<![年月日人户平])均|(?<![首成])都(?![市匀江])")


def asked_bodies(question: Question, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Short names of the companies that the question names, as the hits or it itself call them.

    What leads up to a name in a question (疫情期间好活公司, 何时首钢总公司) is told from it by the
    hits, and by how things are asked.
    """
    known = frozenset[str]().union(*(bodies(h.document.text) for h in hits))
    asked = ",".join(question.core.split()) if question.lang == "zh" else question.text
    opened = firms(question.core) if question.lang == "zh" else frozenset[str]()
    own = {name for name in bodies(asked) | opened if not any(k in name for k in known)}
    return mentioned(known | own, squeeze(question.said))


def body_fits(asked: Sequence[str], window: Window, persons: Sequence[str] = ()) -> bool:
    """Whether the sentence, its paragraph or its headings name one of the companies asked about.

    Else the one named last before it, below the same heading, is the one it speaks of. A sentence
    that gives another company's name in full speaks of that one, whatever its paragraph has named
    before, and one that calls it by its short name does where its paragraph names none of those
    asked about; but one in front of a person asked about (某某公司负责人张三认为) only says who
    that is, and 公司 by itself is the company that the document is about.
    """
    if not asked or any(name in window.candidate.text for name in asked):
        return True
    document = window.document
    titles = above(window)
    if any(name in titles for name in asked):
        return True
    told = _told_by(persons, window.candidate.text)
    if _ITSELF.search(told) and _main_body(document.text) in asked:
        return True
    if bodies(told):
        return False
    line = line_around(document.text, window.span)
    paragraph = squeeze(document.text[line.start : window.span.start])
    if any(name in paragraph for name in asked):
        return True
    if mentioned(bodies(document.text), told):
        return False
    begins = max(
        (s.span.start for s in document.structure.sections if s.span.covers(window.span)), default=0
    )
    before = squeeze(document.text[max(begins, line.start - REACH) : window.span.start])
    last = mentioned((*bodies(document.text), *asked), before)
    return bool(last) and last[0] in asked


@lru_cache(maxsize=256)
def _main_body(text: str) -> str | None:
    """The company a document opens with, if it names no other more often."""
    squeezed = squeeze(text)
    counts = {name: squeezed.count(name) for name in bodies(text)}
    most = max(counts.values(), default=0)
    first = [n for n in counts if counts[n] == most and n in squeezed[:OPENING]]
    return first[0] if len(first) == 1 else None


def _told_by(persons: Sequence[str], text: str) -> str:
    """The text without what leads up to the name of one of the persons."""
    ends = [text.find(name) + len(name) for name in persons if name in text]
    return text[max(ends, default=0) :]


def is_shared(names: Sequence[str], text: str) -> bool:
    """Whether squeezed `text` names the one asked about only as one of several, for all its names.

    What it then counts, it counts of all of them together.

    >>> is_shared(["浪潮"], "聚集鲲鹏、浪潮、瑞利达等企业,产值增长168%")
    True
    >>> is_shared(["浪潮"], "浪潮、瑞利达分别增长3%、5%"), is_shared(["浪潮"], "浪潮增长3%")
    (False, False)
    """
    if _EACH.search(text):
        return False
    places = [m for name in names for m in re.finditer(re.escape(name), text)]
    return bool(places) and all(_in_series(text, m.start(), m.end()) for m in places)


def _in_series(text: str, start: int, end: int) -> bool:
    """Whether the name at [start, end) is an item of a series, first words before it included."""
    edge = max((m.end() for m in _EDGE.finditer(text, 0, start)), default=0)
    follows = text[edge - 1 : edge] == "、" and edge == start
    return bool(_NEXT.match(text, end)) and (follows or text[end : end + 1] == "、")
