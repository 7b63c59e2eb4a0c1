"""Words that say the same in this field: synonyms, abbreviations, English terms. Kept as data."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

from rag.text import fold


@lru_cache(maxsize=1)
def _groups() -> dict[str, tuple[str, ...]]:
    """word -> every word of its groups, itself included."""
    table: dict[str, set[str]] = {}
    text = (files("rag") / "data" / "synonyms.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        members = line.split("#")[0].split()
        for member in members:
            table.setdefault(member, set()).update(members)
    return {
        word: tuple(sorted(others, key=lambda o: (o != word, o))) for word, others in table.items()
    }


def is_term(text: str) -> bool:
    """Whether `text` is a word that has synonyms here."""
    return text in _groups()


def variants(word: str) -> tuple[str, ...]:
    """The word itself first, then the words that may stand for it.

    >>> "比重" in variants("占比")
    True
    """
    return _groups().get(word, (word,))


@lru_cache(maxsize=1)
def _glossary() -> dict[str, tuple[str, ...]]:
    """English term in lower case -> Chinese words."""
    path = files("rag") / "data" / "glossary.tsv"
    table: dict[str, tuple[str, ...]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            english, chinese = line.split("\t")[:2]
            table[english.strip()] = tuple(chinese.split())
    return table


def translate(text: str) -> tuple[str, ...]:
    """Chinese words for the English terms in `text`, longest term first; () for Chinese text.

    >>> translate("贵州软件业")
    ()
    """
    tokens = re.findall(r"[a-z0-9][a-z0-9'’./-]*", fold(text).replace("’", "'"))
    out: list[str] = []
    at = 0
    while at < len(tokens):
        for size in range(min(6, len(tokens) - at), 0, -1):
            if found := _lookup(tokens[at : at + size]):
                out.extend(w for w in found if w not in out)
                at += size
                break
        else:
            at += 1
    return tuple(out)


def _lookup(tokens: list[str]) -> tuple[str, ...]:
    """Chinese for a run of English tokens, with the last one's plural or possessive taken off."""
    table = _glossary()
    phrase = " ".join(t.strip(".") for t in tokens)
    for ending in ("", "'s", "s", "es"):
        if phrase.endswith(ending):
            found = table.get(phrase.removesuffix(ending) if ending else phrase)
            if found:
                return found
    return ()
