"""Words that say the same in this field: synonyms, abbreviations, English terms. Kept as data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from rag.patterns import regex
from rag.text import fold
from rag.types import Span

LONGEST_TERM = 7  # English words in a term of the glossary

_ENGLISH_WORD = regex(r"[a-z0-9]+(?:['’.][a-z0-9]+)*")
_POSSESSIVE = regex(r"['’]s$")
_SPELT = {"centre": "center", "centres": "centers", "programme": "program", "labour": "labor"}
_SPELT |= {"fibre": "fiber", "metre": "meter", "labelling": "labeling", "licence": "license"}
# Endings, and what stands for them in the word as a dictionary has it.
_ENDINGS = (
    ("ies", "y"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", ""), ("d", ""), ("ing", ""),
    ("ing", "e"),
)  # fmt: skip
SHORTEST_STEM = 3  # characters
_LIKE_ENDINGS = frozenset(("ss", "us", "is"))  # of words that are no plurals


@dataclass(frozen=True, slots=True)
class Gloss:
    """An English term, where it stands, and the Chinese words for it; none where it is unknown."""

    span: Span
    chinese: tuple[str, ...]
    name: bool = False  # of one particular body, person, programme or thing


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
def _glossary() -> dict[str, tuple[tuple[str, ...], bool]]:
    """English term as `_tokens` has it -> Chinese words, and whether it is a name."""
    table = {}
    for file, name in (("glossary.tsv", False), ("names.tsv", True)):
        for row in rows(file):
            english, chinese = row.split("\t")
            table[" ".join(_plain(m[0]) for m in _tokens(english))] = (tuple(chinese.split()), name)
    return table


@lru_cache(maxsize=1)
def _light_words() -> frozenset[str]:
    return frozenset(word for row in rows("light_words.txt") for word in row.split())


@lru_cache(maxsize=1)
def _general_nouns() -> frozenset[str]:
    return frozenset(word for row in rows("general_nouns.txt") for word in row.split())


def is_general(noun: str) -> bool:
    """Whether a statement may leave `noun` out for all that a question says it: 金额, 通报."""
    return noun in _general_nouns()


def is_light(word: str) -> bool:
    """Whether `word` says how something is asked rather than what."""
    return word in _light_words()


@lru_cache(maxsize=1)
def _colloquial() -> dict[str, tuple[str, ...]]:
    """What people say -> what documents write for it."""
    pairs = (row.split("\t") for row in rows("colloquial.tsv"))
    return {said: tuple(written.split()) for said, written in pairs}


def is_term(text: str) -> bool:
    """Whether `text` is a word that others may stand for."""
    return text in _groups() or text in _colloquial()


def variants(word: str) -> tuple[str, ...]:
    """The word itself first, then the words that may stand for it.

    >>> "比重" in variants("占比")
    True
    """
    return _groups().get(word, (word,))


def colloquial(word: str) -> tuple[str, ...]:
    """What documents write for a spoken word; () for a word that they write themselves.

    >>> colloquial("老总"), colloquial("总经理")
    (('总经理', '董事长', '总裁', '负责人'), ())
    """
    return _colloquial().get(word, ())


@lru_cache(maxsize=4096)
def written_for(word: str) -> tuple[str, ...]:
    """All that a question's word may be met by: itself, its variants, what is written for it."""
    return tuple(dict.fromkeys((*variants(word), *colloquial(word))))


def translate(text: str) -> tuple[str, ...]:
    """Chinese words for the English terms in `text`, longest term first; () for Chinese text.

    >>> translate("贵州软件业")
    ()
    """
    return tuple(dict.fromkeys(word for gloss in glosses(text) for word in gloss.chinese))


@lru_cache(maxsize=1)
def function_words() -> frozenset[str]:
    """English words that say how something is asked or joined."""
    return frozenset(word for row in rows("function_words.txt") for word in row.split())


def without_function_words(text: str) -> str:
    """The text without the English words that every English text holds.

    >>> without_function_words("When was the hub of 贵州 built?")
    'hub 贵州 built?'
    """
    return " ".join(w for w in text.split() if w.lower().strip("?,.;:") not in function_words())


def glosses(text: str) -> tuple[Gloss, ...]:
    """The English words of `text` in order, those that make a term of the glossary together.

    >>> [(g.span.of("Data centres' racks"), g.chinese[0]) for g in glosses("Data centres' racks")]
    [('Data centres', '数据中心'), ('racks', '机架')]
    """
    tokens = list(_tokens(text))
    plain = [_plain(m[0]) for m in tokens]
    out: list[Gloss] = []
    at = 0
    while at < len(tokens):
        size, (chinese, name) = _longest_term(plain[at : at + LONGEST_TERM])
        span = Span(tokens[at].start(), tokens[at + size - 1].end())
        out.append(Gloss(span, chinese, name))
        at += size
    return tuple(out)


def _tokens(text: str) -> Iterator[re.Match[str]]:
    return _ENGLISH_WORD.finditer(fold(text))


def _plain(token: str) -> str:
    """A word without possessive, apostrophes and full stops, in American spelling."""
    word = _POSSESSIVE.sub("", token).replace("'", "").replace("’", "").replace(".", "")
    return _SPELT.get(word, word.replace("isation", "ization"))


def _longest_term(tokens: Sequence[str]) -> tuple[int, tuple[tuple[str, ...], bool]]:
    """Length, Chinese and kind of the longest term that `tokens` begin with; 1 without one."""
    table = _glossary()
    for size in range(len(tokens), 0, -1):
        for phrase in _phrases(tokens[:size]):
            if phrase in table:
                return size, table[phrase]
    return 1, ((), False)


def _phrases(tokens: Sequence[str]) -> Iterator[str]:
    """The words as they stand, then the last, then the first without its ending."""
    yield " ".join(tokens)
    *before, last = tokens
    for stem in _stems(last):
        yield " ".join((*before, stem))
    first, *behind = tokens
    if behind:
        for stem in _stems(first):
            yield " ".join((stem, *behind))


def _stems(token: str) -> Iterator[str]:
    """A word without an ending that it may have: counties, reached, planned, moving."""
    if token[-2:] in _LIKE_ENDINGS:
        return
    for ending, instead in _ENDINGS:
        stem = token.removesuffix(ending) + instead
        if token.endswith(ending) and len(stem) >= SHORTEST_STEM:
            yield stem
            if ending in ("ed", "ing") and stem[-1:] == stem[-2:-1]:
                yield stem[:-1]
