"""Whether a sentence speaks of the company that was asked about, or of another one."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.candidates import Window, line_around
from rag.bodies import bodies, mentioned
from rag.question import Question
from rag.text import squeeze
from rag.types import Hit

REACH = 600  # characters before a sentence in which the company it goes on about was named


def asked_bodies(question: Question, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Short names of the companies that the question names, as the hits or it itself call them."""
    known = bodies(question.text).union(*(bodies(h.document.text) for h in hits))
    return mentioned(known, squeeze(question.said))


def body_fits(asked: Sequence[str], window: Window) -> bool:
    """Whether the sentence, its paragraph or its headings name one of the companies asked about.

    Else the company named last before the sentence is the one it speaks of. A sentence that gives
    another company's name in full speaks of that one, whatever its paragraph has named before.
    """
    if not asked or any(name in window.candidate.text for name in asked):
        return True
    document = window.document
    above = squeeze("\n".join((document.title, *document.heading_path_at(window.span.start))))
    if any(name in above for name in asked):
        return True
    if bodies(window.candidate.text):
        return False
    line = line_around(document.text, window.span)
    paragraph = squeeze(document.text[line.start : window.span.start])
    if any(name in paragraph for name in asked):
        return True
    before = squeeze(document.text[max(0, line.start - REACH) : window.span.start])
    last = mentioned((*bodies(document.text), *asked), before)
    return bool(last) and last[0] in asked
