"""The reader's input: <s> question </s></s> passage </s>, with the way back to characters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from rag.reader.tokens import IntArray, Pieces, Tokens, tokenize
from rag.text import fold

BOS, EOS = 0, 2
LONGEST = 448  # tokens of a pair
LONGEST_QUESTION = 96  # tokens
CACHED = 1024  # texts whose tokens are kept, some 7 MB: passages are read again and again


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A question with a passage, as tokens.

    Args:
        ids: (t,) token ids, at most `LONGEST`.
        first: number of the first token that an answer may hold; tokens from there to the last
            but one (</s>) are the passage's.
        starts, ends: (p,) code points of the passage's tokens in the text given.
    """

    ids: IntArray
    first: int
    starts: IntArray
    ends: IntArray


def pair(question: Tokens, passage: Tokens, begins: int = 0) -> Pair:
    """The input for `passage`; no answer starts before its code point `begins` (a header's end).

    What does not fit is cut off the passage's end.
    """
    asked = question.part(0, LONGEST_QUESTION)
    read = passage.part(0, LONGEST - len(asked) - 4)
    ids = np.concatenate([[BOS], asked.ids, [EOS, EOS], read.ids, [EOS]]).astype(np.int64)
    skipped = int(np.searchsorted(read.starts, begins))
    # The blank before a text covers no character: no answer starts there.
    while skipped < len(read) and read.starts[skipped] == read.ends[skipped]:
        skipped += 1
    first = len(asked) + 3 + skipped
    return Pair(ids, first, read.starts[skipped:], read.ends[skipped:])


@lru_cache(maxsize=CACHED)
def read_text(text: str, pieces: Pieces) -> Tokens:
    """Tokens of a text as the reader sees it: traditional characters folded, case kept."""
    return tokenize(simplify(text), pieces)


def simplify(text: str) -> str:
    """`text` with traditional characters simplified one for one."""
    folded = fold(text)
    same = fold(text, traditional=False)
    return "".join(
        new if new != old else char for char, new, old in zip(text, folded, same, strict=True)
    )
