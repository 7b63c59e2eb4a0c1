"""Whether a sentence tells of the act whose doer is asked for, as in 是哪家公司开发的.

Bodies are named in most sentences about a thing; who made it is told only where its making is.
So are dates: a firm that has served users since 2020 need not have been founded then.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from rag.answering.coverage import word_covered
from rag.patterns import regex
from rag.question import Question
from rag.words import Word, words

_DONE_BY: Final = regex(
    r"[是由](?:哪一?[家个些]?|谁家?)[一-鿿]{0,4}?(?:联合|负责|共同|主持|牵头)?([一-鿿]{2})(?:出来)?的?[?？]?\s*$"
)

_MADE_BY: Final = regex(
    r"[是由](?:哪一?[家个些]?|谁家?)[一-鿿]{0,4}?[做搞弄造](?:出来)?的[?？]?\s*$"
)
_MADE: Final = "开发"
_FOUNDED: Final = regex(r"成立|创立|创办|创建")
# Acts, and what tells of them in words that are no synonyms elsewhere.
_ALIKE: Final = (
    (regex(_MADE), regex(r"打造|推出|制作|制造|建设|建成|搭建|承建|出品|设计|发布|上线")),
    (_FOUNDED, regex(r"建立|建成|始建|注册|建校|建厂|建院|开业|开办|起家|落成")),
)


def act_fits(question: Question, near: str) -> bool:
    """Whether what leads up to or makes the sentence has the act, or a word for it.

    >>> from rag.question import analyse
    >>> asked = analyse("这个平台是哪家公司开发的？")
    >>> act_fits(asked, "平台亮相大会,青云公司到场"), act_fits(asked, "平台由青云公司研发")
    (False, True)
    >>> act_fits(analyse("青云公司成立于哪一年？"), "青云公司2020年起服务用户")
    False
    """
    act = _asked_act(question)
    if act is None or word_covered(act, near) > 0:
        return True
    return any(acts.fullmatch(act.text) and told.search(near) for acts, told in _ALIKE)


@lru_cache(maxsize=256)
def _asked_act(question: Question) -> Word | None:
    if question.kind == "date" and (founded := _FOUNDED.search(question.text)):
        return next((w for w in question.words if w.text == founded[0]), None)
    if question.kind == "organisation" and _MADE_BY.search(question.text):
        return words(_MADE)[0]
    match = _DONE_BY.search(question.text) if question.kind == "organisation" else None
    said = (w for w in question.words if match and w.text == match[1] and w.tag.startswith("v"))
    return next(said, None)
