"""Questions rewritten by a language model: made to stand alone, or taken apart. Never trusted.

What a rewrite may say is in what it was made from: every word with content, every number. Anything
else is turned down, and the rules' own result is used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from rag.generators.base import Generator, GeneratorError, Message, Patience, Stop
from rag.generators.evidence import neutral
from rag.generators.prompts import Language, messages
from rag.patterns import regex
from rag.text import fold, is_chinese
from rag.words import words

SECONDS = 20.0  # a rewrite is for convenience; the rules have an answer at once
TOKENS = 160
LONGEST = 500  # characters of a question
TURNS = 6  # of the conversation that are sent
MOST_PARTS = 4
LEAST_KEPT = 0.5  # of a question's content words that its parts repeat together
SEVERAL: Final = regex(
    r"和|与|及|、|或|分别|各|比|[；;？?].*\w|\band\b|\bversus\b|\bcompared?\b", re.IGNORECASE
)
_LEAD = regex(r"^\s*(?:[-*•]\s*|\(?\d{1,2}[.、)）]\s*(?!\d)|(?:问题|question)\s*[:：]\s*)", re.I)


def stand_alone(
    generator: Generator, history: Sequence[tuple[str, str]], question: str
) -> str | None:
    """The question rewritten with what earlier turns say; None where no rewrite can be used.

    Args:
        history: earlier turns, oldest first: (question, answer text).
    """
    language = language_of(question)
    turns = history[-TURNS:]
    told = "\n".join(
        f"{i}. {neutral(asked)}\n{neutral(said)}" for i, (asked, said) in enumerate(turns, 1)
    )
    sent = messages("condense", language, history=told, question=neutral(question))
    lines = _lines(generator, sent)
    known = " ".join((question, *(part for turn in turns for part in turn)))
    if len(lines) != 1 or not _only_from(lines[0], known):
        return None
    return lines[0]


def taken_apart(
    generator: Generator, question: str, stop: Stop | None = None
) -> tuple[str, ...] | None:
    """The questions that `question` asks; None where it asks one, or no split can be used."""
    sent = messages("split", language_of(question), question=neutral(question))
    parts = tuple(dict.fromkeys(_lines(generator, sent, stop)))
    if not 1 < len(parts) <= MOST_PARTS or not all(_only_from(p, question) for p in parts):
        return None
    asked, repeated = _content(question), _content(" ".join(parts))
    return parts if len(asked & repeated) >= LEAST_KEPT * len(asked) else None


def language_of(text: str) -> Language:
    """The language a question is put in."""
    return "zh" if is_chinese(text) else "en"


def _lines(generator: Generator, sent: Sequence[Message], stop: Stop | None = None) -> list[str]:
    """What the model writes, line by line without list marks; nothing where it fails."""
    patience = Patience(stop, SECONDS)
    try:
        said = "".join(generator.stream(sent, patience, TOKENS))
    except GeneratorError:
        return []
    found = [_LEAD.sub("", line).strip(" \"“”'`*") for line in said.splitlines()]
    lines = [line for line in found if line]
    return [] if patience.is_set() or any(len(line) > LONGEST for line in lines) else lines


def _only_from(text: str, known: str) -> bool:
    """Whether every content word and every number of `text` occurs in `known`.

    >>> _only_from("贵州2025年增长多少？", "贵州2021年增长多少？ 2025年呢？")
    True
    >>> _only_from("贵州2026年增长多少？", "贵州2021年增长多少？")
    False
    """
    held = fold(known)
    numbers = set(re.findall(r"\d+(?:\.\d+)?", held))
    found = _content(text)
    figures = set(re.findall(r"\d+(?:\.\d+)?", fold(text)))
    return bool(found) and figures <= numbers and all(word in held for word in found)


def _content(text: str) -> set[str]:
    return {word.text for word in words(text) if word.content}
