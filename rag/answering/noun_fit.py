"""Whether a document ever says the nouns that tell what an amount is of, as in 奶酪行业的规模.

A figure of the milk powder trade, of the tax office or of another developer stands in a sentence of
just the words that are asked about, but for one: the noun that tells it from its like. A document
that never says that noun, nor a word for it or a part of it, tells nothing of what it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from rag.answering.candidates import whole
from rag.answering.coverage import covered, word_covered
from rag.identity import Same
from rag.lexicon import is_general, is_light
from rag.patterns import regex
from rag.places import find_places
from rag.question import Question
from rag.types import Document
from rag.words import Word, in_dictionary

_NOUNS: Final = ("n", "j", "l", "g", "x")  # tags of nouns and of unknown words
# Asks what is meant, not for what it ends with: 请解释“智改数转”一词.
_REQUEST: Final = regex(r"请|解释|介绍|说[说明下]|讲[讲解]|谈谈")
_STOPS: Final = " ?？。!！"
_ACTS: Final = ("vn", "an")  # 融资, 困难
_NAMES: Final = ("nr", "ns")  # which have rules of their own
_ABBREVIATION: Final = "j"
_POINTING: Final = "那这哪全我本该各某另"  # glued to nouns by the dictionary: 那宗地, 全省
_LOOSE: Final = "个天边件事能会可比跟与和把被又都"  # ends of wrong cuts: 哪|边人, 多少|天比
_KINDS: Final = (3, 2)  # characters that end a word and say of which kind its bearer is
_APART: Final = 3  # characters between those of an abbreviation, where it is written out


def nouns_fit(question: Question, document: Document) -> bool:
    """Whether the document has every noun that tells of whom or what the asked amount is."""
    return all(
        noun_met(n, whole(Same(document)))
        for n in telling_nouns(question)
        if n not in _counted(question)
    )


def counted_fit(question: Question, document: Document) -> bool:
    """Whether the document has the noun whose amount is asked for: 占地面积有多大, 女性占几成.

    Or which is all that is typed into a search box: 新区人口.
    """
    return all(noun_met(n, whole(Same(document))) for n in _counted(question))


@lru_cache(maxsize=256)
def telling_nouns(question: Question) -> tuple[Word, ...]:
    """The nouns of the run of words that is asked about, and those the question opens with.

    The last of several of an opening run is left out: those before it tell what it is.

    >>> from rag.question import analyse
    >>> [w.text for w in telling_nouns(analyse("2022年全球奶酪行业市场规模是多少？"))]
    ['奶酪', '行业', '市场']
    >>> [w.text for w in telling_nouns(analyse("富力地产截至6月末逾期多少？"))]
    ['富力', '地产']
    """
    if question.lang != "zh" or question.kind != "number":
        return ()
    return tuple(dict.fromkeys(w for w in _in_runs(question) if _is_telling(w)))


@lru_cache(maxsize=256)
def _counted(question: Question) -> tuple[Word, ...]:
    if question.kind == "other" and not question.asked:
        return _typed_last(question)
    return tuple(w for w in telling_nouns(question) if w in question.asked[-1:])


def _typed_last(question: Question) -> tuple[Word, ...]:
    """The noun that ends what is no sentence, as typed into a search box."""
    if not question.words or _REQUEST.search(question.text):
        return ()
    last = question.words[-1]
    behind = question.core[last.span.end :].strip(_STOPS)
    ends = not behind or is_light(behind)
    return (last,) if ends and (last.tag in _ACTS or _is_telling(last)) else ()


def _in_runs(question: Question) -> Iterator[Word]:
    for i, run in enumerate(_runs(question)):
        asked = [at for at, word in enumerate(run) if word in question.asked]
        if asked:
            yield from run[: asked[-1] + 1]
        elif i == 0:
            yield from run[:-1] or run


def _runs(question: Question) -> list[list[Word]]:
    """Its content words, those together that stand without a gap."""
    runs: list[list[Word]] = []
    for word in question.words:
        if runs and runs[-1][-1].span.end == word.span.start:
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs


def _is_telling(word: Word) -> bool:
    noun = word.tag.startswith(_NOUNS) and not word.tag.startswith(_NAMES)
    general = is_general(word.text) or word.text[0] in _POINTING or find_places(word.text)
    return noun and len(word.text) > 1 and not general and not _is_cut_wrong(word.text)


def _is_cut_wrong(text: str) -> bool:
    """Whether no dictionary has it, and it begins or ends with what no noun does."""
    return not in_dictionary(text) and (text[0] in _LOOSE or text[-1] in _LOOSE)


def noun_met(word: Word, text: str) -> bool:
    """Whether the text has the noun, a word for it, or the part of it that is not general.

    >>> from rag.words import words
    >>> [noun_met(words("兴业银行")[0], text) for text in ("该银行", "兴业", "兴行")]
    [False, True, True]
    """
    if word_covered(word, text) == 1:
        return True
    for size in _KINDS:
        head, kind = word.text[:-size], word.text[-size:]
        if len(head) > 1 and is_general(kind):  # 监管部门 is met by no 部门; 农业银行 is by 农行
            return covered(head, text) > 0 or head[0] + kind[-1] in text
    if word_covered(word, text) > 0 and _part_met(word.text, text):
        return True
    if word.tag != _ABBREVIATION:
        return False
    return re.search(f".{{0,{_APART}}}".join(map(re.escape, word.text)), text) is not None


def _part_met(word: str, text: str) -> bool:
    """Whether a part that makes a word stands in the text by itself, not in one like it.

    >>> [_part_met("年利率", text) for text in ("毛利率为8%", "利率为8%")]
    [False, True]
    >>> _part_met("失业率", "就业率为8%"), _part_met("新能源车", "新能源产业")
    (False, True)
    """
    parts = {word[i:j] for i in range(len(word)) for j in range(i + 2, len(word) + 1)}
    return any(
        in_dictionary(part) and not (at and in_dictionary(text[at - 1 : at + len(part)]))
        for part in parts
        for at in (m.start() for m in re.finditer(re.escape(part), text))
    )
