"""Names that a pronoun may stand for: bodies, people, documents."""

from __future__ import annotations

from rag.dialogue.vocabulary import listed, relational
from rag.patterns import regex
from rag.places import find_places
from rag.words import PERSON_TAGS, PROPER_TAGS, in_dictionary, words

_WORK = regex(r"《[^》]{2,60}》")
_BODY = regex(
    r"(?:[一-鿿A-Za-z（）()]{2,24}?)(?:公司|集团|科技|大学|学院|医院|协会|委员会|研究院|银行|中心)"
)
_IN_NAME = ("n", "j", "g", "l", "eng", "f", "q", "b", "i", "z", "vn")
_UNITS = frozenset(
    ("pb", "eflops", "gbps", "gdp", "kw", "mw", "tb", "pue", "app", "ceo", "cto", "cfo")
)
_FUNCTION = frozenset(  # 要防, 这套 and 投了 are in no dictionary, and no names
    "要想将会能可应该得被把给对为在有是不没还再就才都也又去来做办用拿从由各另哪几这那此其它他她了着过个的地之"
)
_NAME = PROPER_TAGS | {"eng"}


def works(text: str) -> tuple[str, ...]:
    """Titles in 《》, in order."""
    return tuple(dict.fromkeys(_WORK.findall(text)))


def bodies(text: str) -> tuple[str, ...]:
    """Names of companies, schools and the like, in order."""
    found: list[str] = []
    run = ""
    longest = ""
    for word in words(text):
        if word.tag.startswith(_IN_NAME) or (run and word.text in listed("inner")):
            run += text[word.span.start : word.span.end]
        elif word.text in "（）()" and run:
            run += word.text
        else:
            run, longest, found = "", "", [*found, longest]
        if run and _BODY.fullmatch(run) and run not in listed("head:thing"):
            longest = run
    return tuple(dict.fromkeys(name for name in (*found, longest) if name))


def people(text: str) -> tuple[str, ...]:
    """Names of people, in order."""
    return tuple(
        dict.fromkeys(w.text for w in words(text) if w.tag in PERSON_TAGS and len(w.text) > 1)
    )


def is_name(text: str) -> bool:
    """Whether a noun phrase names one particular body, person or work, as far as its words tell."""
    return bool(bodies(text)) or is_proper(text)


def is_proper(text: str) -> bool:
    """The same by quotation marks and the tags of its words alone: 数据中心 is no name."""
    if "《" in text or "“" in text:
        return True
    plain = (*_UNITS, *listed("verb"))
    found = (w for w in words(text) if len(w.text) > 1 or text[w.span.end :][:1] != "了")
    return any(w.tag in _NAME and w.text not in plain for w in found)  # <布>了几处 is nobody


def opens_with_stranger(text: str) -> bool:
    """Whether the first word is a name that no dictionary has: <满帮>要搬到哪里去."""
    first = words(text)[0].text if text else ""
    named = len(first) > 1 and not _FUNCTION.intersection(first)
    return named and not in_dictionary(first) and is_stranger(first)


def is_stranger(text: str) -> bool:
    """Whether a few characters name somebody, known or not: 满帮 is in no dictionary.

    >>> is_stranger("满帮"), is_stranger("东江"), is_stranger("出租车"), is_stranger("贵阳")
    (True, True, False, False)
    """
    if relational(text.lower()) or find_places(text):
        return False
    found = words(text)
    if any(w.tag[0] in "mtr" for w in found):
        return False
    unknown = any(len(w.text) > 1 and not in_dictionary(w.text) for w in found)
    return is_name(text) or unknown or [w.tag for w in found] == ["ns"]
