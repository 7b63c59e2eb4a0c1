"""The date and the origin that a document states of itself: 日期：2022-03-21, 来源：新华社.

A follow-up may ask for those of the document that the turn before was answered from. The answer is
that line, word for word; a document without one has no answer to quote.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rag.answering.extractive import Draft, Drafted
from rag.dialogue.sources import DATED, ORIGIN
from rag.ground import Turn
from rag.patterns import regex
from rag.sentences import sentences
from rag.text import squeeze
from rag.types import Hit, Span

_DATE: Final = regex(
    r"(?:发布|成文|印发|发表)?(?:日期|时间)[：:][ ]?(?:未标[注明]|(?:19|20)\d\d[^\s，；;]{2,20})"
    r"|(?<![^\n])(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?: \d\d?:\d\d(?::\d\d)?)?"
    r"(?=\s|来源|作者|编辑|$)"
)
_ORIGINS: Final = (  # what a digest is based on tells more than who made the digest
    regex(r"(?<![^\n])依据[：:][^\n]{2,160}"),
    regex(r"(?:稿件)?来源[：:][ ]?[^\s，；;]{2,30}?(?=编辑|作者|责编|记者|\s|$)"),
)


def imprint(question: str, hits: Sequence[Hit], after: Turn | None) -> Draft | None:
    """What the document of the last answer says of its own date or origin.

    None where the question asks for neither; a refusal where the document does not say.
    """
    asks = next((a for a in (DATED, ORIGIN) if question.endswith(a)), "")
    if not asks or after is None:
        return None
    patterns = (_DATE,) if asks == DATED else _ORIGINS
    told = sorted((h for h in hits if h.said_of), key=lambda h: -_holds(h, after[1]))
    best = [h for h in told if _holds(h, after[1]) == _holds(told[0], after[1])]
    for pattern in patterns:
        for hit in best:
            if match := pattern.search(hit.document.text):
                return Draft((Drafted(hit.document, (Span(*match.span()),)),), 1.0)
    nearest = (
        Drafted(hit.document, sentences(hit.document.text, hit.passage.span)[:1]) for hit in best
    )
    return Draft((), 0.0, "no_evidence", tuple(nearest)[:1])


def _holds(hit: Hit, answer: str) -> float:
    """How much of an answer a passage holds, by pairs of characters."""
    told, text = squeeze(answer), squeeze(hit.passage.text)
    pairs = [told[i : i + 2] for i in range(max(1, len(told) - 1))]
    return sum(pair in text for pair in pairs) / len(pairs)
