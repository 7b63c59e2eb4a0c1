"""Text as it is matched: folded forms, lexical terms, numbers. What is shown never passes here.

`fold` keeps the length, so offsets into folded text are offsets into the shown text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

from rag.patterns import regex

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HAN_RE = regex(f"[{_HAN}]")
_TOKEN_RE = regex(
    rf"(?P<han>[{_HAN}](?:\s*[{_HAN}])*)"
    r"|(?P<number>\d+(?:[,，]\d{3})*(?:\.\d+)?)"
    rf"|(?P<word>[^\W\d_{_HAN}]+)"
)
_SPACE_RE = regex(r"\s+")
_SURROGATE_RE = regex("[\ud800-\udfff]")
LONGEST_NUMERAL = 4  # figures; a longer number counts nothing
SHORT = 400  # characters of a text whose folded form is kept
KEPT = 8192  # folded forms; a sentence is folded for several tests, a heading with each sentence
_NUMERALS = {c: i for i, c in enumerate("一二三四五六七八九十", start=1)} | {
    "两": 2, "十一": 11, "十二": 12, "十三": 13, "十四": 14, "十五": 15
}  # fmt: skip


class _Converter(Protocol):
    def convert(self, text: str) -> str: ...


@lru_cache(maxsize=1)
def _simplifier() -> _Converter:
    from opencc import OpenCC  # ~50 ms, only paid by processes that match text

    converter: _Converter = OpenCC("t2s")
    return converter


class _FoldTable(dict[int, int]):
    """Code point -> folded code point, filled as characters are met."""

    def __init__(self, traditional: bool) -> None:
        super().__init__()
        self._traditional = traditional

    def __missing__(self, point: int) -> int:
        folded = unicodedata.normalize("NFKC", chr(point)).lower()
        if len(folded) != 1:  # "㎡", "…": more than one character would move the offsets
            folded = chr(point)
        if self._traditional and HAN_RE.match(folded):
            simple = _simplifier().convert(folded)
            folded = simple if len(simple) == 1 else folded
        self[point] = ord(folded)
        return self[point]


_FOLD = {True: _FoldTable(True), False: _FoldTable(False)}


def fold(text: str, traditional: bool = True) -> str:
    """Width, case and (by default) traditional characters folded one for one, for matching only.

    >>> fold("ＡＩ產業增長２１％")
    'ai产业增长21%'
    """
    return _kept(text, traditional) if len(text) <= SHORT else _folded(text, traditional)


def _folded(text: str, traditional: bool) -> str:
    return text.translate(_FOLD[traditional])


@lru_cache(maxsize=KEPT)
def _kept(text: str, traditional: bool) -> str:
    return _folded(text, traditional)


def whole(text: str) -> str:
    """`text`, as long, with each half of a character (a lone surrogate) made U+FFFD.

    Bytes of a command line that are not UTF-8 and escapes in JSON leave such halves, which neither
    a segmenter nor UTF-8 output takes.
    """
    return _SURROGATE_RE.sub("\ufffd", text)


def squeeze(text: str) -> str:
    """Folded text without any white space: the form in which sentences are compared."""
    return _SPACE_RE.sub("", fold(text))


def terms(text: str, traditional: bool = True) -> list[str]:
    """Lexical index terms in reading order: Han unigrams and bigrams, words, numbers.

    White space between Han characters is not a boundary (files break lines anywhere). Numbers lose
    their thousands separators.

    >>> terms("软件业 增长7.2%")
    ['软', '软件', '件', '件业', '业', '业增', '增', '增长', '长', '7.2']
    >>> terms("AI大模型")
    ['ai', '大', '大模', '模', '模型', '型']
    """
    out: list[str] = []
    for match in _TOKEN_RE.finditer(fold(text, traditional)):
        if match.lastgroup == "han":
            run = _SPACE_RE.sub("", match.group())
            for left, right in pairwise(run):
                out += (left, left + right)
            out.append(run[-1])
        elif match.lastgroup == "number":
            out.append(match.group().replace(",", "").replace("，", ""))
        else:
            out.append(match.group())
    return out


def numeral(text: str) -> int | None:
    """Value of a small count in figures or, up to fifteen, in Chinese; None for anything else.

    >>> numeral("12"), numeral("十二"), numeral("两"), numeral("几")
    (12, 12, 2, None)
    """
    if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMERAL:
        return int(text)
    return _NUMERALS.get(text)


def is_han(char: str) -> bool:
    return HAN_RE.match(char) is not None


CHINESE_FROM = 0.3  # share of Han characters among the letters
MOSTLY = 0.6  # from there on no English word makes an English question
_ASKED_IN_ENGLISH = regex(r"\W*(?:what|who|whom|whose|which|when|where|how|why)\b", re.IGNORECASE)
_ENGLISH_WORD = regex(
    r"\b(?:what|who|whom|whose|which|when|where|how|why|is|are|was|were|does|did|do|has|have|the|of"
    r"|in|and|for|to|at|by|from|with|between|tell|give|name|list|compare|show)\b",
    re.IGNORECASE,
)


def is_chinese(text: str) -> bool:
    """Whether a question is put in Chinese, whatever names in Latin letters it has.

    >>> is_chinese("Baishan Canvas负责人是谁"), is_chinese("Who runs 白山云?"), is_chinese("2025")
    (True, False, False)
    """
    share = han_share(text)
    if share < CHINESE_FROM:
        return share > 0 and not _ENGLISH_WORD.search(text)
    return share > MOSTLY or not _ASKED_IN_ENGLISH.match(text)


def han_share(text: str) -> float:
    """Share of Han characters among the letters and digits of `text`, 0.0 when there are none."""
    letters = [c for c in text if c.isalnum()]
    return sum(map(is_han, letters)) / len(letters) if letters else 0.0
