"""What the turn before spoke of: the passages it was answered from, sought again.

People who ask on mostly ask about the same passage: three in four of the recorded follow-ups are
answered by the one found best for the last question with its answer. Nothing of an earlier answer
is trusted: its words only help to find where it stood.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.text import squeeze
from rag.types import Hit

Turn = tuple[str, str]  # a question that stands alone, and its answer's text

PASSAGES = 2  # that the turn before may have spoken of
QUESTION, ANSWER = 200, 120  # characters of its question and answer that tell where it was found
JOINED = 0.5  # fused score of a passage that the follow-up itself did not find


def sought_again(after: Turn) -> str:
    """What the passages of the turn before are sought with: its question and its answer."""
    question, answer = after
    return f"{question[:QUESTION]} {answer[:ANSWER]}".strip()


def on_ground(hits: Sequence[Hit], ground: Sequence[Hit], after: Turn) -> list[Hit]:
    """The hits with those of the turn before among them, these with what that turn said.

    `ground` are the best hits of `sought_again`, best first.
    """
    said = squeeze(sought_again(after))
    others = [g for g in ground if not any(_same_place(g, h) for h in hits)]
    joined = [*hits, *(replace(g, score=JOINED) for g in others)]
    return [replace(h, said_of=said) if _shares_words(h, ground) else h for h in joined]


def _shares_words(hit: Hit, ground: Sequence[Hit]) -> bool:
    """Whether a passage overlaps one of `ground`."""
    return any(
        hit.document.id == g.document.id and hit.passage.span.overlaps(g.passage.span)
        for g in ground
    )


def _same_place(one: Hit, other: Hit) -> bool:
    return one.document.id == other.document.id and one.passage.span == other.passage.span
