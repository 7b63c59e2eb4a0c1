"""What a reader says about one passage, and the protocol of readers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rag.reader.tokens import IntArray

FloatArray = NDArray[np.float32]
LONGEST_ANSWER = 64  # tokens
_EDGES = "，。；：、！？,;:!? \t\n\u3000"  # a full stop at the end of Latin text may belong to it


@dataclass(frozen=True, slots=True)
class Answered:
    """A stretch of the text and its score: start and end logits minus those of "not here"."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """Scores of every token of one text as the start and the end of the answer.

    Args:
        starts, ends: (p,) code points of each token in the text read.
        start_logits, end_logits: (p,) float32.
        null: the sum of both logits of the first token, which stands for "not in this passage".
    """

    starts: IntArray
    ends: IntArray
    start_logits: FloatArray
    end_logits: FloatArray
    null: float

    def best(self, start: int = 0, end: int | None = None) -> Answered | None:
        """The best answer inside [start, end) of the text; None where no token lies inside.

        Of all pairs of a first and a last token at most `LONGEST_ANSWER` apart, the one with the
        greatest sum of logits (Devlin et al. 2019, "BERT", section 4.2).
        """
        low = int(np.searchsorted(self.starts, start, side="left"))
        stop = len(self.ends) if end is None else int(np.searchsorted(self.ends, end, side="right"))
        if low >= stop:
            return None
        first, last, total = best_span(self.start_logits[low:stop], self.end_logits[low:stop])
        return Answered(
            int(self.starts[low + first]), int(self.ends[low + last]), float(total) - self.null
        )

    def odds(self) -> float:
        """The log-odds that the text holds the answer, wherever in it; -inf without tokens.

        All spans that `best` chooses from count, against "not in this passage": log of the sum of
        exp(start + end) minus `null` (the no-answer option of Clark and Gardner 2018, "Simple and
        Effective Multi-Paragraph Reading Comprehension").
        """
        if not len(self.starts):
            return float("-inf")
        starts, ends = (v.astype(float) for v in (self.start_logits, self.end_logits))
        top = best_span(self.start_logits, self.end_logits)[2]
        steps = range(min(LONGEST_ANSWER, len(starts)))
        mass = sum(float(np.exp(starts[: len(starts) - n] + ends[n:] - top).sum()) for n in steps)
        return top + math.log(mass) - self.null


def tidied(text: str, answer: Answered) -> Answered:
    """The answer without punctuation and blanks at its edges, which a token may carry along.

    >>> tidied("增长7.2%，比", Answered(2, 7, 1.0))
    Answered(start=2, end=6, score=1.0)
    """
    words = text[answer.start : answer.end]
    if not words.strip(_EDGES):
        return answer
    start = answer.start + len(words) - len(words.lstrip(_EDGES))
    end = answer.end - (len(words) - len(words.rstrip(_EDGES)))
    return Answered(start, end, answer.score)


def best_span(
    starts: FloatArray, ends: FloatArray, longest: int = LONGEST_ANSWER
) -> tuple[int, int, float]:
    """(first, last, sum) of the best pair with first <= last < first + `longest`.

    >>> best_span(np.float32([0, 2, 0]), np.float32([3, 0, 1]))
    (0, 0, 3.0)
    """
    sums = np.full(len(starts), -np.inf, dtype=np.float32)
    lasts = np.zeros(len(starts), dtype=np.int64)
    for step in range(min(longest, len(starts))):
        shifted = ends[step:]
        better = shifted > sums[: len(shifted)]
        sums[: len(shifted)][better] = shifted[better]
        lasts[: len(shifted)][better] = step
    totals = starts + sums
    first = int(totals.argmax())
    return first, first + int(lasts[first]), float(totals[first])


class Reader(Protocol):
    """Reads passages for the answer to a question. Many threads may read at once."""

    @property
    def fingerprint(self) -> str:
        """Names weights and adapter: equal fingerprints give equal readings up to rounding."""
        ...

    def read(self, question: str, texts: Sequence[str], begins: Sequence[int]) -> list[Reading]:
        """One reading per text, in order; no answer starts before its text's `begins`.

        An empty sequence gives an empty list. A passage too long for the window is read to
        where the window ends; an empty text has a reading without tokens.
        """
        ...
