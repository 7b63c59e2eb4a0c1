"""The conjunctions that join the last two items of a list."""

from __future__ import annotations

import re

from rag.patterns import regex

_JOIN = regex(  # not 由点及面, 可及
    r"以及|(?<![涉普企顾波遍可])(?<!由[\u4e00-\u9fff])及(?![时格其])|(?<![平温饱共调缓柔总])和(?!平(?![台均])|[谐解睦])"
    r"|(?<!参)与(?![会众否])|(?<!或)或(?![者许])|或者"
)
_JOINED_NAMES = regex(  # names of offices, laws and industries that hold a conjunction
    r"工业和信息化|软件和信息|住房和城乡|资源和社会保障|文化和旅游|发展和改革|国民经济和社会|互联网和相关|卫生和计划"
    r"|科学研究和|批发和零售|租赁和商务|住宿和餐饮|水利、环境和公共|文化、体育和娱乐|生产和供应|教育和|研究与试验"
)


def find_join(body: str, start: int, end: int) -> re.Match[str] | None:
    """The first conjunction that is not part of a fixed name."""
    names = [m.span() for m in _JOINED_NAMES.finditer(body, start - 1, end)]
    for match in _JOIN.finditer(body, start, end):
        if not any(a <= match.start() < b for a, b in names):
            return match
    return None
