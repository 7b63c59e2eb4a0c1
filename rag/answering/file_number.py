"""The document that a question names by its number: 国发〔2022〕2号文件.

A plan of another year or place may have a value of just the words that are asked about. Where a
document found is titled by the number, only those that name it can tell what it says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.patterns import regex
from rag.question import Question
from rag.text import squeeze
from rag.types import Hit

_NUMBER = regex(
    r"(?P<by>[\u4e00-\u9fff]发)(?:[〔\[【(（](?P<year>\d{4})[〕\]】)）])?(?P<number>\d{1,3})号"
)


def of_the_file(question: Question, hits: Sequence[Hit]) -> Sequence[Hit]:
    """The hits of documents that name the number asked for, if one is titled by it; else all."""
    asked = _NUMBER.search(squeeze(question.text))
    if asked is None or not any(_names(asked, hit.document.title) for hit in hits):
        return hits
    return [hit for hit in hits if _names(asked, hit.document.text)]


def _names(asked: re.Match[str], text: str) -> bool:
    """Whether a text names the number, with the same year or without one: 新国发2号文件."""
    key = (asked["by"], asked["number"])
    years = [year for by, year, number in _numbers(text) if (by, number) == key]
    return any(not (year and asked["year"]) or year == asked["year"] for year in years)


@lru_cache(maxsize=256)
def _numbers(text: str) -> tuple[tuple[str, str, str], ...]:
    return tuple((m["by"], m["year"] or "", m["number"]) for m in _NUMBER.finditer(squeeze(text)))
