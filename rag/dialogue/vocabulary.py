"""The words by which questions lean on earlier ones, kept as data (dialogue.tsv)."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from rag.patterns import regex

ATTRIBUTE = 2  # characters at the end of a compound that make it an attribute: 业务收入
_MEASURE = "率额值量幅"  # what ends in one of these is an amount: 准确率, 销量


KINDS = ("number", "person", "date", "place", "other")


@lru_cache(maxsize=1)
def _classes() -> dict[str, tuple[str, ...]]:
    """Class -> its words, the longest first, so that alternations prefer the whole word."""
    table: dict[str, list[str]] = {}
    text = (files("rag") / "data" / "dialogue.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            name, words = line.split("\t")
            table.setdefault(name, []).extend(w.replace("_", " ") for w in words.split())
    return {name: tuple(sorted(set(w), key=lambda x: (-len(x), x))) for name, w in table.items()}


def listed(name: str) -> tuple[str, ...]:
    """Words of a class, longest first."""
    return _classes()[name]


@lru_cache(maxsize=32)
def any_of(name: str) -> str:
    """A non-capturing group that matches one word of `listed(name)`."""
    return f"(?:{'|'.join(map(re.escape, listed(name)))})"


_COUNT = regex(r"(?:企业|公司|单位|机构|用户|员工|客户|机架|服务器|专利|门店|产品|项目)数$")


@lru_cache(maxsize=4096)
def attribute_kind(word: str) -> str | None:
    """What an attribute is: "number", "person", "date", "place", "other"; None for other words.

    >>> attribute_kind("业务收入"), attribute_kind("董事长"), attribute_kind("数据中心")
    ('number', 'person', None)
    """
    for name, words in _classes().items():
        if name.startswith("of:") and word in words:
            return name.removeprefix("of:")
    compound = len(word) > ATTRIBUTE and word[-ATTRIBUTE:] in listed("of:number")
    measured = len(word) > 1 and word[-1] in _MEASURE
    return "number" if compound or measured or _COUNT.fullmatch(word) else None


def relational(word: str) -> bool:
    """Whether a noun says nothing without the thing it belongs to."""
    return attribute_kind(word) is not None


def head_of(text: str) -> str:
    """The attribute a noun phrase ends in, however it is cut into words; "" without one.

    >>> head_of("省外业务占比"), head_of("数据中心")
    ('占比', '')
    """
    found = (text[at:] for at in range(len(text) - 1) if relational(text[at:]))
    known = ("rate", "status", *(f"of:{kind}" for kind in KINDS))
    exact = [t for t in found if any(t in listed(name) for name in known)]
    if not exact and (counted := _COUNT.search(text)):
        return counted[0]
    if exact or not relational(text[-ATTRIBUTE:]):
        return exact[0] if exact else ""
    return text if len(text) == ATTRIBUTE + 1 and text[-1] in _MEASURE else text[-ATTRIBUTE:]
