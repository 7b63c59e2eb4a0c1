"""Words with part-of-speech tags, and which of them carry content.

Segmentation serves question analysis and sentence choice only; the lexical index uses n-grams, so
an unlucky cut never hides a passage.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.lexicon import is_light, is_term
from rag.text import fold, whole
from rag.types import Span

MOST_PARTS = 6  # words that a term of the field may be cut into

# jieba's tags of function words: particles, prepositions, conjunctions, adverbs, pronouns, ...
_LIGHT_TAGS = frozenset((
    "x", "uj", "ul", "ud", "ug", "uv", "uz", "u", "p", "c", "d", "r", "y", "e", "o", "k", "h", "zg",
    "q", "f",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands in the folded text. `tag` is jieba's part-of-speech tag."""

    text: str
    tag: str
    span: Span

    @property
    def content(self) -> bool:
        """Whether the word says what is asked about, rather than how it is asked."""
        if is_light(self.text) or not any(c.isalnum() for c in self.text):
            return False
        figure = self.tag.startswith("m") and self.text.isascii()
        return figure or self.tag not in _LIGHT_TAGS


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[Word, ...]:
    """Words of `text` in order, folded; their spans tile the text."""
    import rjieba  # ~0.2 s to load its dictionary: only for processes that analyse questions

    out: list[Word] = []
    at = 0
    for word, tag in rjieba.tag(whole(fold(text))):
        out.append(Word(word, tag, Span(at, at + len(word))))
        at += len(word)
    return tuple(out)


def terms_joined(found: Sequence[Word]) -> tuple[Word, ...]:
    """Neighbours that form a term of the field become one word, the longest first.

    The dictionary cuts 软件和信息技术服务业 to pieces; its synonyms are those of the whole.
    """
    out: list[Word] = []
    at = 0
    while at < len(found):
        run = _longest_term(found[at : at + MOST_PARTS])
        out.append(Word(_text(run), run[-1].tag, Span(run[0].span.start, run[-1].span.end)))
        at += len(run)
    return tuple(out)


def _longest_term(run: Sequence[Word]) -> Sequence[Word]:
    """The longest beginning of `run` that is a term, or its first word."""
    for size in range(len(run), 1, -1):
        if is_term(_text(run[:size])):
            return run[:size]
    return run[:1]


def _text(run: Sequence[Word]) -> str:
    return "".join(word.text for word in run)
