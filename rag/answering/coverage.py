"""How much of some words a text holds, by themselves, by synonyms or in part."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from rag.answering.goals import is_goal
from rag.lexicon import written_for
from rag.patterns import regex
from rag.words import Word

Idf = Callable[[str], float]  # word -> inverse document frequency, > 0

PARTIAL = 0.6  # what half a word counts beside a whole one
_BODIES = "部委局办厅院所行社会署"  # kinds of body that a short name ends with: 财库局, 人社部
_GAP = 5  # characters of the full name that the short one leaves out in one place
_AIMS = frozenset(("目标", "目标值", "远景"))  # said by what states one: 到2025年规模达700亿元
_HAN = "\u4e00-\u9fff"
CACHED = 1 << 14  # words held against texts; a question takes some thousand


@lru_cache(maxsize=CACHED)
def covered(word: str, text: str) -> float:
    """Share of `word` that `text` holds: 1 whole or by a variant, else by its longest part.

    >>> covered("良品率", "良品率提升25%"), covered("良品率", "产品"), covered("数据", "数字")
    (1.0, 0.0, 0.0)
    >>> covered("11", "第111号"), covered("11", "第11号")
    (0.0, 1.0)
    >>> covered("财库局", "财经事务及库务局副局长"), covered("人社部", "人力资源社会保障部")
    (1.0, 1.0)
    >>> covered("目标", "到2025年规模达700亿元"), covered("目标", "规模已达700亿元")
    (1.0, 0.0)
    """
    if word.isdigit():  # 11 is not part of 111
        return float(re.search(rf"(?<!\d){word}(?!\d)", text) is not None)
    if any(v in text for v in written_for(word)) or (word in _AIMS and _aims(text)):
        return 1.0
    if len(word) < 3 or word.isascii():
        return 0.0
    if word[-1] in _BODIES and _in_full(word).search(text):
        return 1.0
    for size in range(len(word) - 1, 1, -1):
        if any(word[i : i + size] in text for i in range(len(word) - size + 1)):
            return PARTIAL * size / len(word)
    return 0.0


def _aims(text: str) -> bool:
    """Whether one of its lines, the sentence or what leads up to it, states a goal."""
    return any(map(is_goal, text.split("\n")))


@lru_cache(maxsize=256)
def _in_full(short: str) -> re.Pattern[str]:
    """A body's full name: its short one is characters of it in order, the kind of body last."""
    gap = rf"[{_HAN}]{{0,{_GAP}}}?"
    return regex(gap.join(map(re.escape, short)))


def word_covered(word: Word, text: str) -> float:
    """Share of the word that `text` holds, in whichever of its forms it holds most of it."""
    if not word.others:  # as always in Chinese; a generator would cost more than what it does
        return covered(word.text, text)
    return max(covered(form, text) for form in (word.text, *word.others))


def coverage(asked: Sequence[Word], text: str, idf: Idf, *, empty: float = 0.0) -> float:
    """idf-weighted share of the words that `text` covers, in [0, 1]; `empty` without words."""
    weights = [idf(w.text) for w in asked]
    total = sum(weights)
    if not total:
        return empty
    return sum(n * word_covered(w, text) for n, w in zip(weights, asked, strict=True)) / total
