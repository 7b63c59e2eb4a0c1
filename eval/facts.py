"""Is what was expected in the answer: facts with numbers normalised, gold answers as they are."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.numerals import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable

_SPACE = re.compile(r"\s+")


def contains_fact(text: str, alternatives: Iterable[str]) -> bool:
    """Whether `text` holds one of the alternatives, both in the form of `numerals.canonical`.

    A number is only found whole: a fact that begins (ends) with a digit must not be preceded
    (followed) by more of the same number. Its unit counts where the fact names one.

    >>> contains_fact("规模达1.2万亿元", ["12000亿元"]), contains_fact("增长 7.2 ％", ["7.2%"])
    (True, True)
    >>> contains_fact("增长17.2%", ["7.2%"]), contains_fact("提高7.2个百分点", ["7.2%"])
    (False, False)
    """
    plain = canonical(text)
    return any(_pattern(fact).search(plain) is not None for fact in alternatives)


@lru_cache(maxsize=4096)
def _pattern(fact: str) -> re.Pattern[str]:
    plain = canonical(fact)
    if not plain:
        raise ValueError("an empty fact is in every answer")
    before = r"(?<!\d)(?<!\d\.)" if plain[0].isdigit() else ""
    after = r"(?!\d)(?!\.\d)" if plain[-1].isdigit() else ""
    return re.compile(before + re.escape(plain) + after)


def holds_all(text: str, facts: Iterable[Iterable[str]]) -> bool:
    """Whether `text` holds one alternative of every fact.

    >>> holds_all("2025年达到1000亿元，年均增长30%", [["1000亿元"], ["30%", "三成"]])
    True
    """
    return all(contains_fact(text, alternatives) for alternatives in facts)


def normalise(text: str) -> str:
    """NFKC, no white space, case folded; numbers as they are written.

    >>> normalise("７.２ ％ of GDP")
    '7.2%ofgdp'
    """
    return _SPACE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def contains_gold(text: str, answers: Iterable[str]) -> bool:
    """Whether `text` holds any gold answer of a reading set as a substring, compared `normalise`d.

    >>> contains_gold("成立于 1998 年", ["1998年", "九八年"])
    True
    """
    plain = normalise(text)
    return any(gold in plain for gold in map(normalise, answers) if gold)
