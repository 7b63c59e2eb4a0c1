"""A follow-up question and the turns before it become one question that stands alone.

Rules for ellipsis and anaphora, precision first: what is a complete question comes back as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.dialogue.bare import bare
from rag.dialogue.english import condense_english
from rag.dialogue.fragments import compared, fragment, in_two_steps
from rag.dialogue.leaning import leaning
from rag.dialogue.pairs import both, of_class
from rag.dialogue.pointers import of_the_figure, written_out
from rag.dialogue.pronouns import resolved
from rag.text import whole

if TYPE_CHECKING:
    from rag.generators import Generator

Turn = tuple[str, str]

_RULES = (
    condense_english,
    both,
    compared,
    in_two_steps,
    fragment,
    resolved,
    of_class,
    bare,
    leaning,
    of_the_figure,
)
_LEAST = re.compile(r"\w")


def condense(history: Sequence[Turn], question: str, generator: Generator | None = None) -> str:
    """The question with what it leaves out or points at filled in from earlier turns.

    Args:
        history: earlier turns, oldest first: (question, answer text).
        question: what was asked last.
        generator: a language model whose rewrite is taken where it adds nothing of its own.

    Returns:
        A question that stands alone; `question` itself when it does already, or when nothing in
        the history helps.

    >>> condense([("2021年贵州软件业收入增长多少？", "")], "那2025年上半年呢？")
    '2025年上半年贵州软件业收入增长多少？'
    >>> condense([("2021年贵州软件业收入增长多少？", "")], "贵安新区有多少个数据中心？")
    '贵安新区有多少个数据中心？'
    """
    turns: list[Turn] = []
    for asked, answer in history:
        turns.append((_condensed(turns, asked), answer))
    if generator and turns and _LEAST.search(question):
        from rag.generators.rewriting import stand_alone

        if (found := stand_alone(generator, turns, question)) is not None:
            return found
    return _condensed(turns, question)


def _condensed(turns: Sequence[Turn], question: str) -> str:
    text = whole(question).strip()
    if not turns or not _LEAST.search(text):
        return question
    pointed = written_out(turns, text)
    for rule in _RULES:
        if (found := rule(turns, pointed)) is not None:
            return found
    return question if pointed == text else pointed
