"""Whether a sentence stands under the label that was asked about, or under another one beside it.

What stands in 二、云上鲲鹏 or behind （4）软件外包： speaks of that, without naming it again.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Final

from rag.answering.candidates import Window
from rag.answering.coverage import covered, word_covered
from rag.brackets import without_brackets
from rag.identity import Same
from rag.lexicon import is_general
from rag.patterns import regex
from rag.places import find_places
from rag.question import VALUES, Question
from rag.text import squeeze
from rag.types import Document, Span

SHORTEST: Final = 3  # characters of a label that names one thing
LONGEST: Final = 14

_OPEN: Final = frozenset(("why", "how", "definition", "list"))
_SET_OUT: Final = frozenset(("numbered", "ordinal", "bullet"))
_NUMBER: Final = regex(
    r"^[(]?[\d一二三四五六七八九十]{1,3}[).、]|^第[\d一二三四五六七八九十]{1,3}[^,，:]{0,2}[:、]"
)
_LABEL: Final = regex(r"[^:,。;]{2,24}:")

_ENTRY: Final = regex(r"[-●•·*]?(?:\d+[.、])?([^:,;。]{2,8}):[^:]+$")  # one label, one value
_NOUNS: Final = ("n", "j", "l", "x")

# Labels beside each other, each with what stands under it.
Labels = tuple[tuple[str, Span], ...]


def label_fits(question: Question, window: Window) -> bool:
    """False where the question names a label, and the sentence stands under another beside it.

    A label that holds what is asked of the subject (二、目标) names no subject.
    """
    start = window.span.start
    for asked, labels in _asked(question, Same(window.document)):
        own = [name for name, span in labels if span.start <= start < span.end]
        if own and asked not in own:
            return asked in window.candidate.text
    return True


def entry_fits(question: Question, text: str, wide: str) -> bool:
    """Whether what an entry tells (成立时间：2015年) is told of something that is asked about.

    An entry does not name its subject, which what stands around it does. One of the question's
    nouns must be met there, or at least what it is called by: 交易所.
    """
    entry = _ENTRY.match(text)
    if entry is None or question.lang != "zh" or question.kind not in VALUES:
        return True
    nouns = [
        w
        for w in question.words
        if w.tag.startswith(_NOUNS) and len(w.text) > 1 and not is_general(w.text)
        and not find_places(w.text) and covered(w.text, entry[1]) < 1
    ]  # fmt: skip
    met = (w.text[-2:] in wide or word_covered(w, wide) == 1 for w in nouns)
    return not nouns or any(met)


@lru_cache(maxsize=512)
def _asked(question: Question, document: Same[Document]) -> tuple[tuple[str, Labels], ...]:
    """The label that the question names in a group, with the group: the only one it names there."""
    if question.kind in _OPEN:
        return ()
    said = squeeze(question.said)
    named = (([name for name, _ in labels if name in said], labels) for labels in _labels(document))
    return tuple(
        (names[0], labels)
        for names, labels in named
        if len(names) == 1 and _is_subject(names[0], question)
    )


def _is_subject(name: str, question: Question) -> bool:
    return not any(w.text in name or name in w.text for w in question.asked)


@lru_cache(maxsize=512)
def _labels(document: Same[Document]) -> tuple[Labels, ...]:
    """Groups of at least two labels: the headings below one heading, the items of one list."""
    groups = (tuple(group) for group in _groups(document.value))
    return tuple(group for group in groups if len(group) > 1)


def _groups(document: Document) -> Iterator[Iterator[tuple[str, Span]]]:
    sections = sorted(document.structure.sections, key=lambda s: s.path[:-1])
    for _, below in groupby(sections, key=lambda s: s.path[:-1]):
        yield ((name, s.span) for s in below if (name := _name(s.title)))
    for listed in document.structure.enumerations:
        if listed.kind in _SET_OUT:
            labelled = ((_LABEL.match(squeeze(i.of(document.text))), i) for i in listed.items)
            yield ((name, i) for label, i in labelled if label and (name := _name(label[0])))


def _name(title: str) -> str:
    """What a label names, folded; "" where it is too short or too long for a name."""
    name = without_brackets(_NUMBER.sub("", squeeze(title))).rstrip(":")
    return name if SHORTEST <= len(name) <= LONGEST else ""
