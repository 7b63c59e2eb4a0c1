"""Whether a sentence speaks of what was asked, or of what that is told apart from: 进口, 出口."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from rag.answering.candidates import Window
from rag.question import Question
from rag.text import squeeze

# The words of one member, and the groups of such members that exclude each other.
Member = tuple[str, ...]


def contrast_fits(question: Question, window: Window) -> bool:
    """Whether the sentence names what was asked, or at least none of its counterparts."""
    text = window.candidate.text
    return all(
        _named(asked, text) or not any(_named(member, text) for member in others)
        for others, asked in _asked(question.text)
    )


@lru_cache(maxsize=512)
def _asked(question: str) -> tuple[tuple[tuple[Member, ...], Member], ...]:
    """(other members, asked member) of each group of which the question names one member only."""
    text = squeeze(question)
    found = []
    for group in _groups():
        named = [member for member in group if _named(member, text)]
        if len(named) == 1:
            others = tuple(member for member in group if member is not named[0])
            found.append((others, named[0]))
    return tuple(found)


def _named(member: Member, text: str) -> bool:
    """Whether a word of the member stands in the text; 进出口 names neither of its halves."""
    return any(word in text.replace("进出口", "") for word in member)


@lru_cache(maxsize=1)
def _groups() -> tuple[tuple[Member, ...], ...]:
    rows = (files("rag") / "data" / "contrasts.txt").read_text("utf-8").splitlines()
    return tuple(
        tuple(tuple(member.split("|")) for member in row.split())
        for row in rows
        if row and not row.startswith("#")
    )
