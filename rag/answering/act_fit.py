"""Whether a sentence tells of the act whose doer is asked for, as in 是哪家公司开发的.

Bodies are named in most sentences about a thing; who made it is told only where its making is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from rag.answering.coverage import word_covered
from rag.patterns import regex
from rag.question import Question
from rag.words import Word

_DONE_BY: Final = regex(
    r"[是由](?:哪一?[家个些]?|谁家?)[一-鿿]{0,4}?(?:联合|负责|共同|主持|牵头)?([一-鿿]{2})(?:出来)?的?[?？]?\s*$"
)


def act_fits(question: Question, near: str) -> bool:
    """Whether what leads up to or makes the sentence has the act, or a word for it.

    >>> from rag.question import analyse
    >>> asked = analyse("这个平台是哪家公司开发的？")
    >>> act_fits(asked, "平台亮相大会,青云公司到场"), act_fits(asked, "平台由青云公司研发")
    (False, True)
    """
    act = _asked_act(question)
    return act is None or word_covered(act, near) > 0


@lru_cache(maxsize=256)
def _asked_act(question: Question) -> Word | None:
    match = _DONE_BY.search(question.text) if question.kind == "organisation" else None
    said = (w for w in question.words if match and w.text == match[1] and w.tag.startswith("v"))
    return next(said, None)
