"""Bare questions: 为什么？ 投资多少？ 谁负责？ 还有哪些？ They ask for an attribute of the last topic."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.dialogue.frame import OPENER, interrogative_spans, place_spans, time_spans
from rag.dialogue.substitute import stripped, subject_of
from rag.dialogue.vocabulary import class_of, listed
from rag.question import analyse
from rag.words import words

_WHY = re.compile(
    r"^(?:这是|那是)?(?:为什么|为何|什么原因|怎么回事|原因呢|原因是什么|为啥)(?:呢|呀|啊)?[?？。]*$"
)
_WHICH = re.compile(
    r"^(?:具体|分别|都|主要)*(?:有|是|包括)?(?:哪些|哪几[个项条种类家]|什么)(?:内容|方面)?(?:呢)?[?？。]*$"
)
_MORE = re.compile(
    r"^(?:还有(?:呢|吗|别的吗?|其他的?吗?|哪些|什么|其他(?:的|哪些)?)|其他(?:的)?呢|别的呢|除此之外呢?|除此之外还有哪些)[呢]?[?？。]*$"
)
_LIGHT = frozenset(("uj", "ul", "y", "d", "p", "u", "x", "c", "q", "m", "f", "uv", "zg", "r"))
_NUMBER = ("number",)


def bare(turns: Sequence[tuple[str, str]], question: str) -> str | None:
    """The question after the last topic; None when it names something of its own."""
    opener = OPENER.match(question)
    body = question[opener.end() :] if opener and not _MORE.match(question) else question
    asked = turns[-1][0]
    if _WHY.match(body):
        return f"{stripped(asked)}的原因是什么？"
    if _WHICH.match(body):
        return f"{stripped(asked)}具体有哪些？"
    if _MORE.match(body):
        return f"{stripped(asked)}还有哪些？"
    if not _attribute_only(body):
        return None
    number = analyse(body).kind in _NUMBER and not time_spans(body)
    subject = subject_of(asked, dated=number)
    return subject + body if subject and subject not in body else None


def _attribute_only(body: str) -> bool:
    """Whether a question consists of question words, attributes and general verbs."""
    questions = interrogative_spans(body)
    if not questions or place_spans(body) or len(body) > 16:
        return False
    taken = (*questions, *time_spans(body))
    for word in words(body):
        if any(s.overlaps(word.span) for s in taken) or word.tag in _LIGHT:
            continue
        if class_of("of:", word.text) is None and word.text not in listed("verb") and word.content:
            return False
    return True
