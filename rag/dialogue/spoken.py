"""Spoken words of follow-ups as documents write them: 用上的 -> 投用的 (spoken.tsv)."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.lexicon import rows
from rag.patterns import regex

PASSES = 2  # 看完有啥想法 -> 看完有什么想法 -> 看后说了什么

_AFTERTHOUGHT = regex(  # 带宽呢，出省的
    r"^(?P<lead>(?:那么?)?)(?P<noun>[一-鿿]{2,6})呢[，,](?P<which>(?!.*(?:[哪谁几]|什么|何|多少))[一-鿿]{2,8})的[?？。]?$"
)
_WHO_IS = regex(  # 数据宝谁是董事长
    r"^(?P<who>[一-鿿A-Za-z“”]{2,12}?)谁是(?P<office>董事长|总经理|负责人|总裁|局长|校长|院长|主任)(?=[?？]?$)"
)
_AGAIN = regex(r"(?<=[一-鿿\d])又(?=[一-鿿])(?![^又]{1,2}又)")


@lru_cache(maxsize=1)
def _table() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """One pattern whose groups are the rows, and what is written for each."""
    pairs = [row.partition("\t") for row in rows("spoken.tsv")]
    pattern = regex("|".join(f"({spoken})" for spoken, _, _ in pairs))
    return pattern, tuple(written for _, _, written in pairs)


def in_writing(text: str) -> str:
    """The text with spoken words replaced; a row may hold what another one writes.

    >>> in_writing("病株报得准吗"), in_writing("老几"), in_writing("干啥的？")
    ('病株预测准确率是多少', '第几', '做什么的？')
    """
    pattern, written = _table()
    for _ in range(PASSES):
        text = pattern.sub(lambda match: written[(match.lastindex or 1) - 1], text)
    text = _WHO_IS.sub(r"\g<who>的\g<office>是谁", text)
    return _AFTERTHOUGHT.sub(r"\g<lead>\g<which>的\g<noun>呢？", text)


def as_written(text: str) -> str:
    """The same, without the 又 that joined a follow-up to the question before.

    >>> as_written("贵安超算中心又是什么时候用上的？")
    '贵安超算中心是什么时候投用的？'
    """
    return in_writing(_AGAIN.sub("", text))
