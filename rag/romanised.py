"""Chinese names written in Latin letters: Baishan is 白山 where the documents speak of 白山.

A spelling alone stands for many words (Yidu: 医渡, 一度, 易读). Which one is meant the documents
tell: only words that they hold are taken, names before common words. Readings are kept as data
(pinyin.tsv) and are loaded for English questions alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product

from rag.lexicon import rows
from rag.places import place_names

# Terms of the lexical index (characters and pairs of them) -> how many passages hold each.
Frequency = Callable[[Sequence[str]], Mapping[str, int]]

LONGEST_SYLLABLE = 6
MOST_SYLLABLES = 6
MOST_FOUND = 12  # Han words kept for one spelling
_VOWELS = frozenset("aeo")  # a syllable that begins so is set off by an apostrophe


@lru_cache(maxsize=1)
def _characters() -> dict[str, str]:
    """syllable -> the characters read so."""
    return dict(row.split("\t") for row in rows("pinyin.tsv"))


@lru_cache(maxsize=1)
def _places() -> dict[str, tuple[str, ...]]:
    """Spelling -> the places spelt so, as the gazetteer's short names."""
    readings: dict[str, list[str]] = {}
    for syllable, characters in _characters().items():
        for character in characters:
            readings.setdefault(character, []).append(syllable)
    found: dict[str, list[str]] = {}
    for name in place_names():
        if len(name) <= MOST_SYLLABLES and all(c in readings for c in name):
            for spelling in product(*(readings[c] for c in name)):
                found.setdefault("".join(spelling), []).append(name)
    return {spelling: tuple(names) for spelling, names in found.items()}


def syllables(spelling: str) -> tuple[tuple[str, ...], ...]:
    """Every way to cut letters into syllables; an apostrophe always cuts.

    >>> syllables("baishan"), syllables("gui'an"), syllables("cloud")
    ((('bai', 'shan'),), (('gui', 'an'),), ())
    """
    parts = [tuple(_cut(part)) for part in spelling.lower().replace("ü", "v").split("'")]
    whole = (tuple(s for piece in pieces for s in piece) for pieces in product(*parts))
    return tuple(cut for cut in whole if 0 < len(cut) <= MOST_SYLLABLES)


def _cut(letters: str) -> Iterator[tuple[str, ...]]:
    if not letters:
        yield ()
    for size in range(min(LONGEST_SYLLABLE, len(letters)), 0, -1):
        rest = letters[size:]
        # Yun'an has its apostrophe: without one a syllable takes its last consonant along.
        if letters[:size] in _characters() and not (
            rest[:1] in _VOWELS and letters[size - 1] in "ng"
        ):
            yield from ((letters[:size], *behind) for behind in _cut(rest))


def places_spelt(spelling: str) -> tuple[str, ...]:
    """Places of the gazetteer that a spelling may mean.

    >>> places_spelt("Huishui"), places_spelt("Shangri-La")
    (('惠水',), ())
    """
    return _places().get(spelling.lower().replace("'", ""), ())


def words_spelt(spelling: str, frequency: Frequency) -> tuple[str, ...]:
    """Han words of two characters and more that may be meant, all pairs of which are met.

    `frequency` is asked once for each pair of neighbouring syllables.
    """
    found: dict[str, int] = {}
    for cut in syllables(spelling):
        if len(cut) > 1:
            found |= _chains(cut, frequency)
    return tuple(sorted(found, key=lambda word: -found[word])[:MOST_FOUND])


def _chains(cut: Sequence[str], frequency: Frequency) -> dict[str, int]:
    """Words whose pairs are all met, each with the frequency of its rarest pair."""
    table = _characters()
    chains = dict.fromkeys(table[cut[0]], -1)
    for syllable in cut[1:]:
        pairs = [chain[-1] + c for chain in chains for c in table[syllable]]
        met = frequency(sorted(set(pairs)))
        chains = {
            chain + c: count if known < 0 else min(known, count)
            for chain, known in chains.items()
            for c in table[syllable]
            if (count := met[chain[-1] + c])
        }
        if not chains:
            return {}
    return chains
