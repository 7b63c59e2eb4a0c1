"""Whether a sentence tells a rank where one is asked for, or which of several is the utmost."""

from __future__ import annotations

from typing import Final

from rag.patterns import regex
from rag.question import VALUES, Question

_ASKS_RANK: Final = regex(r"排第?几|第几[位名]?|名列第?几|位[次列]|排名")
_RANKED: Final = regex(
    r"第[一二三四五六七八九十\d]|[首前]列|首位|居首|榜首|之首|第一|名列|位[列居次]|排[名在第]|前[十百三五\d]|领先|最[大多高强快]"
)
# 出口额最大的商品是什么; 最近的 and 最新的 name a time.
_ASKS_UTMOST: Final = regex(
    r"最[大多高低小少快慢长短早晚强贵重好]的[^,，。;；]{0,12}?(?:是|叫|为|有)?(?:哪|谁|[什啥]么)"
)
_UTMOST: Final = regex(
    r"最|首[位个家次]|[居之榜]首|第一|头号|冠军|领[跑先]|前[三五十两\d]|[两三四五]大|主要|第[一二三四五六七八九十\d]|排[名位第]"
)


def lacks_rank(question: Question, text: str) -> bool:
    """Whether a rank is asked for (在全国排第几), and nothing is ranked."""
    return bool(_ASKS_RANK.search(question.text)) and not _RANKED.search(text)


def lacks_utmost(question: Question, text: str) -> bool:
    """Whether it is asked which is the largest or the like, and nothing is said to be that.

    >>> from rag.question import analyse
    >>> asked = analyse("出口额最大的商品是什么？")
    >>> lacks_utmost(asked, "出口278.7亿元"), lacks_utmost(asked, "手机出口居首位")
    (True, False)
    """
    utmost = question.kind not in VALUES and _ASKS_UTMOST.search(question.said)
    return bool(utmost) and not _UTMOST.search(text)
