"""Spoken words of follow-ups as documents write them: 用上的 -> 投用的 (spoken.tsv)."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.lexicon import rows

_AGAIN = re.compile(r"(?<=[一-鿿\d])又(?=[一-鿿])(?![^又]{1,2}又)")


@lru_cache(maxsize=1)
def _written() -> dict[str, str]:
    return dict(row.split("\t", 1) for row in rows("spoken.tsv"))


@lru_cache(maxsize=1)
def _spoken() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _written()), key=len, reverse=True)))


def as_written(text: str) -> str:
    """The question with spoken words replaced, and without the 又 that joined it to the last.

    >>> as_written("贵安超算中心又是什么时候用上的？")
    '贵安超算中心是什么时候投用的？'
    """
    return _spoken().sub(lambda match: _written()[match[0]], _AGAIN.sub("", text))
