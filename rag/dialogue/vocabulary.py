"""The words by which questions lean on earlier ones, kept as data (dialogue.tsv)."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files


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
    """Words of a class, or of all classes that begin with `name` when it ends in a colon."""
    if not name.endswith(":"):
        return _classes()[name]
    found = {w for key, words in _classes().items() if key.startswith(name) for w in words}
    return tuple(sorted(found, key=lambda x: (-len(x), x)))


@lru_cache(maxsize=32)
def any_of(name: str) -> str:
    """A non-capturing group that matches one word of `listed(name)`."""
    return f"(?:{'|'.join(map(re.escape, listed(name)))})"


@lru_cache(maxsize=4096)
def class_of(prefix: str, word: str) -> str | None:
    """The class below `prefix` ("of:", "head:") that holds `word`: "number", "person", ..."""
    for name, words in _classes().items():
        if name.startswith(prefix) and word in words:
            return name.removeprefix(prefix)
    return None
