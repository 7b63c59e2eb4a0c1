"""The bundled model's tokenizer in NumPy: no start-up cost, and offsets into the text as it is.

XLM-R's unigram model (Kudo 2018, "Subword Regularization", section 3.2): of all ways to cut a text
into pieces of the vocabulary, the one with the greatest sum of log-probabilities. The pieces that
occur anywhere in a text are found with one hash per substring and a binary search each, so that
nothing of the 250,000 pieces has to be turned into Python objects.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Mapping

    from embeddings.q4 import Q4File

IntArray = NDArray[np.int64]
HashArray = NDArray[np.uint64]

SPACE = "▁"  # stands for a blank in the vocabulary
LONGEST = 16  # characters of a piece
_BASE = 0x9E3779B97F4A7C15  # odd, so that powers of it never vanish modulo 2**64
_UNKNOWN_PENALTY = 10.0  # below the least probable piece, as SentencePiece has it
_POWERS = np.cumprod(np.full(LONGEST, _BASE, dtype=np.uint64))


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The vocabulary.

    Args:
        hashes: (v,) sorted substring hashes.
        ids, scores: (v,) token id and log-probability of each.
        unknown: the id of <unk>.
        normalization: code point -> what the model reads in its place (SentencePiece's nmt_nfkc).
    """

    hashes: HashArray
    ids: IntArray
    scores: NDArray[np.float64]
    unknown: int
    normalization: Mapping[str, str]

    @classmethod
    def of(cls, model: Q4File) -> Pieces:
        """The vocabulary of the bundled model; special tokens cannot be written in a text."""
        special = {model.bos, model.eos, model.pad, model.unk, len(model.pieces) - 1}
        kept = [(i, *piece) for i, piece in enumerate(model.pieces) if i not in special]
        hashes = np.array([_hash(piece) for _, piece, _ in kept], dtype=np.uint64)
        order = np.argsort(hashes)
        if len(np.unique(hashes)) < len(hashes):
            raise ValueError("two pieces of the vocabulary share a hash")
        return cls(
            hashes[order],
            np.array([i for i, _, _ in kept], dtype=np.int64)[order],
            np.array([score for _, _, score in kept])[order],
            model.unk,
            {chr(source): target for source, target in model.normalization.items()},
        )


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """A text's tokens: (t,) ids, and (t,) starts and ends as code points of the text."""

    ids: IntArray
    starts: IntArray
    ends: IntArray

    def __len__(self) -> int:
        return len(self.ids)

    def part(self, start: int, end: int) -> Tokens:
        """Tokens number `start` to `end`."""
        cut = slice(start, end)
        return Tokens(self.ids[cut], self.starts[cut], self.ends[cut])


def tokenize(text: str, pieces: Pieces) -> Tokens:
    """The most probable tokens of `text`; the blank put before the text covers no character.

    Characters outside the vocabulary are one <unk> each.
    """
    read, origin = _normalize(text, pieces.normalization)
    start, end, ids, scores = _lattice(read, pieces)
    path = _best_path(len(read), start, end, scores)
    starts = origin[start[path], 0]
    ends = origin[end[path] - 1, 1]
    return Tokens(ids[path], starts, ends)


def _normalize(text: str, mapping: Mapping[str, str]) -> tuple[str, IntArray]:
    """What the model reads, and for each of its characters the (start, end) it comes from."""
    read = [SPACE]
    origin = [(0, 0)]
    for at, char in enumerate(text):
        for new in mapping.get(char, char):
            new = SPACE if new == " " else new
            if new == SPACE and read[-1] == SPACE:
                continue
            read.append(new)
            origin.append((at, at + 1))
    return "".join(read), np.array(origin, dtype=np.int64)


def _lattice(read: str, pieces: Pieces) -> tuple[IntArray, IntArray, IntArray, NDArray[np.float64]]:
    """All pieces that occur in `read`, by end then start: starts, ends, ids, scores."""
    points = np.frombuffer(read.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64) + 1
    starts, ends, ids, scores = [], [], [], []
    rolling = np.zeros(len(points), dtype=np.uint64)
    for length in range(1, min(LONGEST, len(points)) + 1):
        count = len(points) - length + 1
        rolling = rolling[:count] + points[length - 1 :] * _POWERS[length - 1]
        at = np.searchsorted(pieces.hashes, rolling).clip(max=len(pieces.hashes) - 1)
        found = np.flatnonzero(pieces.hashes[at] == rolling)
        starts.append(found)
        ends.append(found + length)
        ids.append(pieces.ids[at[found]])
        scores.append(pieces.scores[at[found]])
        if length == 1:
            unknown = np.setdiff1d(np.arange(count), found)
            starts.append(unknown)
            ends.append(unknown + 1)
            ids.append(np.full(len(unknown), pieces.unknown))
            scores.append(np.full(len(unknown), pieces.scores.min() - _UNKNOWN_PENALTY))
    start, end = np.concatenate(starts), np.concatenate(ends)
    order = np.lexsort((start, end))
    return start[order], end[order], np.concatenate(ids)[order], np.concatenate(scores)[order]


def _best_path(
    length: int, starts: IntArray, ends: IntArray, scores: NDArray[np.float64]
) -> IntArray:
    """Viterbi: the entries of the lattice that lie on its best path, in reading order."""
    best = [0.0] + [-np.inf] * length
    taken = [-1] * (length + 1)
    for entry, (start, end, score) in enumerate(
        zip(starts.tolist(), ends.tolist(), scores.tolist(), strict=True)
    ):
        total = best[start] + score
        if total > best[end]:
            best[end], taken[end] = total, entry
    path = []
    at = length
    while at:
        path.append(taken[at])
        at = int(starts[taken[at]])
    return np.array(path[::-1], dtype=np.int64)


def _hash(piece: str) -> int:
    """The sum of (code point + 1) * base**(position + 1), modulo 2**64."""
    total, power = 0, 1
    for char in piece:
        power = power * _BASE & 0xFFFFFFFFFFFFFFFF
        total += (ord(char) + 1) * power
    return total & 0xFFFFFFFFFFFFFFFF
