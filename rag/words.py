"""Words with part-of-speech tags, and which of them carry content.

Segmentation serves question analysis and sentence choice only; the lexical index uses n-grams, so
an unlucky cut never hides a passage.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rag.lexicon import is_light, is_term, rows
from rag.patterns import regex
from rag.places import place_names
from rag.text import fold, whole
from rag.types import Span

FREQUENT = 500  # of a word that the dictionary lacks: a rare one is lost, 超算是 is cut 超|算是
MOST_PARTS = 6  # words that a term of the field may be cut into

# jieba's tags of function words: particles, prepositions, conjunctions, adverbs, pronouns, ...
_LIGHT_TAGS = frozenset((
    "x", "uj", "ul", "ud", "ug", "uv", "uz", "u", "p", "c", "d", "r", "y", "e", "o", "k", "h", "zg",
    "q", "f",
))  # fmt: skip
# Tags of names, and of words that no name is made of.
PERSON_TAGS = frozenset(("nr", "nrt", "nrfg"))
PROPER_TAGS = PERSON_TAGS | {"nz", "nt"}
_HEADED = "省市州县区镇"  # ends of places that are headed by a 长
_HEADS = frozenset(("长", "长是", "长叫"))  # the last two are wrong cuts
_A_YEAR = regex(r"(?:19|20)\d{2}")
_PREPOSITIONS = "据由被让把按给将"
_BEHIND = "是说在"
_MODAL = "要想将会"  # an unknown name swallows it: 满帮要|搬进
_COMMON = frozenset(("n", "v", "vn", "a", "b", "d", "m", "q", "l", "j", "an", "ad"))


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands in the folded text. `tag` is jieba's part-of-speech tag.

    `others` are further words it may be met by: of a translation, those that were not chosen.
    """

    text: str
    tag: str
    span: Span
    others: tuple[str, ...] = ()

    @property
    def content(self) -> bool:
        """Whether the word says what is asked about, rather than how it is asked."""
        if is_light(self.text) or not any(c.isalnum() for c in self.text):
            return False
        figure = self.tag.startswith("m") and self.text.isascii()
        # A character that the dictionary lacks is mostly one of a name: 周鸿祎.
        unknown = self.tag == "x" and len(self.text) > 1 and not self.text.isascii()
        return figure or unknown or self.tag not in _LIGHT_TAGS


class _Segmenter(NamedTuple):
    """What is used of the segmenter."""

    tag: Callable[[str], list[tuple[str, str]]]
    has_word: Callable[[str], bool]


@lru_cache(maxsize=1)
def _segmenter() -> _Segmenter:
    """The segmenter, which knows the words of the field and the places of the gazetteer too.

    It is the one that its package makes when it is imported: another would load the dictionary, a
    tenth of a second, once more.
    """
    import rjieba  # only for processes that analyse questions

    for name in place_names():
        rjieba.add_word(name, None, "ns")
    for word, tag in _told().items():
        if not rjieba.has_word(word):  # those it knows get their tag in `words`
            rjieba.add_word(word, FREQUENT, tag)
    return _Segmenter(rjieba.tag, rjieba.has_word)


@lru_cache(maxsize=1)
def _told() -> dict[str, str]:
    """Words with the tags we give them; the segmenter keeps its own for those it knows."""
    return dict(row.split("\t") for row in rows("segments.tsv"))


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[Word, ...]:
    """Words of `text` in order, folded; their spans tile the text.

    >>> [w.text for w in words("贵安当初为何选大数据？")]
    ['贵安', '当初', '为何', '选', '大数据', '?']
    """
    out: list[Word] = []
    at = 0
    for found, tag in _with_heads(_segmenter().tag(whole(fold(text)))):
        for word, of in _unglued(found, tag):
            out.append(Word(word, _told().get(word, of), Span(at, at + len(word))))
            at += len(word)
    return tuple(out)


def _with_heads(found: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The words, with what is cut across their edges: 贵州|省长 (贵州省|长), 2021|年|产值 (年产值).

    >>> [w.text for w in words("贵阳市长叫什么")], [w.text for w in words("贵阳市长期发展")]
    (['贵阳', '市长', '叫', '什么'], ['贵阳市', '长期', '发展'])
    """
    out: list[tuple[str, str]] = []
    for word, tag in found:
        place, of = out[-1] if out else ("", "")
        if (
            _A_YEAR.fullmatch(place)
            and len(word) > 2
            and word[0] == "年"
            and in_dictionary(word[1:])
        ):
            out.append(("年", "m"))  # 2021|年产值 is the 产值 of 2021
            word = word[1:]
        elif word in _HEADS and of == "ns" and len(place) > 2 and place[-1] in _HEADED:
            out[-1:] = [(place[:-1], of), (place[-1] + word[0], "n")]
            word, tag = word[1:], "v"
        if word:
            out.append((word, tag))
    return out


def _unglued(word: str, tag: str) -> tuple[tuple[str, str], ...]:
    """A name without the preposition or verb it was cut with: 据|夏林茂, 夏林茂|是, 满帮|要.

    >>> [w.text for w in words("由方倩倩担任")], [w.text for w in words("夏林茂介绍")]
    (['由', '方倩倩', '担任'], ['夏林茂', '介绍'])
    >>> [w.text for w in words("李悲鸿是怎么起步的")][:3]
    ['李悲鸿', '是', '怎么']
    """
    glued = tag in PERSON_TAGS and len(word) > 3
    if glued and word[0] in _PREPOSITIONS:
        return ((word[0], "p"), (word[1:], tag))
    if glued and word[-1] in _BEHIND:
        return ((word[:-1], tag), (word[-1], "v"))
    if len(word) > 2 and word[-1] in _MODAL and not in_dictionary(word):
        return ((word[:-1], tag), (word[-1], "v"))
    return ((word, tag),)


def in_dictionary(word: str) -> bool:
    """Whether the segmenter knows `word`, folded, as one word."""
    return _segmenter().has_word(word)


@lru_cache(maxsize=4096)
def is_common(text: str) -> bool:
    """Whether `text` is a word of the language, or several with a noun of the field among them.

    >>> [is_common(t) for t in ("浪潮", "数据标注", "瓴泓", "满帮", "白山云", "华为")]
    [True, True, False, False, False, False]
    """
    found = words(text)
    if len(found) == 1:
        return found[0].tag not in PROPER_TAGS and in_dictionary(found[0].text)
    return all(w.tag in _COMMON for w in found)


def terms_joined(found: Sequence[Word]) -> tuple[Word, ...]:
    """Neighbours that form a term of the field become one word, the longest first.

    The dictionary cuts 软件和信息技术服务业 to pieces; its synonyms are those of the whole.
    """
    out: list[Word] = []
    at = 0
    while at < len(found):
        run = _longest_term(found[at : at + MOST_PARTS])
        out.append(Word(_text(run), _tag(run), Span(run[0].span.start, run[-1].span.end)))
        at += len(run)
    return tuple(out)


def _longest_term(run: Sequence[Word]) -> Sequence[Word]:
    """The longest beginning of `run` that is a term, or its first word."""
    for size in range(len(run), 1, -1):
        if is_term(_text(run[:size])):
            return run[:size]
    return run[:1]


def _tag(run: Sequence[Word]) -> str:
    """The last tag that is no particle's: 涨了 is a verb."""
    return next((w.tag for w in reversed(run) if w.tag not in _LIGHT_TAGS), run[-1].tag)


def _text(run: Sequence[Word]) -> str:
    return "".join(word.text for word in run)
