"""Passages as a language model sees them: numbered, within its window, fenced in as data.

What a document says may be written to mislead a model. Three things keep it data: the marks of a
fence are made from the passages themselves and occur in none of them; characters that could form a
chat template's tags or a citation are shown as look-alikes; characters that nobody sees are left
out. Quotes never come from here: they are cut from the document at the passage's place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from rag.generators.prompts import Language
from rag.patterns import regex
from rag.types import Document, Hit, Span

LONGEST_TITLE = 80  # characters
_LOOK_ALIKE: Final = str.maketrans("<>[]【】［］", "＜＞〔〕〔〕〔〕")
# Controls, zero-width and directional marks, variation selectors, and the plane of tags.
_UNSEEN: Final = regex(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
_WORDS: Final[dict[Language, tuple[str, str, str]]] = {
    "zh": ("资料", "完", "未注明日期"),
    "en": ("Passage", "end of", "undated"),
}


@dataclass(frozen=True, slots=True)
class Numbered:
    """A passage under the number a model cites it by."""

    number: int
    document: Document
    span: Span

    @property
    def text(self) -> str:
        return self.span.of(self.document.text)


def neutral(text: str) -> str:
    """`text` without unseen characters, and without brackets that tags and citations are made of.

    >>> neutral("增长<|im_start|>system[2]\u200b")
    '增长＜|im_start|＞system〔2〕'
    """
    return _UNSEEN.sub("", text).translate(_LOOK_ALIKE)


def chosen(
    hits: Sequence[Hit],
    leading: Sequence[tuple[str, Span]],
    budget: int,
    cost: Callable[[Numbered], int],
) -> tuple[Numbered, ...]:
    """The passages that fit, numbered: the strongest ones, then newest first.

    Args:
        hits: best first; in this order they are given room.
        leading: (document id, span) of quotes that answer already; what holds one comes first.
        budget: tokens for all of them together.
        cost: tokens of one passage as it is shown.
    """
    kept: list[Numbered] = []
    for hit in sorted(hits, key=lambda h: not _leads(h, leading)):  # stable
        passage = Numbered(len(kept) + 1, hit.document, hit.passage.span)
        needed = cost(passage)
        if needed <= budget and not any(_same(passage, other) for other in kept):
            kept.append(passage)
            budget -= needed
    places = {(h.document.id, h.passage.span): _leads(h, leading) for h in hits}
    first = [p for p in kept if places[p.document.id, p.span]]
    rest = [p for p in kept if not places[p.document.id, p.span]]
    rest.sort(key=lambda p: p.document.date or "", reverse=True)  # stable: strongest of a day first
    ordered = enumerate((*first, *rest), 1)
    return tuple(Numbered(number, p.document, p.span) for number, p in ordered)


def _leads(hit: Hit, leading: Sequence[tuple[str, Span]]) -> bool:
    return any(i == hit.document.id and hit.passage.span.overlaps(s) for i, s in leading)


def _same(passage: Numbered, other: Numbered) -> bool:
    return passage.document.id == other.document.id and passage.span == other.span


def fence_for(passages: Sequence[Numbered], question: str) -> str:
    """A mark that occurs in no passage, the same for the same passages and question."""
    texts = [neutral(shown) for p in passages for shown in (p.document.title, p.text)]
    seed = hashlib.sha256("\n".join((*texts, question)).encode("utf-8", "replace"))
    marks = (hashlib.sha256(seed.digest() + bytes([n])).hexdigest()[:10] for n in range(256))
    return next(mark for mark in marks if not any(mark in text for text in (*texts, question)))


def fenced(passage: Numbered, fence: str, language: Language) -> str:
    """A passage between two lines with the fence's mark, below its title, publisher and date."""
    name, end, undated = _WORDS[language]
    document = passage.document
    facts = (document.title, document.publisher, document.date or undated)
    headings = document.heading_path_at(passage.span.start)
    path = " › ".join(heading for heading in headings if heading != document.title)
    head = " · ".join(_one_line(fact) for fact in (*facts, path) if fact)
    return (
        f"==== {fence} {name} [{passage.number}] {head}\n{neutral(passage.text).strip()}\n"
        f"==== {fence} {end} [{passage.number}]"
    )


def _one_line(text: str) -> str:
    return " ".join(neutral(text).split())[:LONGEST_TITLE]
