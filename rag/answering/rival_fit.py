"""Whether a sentence tells of another of its kind than the one asked about, and not of that one.

Asked of 梅罗油田, what is told of 布济乌斯油田 is no answer; asked what 胡锡进 holds, nor is what
武超则 says. The document may well name both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from rag.answering.coverage import word_covered
from rag.lexicon import is_general
from rag.patterns import regex
from rag.question import Question
from rag.text import fold
from rag.words import PERSON_TAGS, PROPER_TAGS, Word, in_dictionary, words

_NAMES: Final = PROPER_TAGS | {"ns"}
_TITLED: Final = regex(r"[一-鿿](?:先生|女士|某|大爷|阿姨)")
_MODEL: Final = regex(r"(?<![a-z])(?P<line>[a-z]{3,}) ?(?P<model>\d{1,2}|[a-z])(?![a-z\d])")
_SAYS: Final = regex(r"(?:[一-鿿]{2,4})(?:认为|表示|指出|觉得|坦言|建议|说)")


def rival_fits(question: Question, text: str, near: str) -> bool:
    """Whether squeezed `text` has no rival of a name asked about that stands nowhere `near` it.

    >>> from rag.question import analyse
    >>> asked = analyse("巴西梅罗油田的总经理是谁？")
    >>> told = "布济乌斯油田总经理马西奥"
    >>> rival_fits(asked, told, told), rival_fits(asked, told, "梅罗油田投产," + told)
    (False, True)
    >>> asked = analyse("胡锡进觉得现在相当于哪一年？")
    >>> [rival_fits(asked, t, t) for t in ("武超则认为更像2012年", "更像2012年")]
    [False, True]
    """
    return not any(
        kind in text and not word_covered(name, near) and _is_borne(kind, text)
        for name, kind in _asked(question)
    ) and not (_other_says(question, text, near) or _other_model(question, text))


@lru_cache(maxsize=256)
def _asked(question: Question) -> tuple[tuple[Word, str], ...]:
    """(name, the noun behind it that says of which kind its bearer is)."""
    return tuple(
        (name, noun.text)
        for name, noun in pairwise(question.words)
        if name.tag in PROPER_TAGS and name.span.end == noun.span.start and _is_kind(noun)
    )


def _is_kind(word: Word) -> bool:
    noun = word.tag == "n" and len(word.text) > 1 and in_dictionary(word.text)
    return noun and not is_general(word.text)


def _is_borne(kind: str, text: str) -> bool:
    """Whether a name stands before the noun, or a word that no dictionary has."""
    return any(noun.text == kind and _is_name(name) for name, noun in pairwise(words(text)))


def _is_name(word: Word) -> bool:
    unknown = word.content and word.text.isalpha() and not in_dictionary(word.text)
    return len(word.text) > 1 and (word.tag in _NAMES or unknown)


def _other_says(question: Question, text: str, near: str) -> bool:
    """Whether a person says it or is called by a surname, and none of those asked about."""
    things = {name.text for name, _ in _asked(question)}
    asked = [name for name in _persons(question.words) if name not in things]
    if not asked or any(name in near for name in asked):
        return False
    titled = any(_TITLED.fullmatch(name) for name in asked) and _TITLED.search(text)
    return bool(titled) or any(_persons(words(match[0])) for match in _SAYS.finditer(text))


def _other_model(question: Question, text: str) -> bool:
    """Whether it is told of Model S, and nothing of the Model Y asked about."""
    models = {(m["line"], m["model"]) for m in _MODEL.finditer(fold(question.text))}
    return any(
        line + model not in text and re.search(rf"{line}(?:\d|[a-z](?![a-z]))", text)
        for line, model in models
    )


def _persons(found: Sequence[Word]) -> list[str]:
    return [w.text for w in found if w.tag in PERSON_TAGS and len(w.text) > 1]
