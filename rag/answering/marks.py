"""Text that a language model is writing becomes sentences with the passage numbers they cite.

Numbers are read, never mended: a sentence keeps the numbers that stand in or right behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rag.patterns import regex
from rag.sentences import sentences
from rag.types import Span

NO_ANSWER = regex(r"\W*(?:无法回答|no answer)\W*", re.IGNORECASE)
_NUMBERS = r"[\[［【]\s*\d{1,3}(?:\s*[,，、;；]\s*\d{1,3})*\s*[\]］】]"
_MARK = regex(_NUMBERS)
_WITH_SPACE = regex(rf"[ \t]*{_NUMBERS}")
# A mark behind the full stop belongs to the sentence the stop ends.
_BEHIND = regex(rf"([。！？!?；;.]+[”’」』\"]*)((?:[ \t]*{_NUMBERS})+)")
_OPEN_MARK = regex(r"[\[［【][\s\d,，、;；]*$")
_BULLET = regex(r"^\s*(?:[-*+•·#>]+\s+|\(?\d{1,2}[.、)）](?!\d)\s*)+")
_EMPHASIS = regex(r"\*\*|__|`+")
_THOUGHT = regex(r"^\s*<think>.*?</think>", re.DOTALL)  # what a model says to itself first
_THINKING = regex(r"\s*<think>")
_LETTER = regex(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence without its marks, and the numbers these held, each once, in order."""

    text: str
    numbers: tuple[int, ...]


class Cutter:
    """Feed it pieces; it gives back each sentence once the next one has begun.

    >>> cutter = Cutter()
    >>> cutter.feed("收入38.6亿元。[1]增长")
    [Sentence(text='收入38.6亿元。', numbers=(1,))]
    >>> cutter.feed("12.4%[2][1]。"), cutter.finish()
    ([], [Sentence(text='增长12.4%。', numbers=(2, 1))])
    """

    def __init__(self) -> None:
        self._text = ""  # from the first sentence on that was not given back yet

    def feed(self, piece: str) -> list[Sentence]:
        """Sentences that are complete now."""
        # In place: a mark that comes after another behind a stop follows it before the stop.
        self._text = _BEHIND.sub(r"\2\1", _THOUGHT.sub("", self._text + piece))
        if _THINKING.match(self._text):
            return []
        found = sentences(self._text, Span(0, len(self._text)))
        whole = len(found) if self._text.endswith("\n") else len(found) - 1
        if _OPEN_MARK.search(self._text):  # it may still belong to the sentence before it
            whole = len(found) - 2
        done = found[: max(whole, 0)]
        given = [span.of(self._text) for span in done]
        self._text = self._text[done[-1].end :] if done else self._text
        return [s for s in map(_sentence, given) if s is not None]

    def finish(self) -> list[Sentence]:
        """What is left, when the text is complete."""
        return [] if _THINKING.match(self._text) else self.feed("\n")


def _sentence(raw: str) -> Sentence | None:
    """None for what says nothing: rules, headings' marks, an introduction that ends in a colon."""
    numbers = dict.fromkeys(int(n) for mark in _MARK.findall(raw) for n in _digits(mark))
    text = _EMPHASIS.sub("", _BULLET.sub("", _WITH_SPACE.sub("", raw))).strip()
    introduces = text.endswith((":", "：")) and not numbers
    if not _LETTER.search(text) or introduces:
        return None
    return Sentence(text, tuple(numbers))


def _digits(mark: str) -> Iterator[str]:
    return (found.group() for found in re.finditer(r"\d+", mark))
