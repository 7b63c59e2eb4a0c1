"""Words that say the same in this field: synonyms, abbreviations, English terms. Kept as data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from rag.text import fold

LONGEST_TERM = 6  # English words in a term of the glossary

_ENGLISH_WORD = re.compile(r"[a-z0-9][a-z0-9'’./-]*")
_ENDINGS = ("'s", "s", "es")  # of possessives and plurals


def rows(name: str) -> Iterator[str]:
    """Lines of a data file without comments and blank ones."""
    text = (files("rag") / "data" / name).read_text(encoding="utf-8")
    lines = (line.split("#")[0].rstrip() for line in text.splitlines())
    return (line for line in lines if line)


@lru_cache(maxsize=1)
def _groups() -> dict[str, tuple[str, ...]]:
    """word -> every word of its groups, itself first."""
    table: dict[str, set[str]] = {}
    for row in rows("synonyms.txt"):
        members = row.split()
        for member in members:
            table.setdefault(member, set()).update(members)
    return {word: (word, *sorted(others - {word})) for word, others in table.items()}


@lru_cache(maxsize=1)
def _glossary() -> dict[str, tuple[str, ...]]:
    """English term in lower case -> Chinese words."""
    pairs = (row.split("\t") for row in rows("glossary.tsv"))
    return {english: tuple(chinese.split()) for english, chinese in pairs}


@lru_cache(maxsize=1)
def _light_words() -> frozenset[str]:
    return frozenset(word for row in rows("light_words.txt") for word in row.split())


def is_light(word: str) -> bool:
    """Whether `word` says how something is asked rather than what."""
    return word in _light_words()


def is_term(text: str) -> bool:
    """Whether `text` is a word that has synonyms here."""
    return text in _groups()


def variants(word: str) -> tuple[str, ...]:
    """The word itself first, then the words that may stand for it.

    >>> "比重" in variants("占比")
    True
    """
    return _groups().get(word, (word,))


def translate(text: str) -> tuple[str, ...]:
    """Chinese words for the English terms in `text`, longest term first; () for Chinese text.

    >>> translate("贵州软件业")
    ()
    """
    tokens = _ENGLISH_WORD.findall(fold(text).replace("’", "'"))
    out: dict[str, None] = {}
    at = 0
    while at < len(tokens):
        size, chinese = _longest_term(tokens[at : at + LONGEST_TERM])
        out |= dict.fromkeys(chinese)
        at += size
    return tuple(out)


def _longest_term(tokens: list[str]) -> tuple[int, tuple[str, ...]]:
    """Length and Chinese of the longest term that `tokens` begin with; (1, ()) without one."""
    for size in range(len(tokens), 0, -1):
        if chinese := _looked_up(tokens[:size]):
            return size, chinese
    return 1, ()


def _looked_up(tokens: list[str]) -> tuple[str, ...]:
    """Chinese for a run of English tokens, if need be without the last one's plural ending."""
    phrase = " ".join(t.strip(".") for t in tokens)
    stems = (phrase, *(phrase.removesuffix(e) for e in _ENDINGS if phrase.endswith(e)))
    return next((_glossary()[stem] for stem in stems if stem in _glossary()), ())
