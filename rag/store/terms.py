"""Lexical terms as 48-bit hashes: compact to store, and any string is a legal term.

A passage's terms are one sorted array in which a term that occurs three times stands three times,
so its length is the passage's length and a slice of it a term's frequency. Any two of 2 million
terms share a hash with probability below 0.01. Hashes also keep untrusted strings out of the
search library.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rag.store.records import IntArray

HashArray = NDArray[np.uint64]
SortKey = tuple[str, int]  # source and start: the order of equal scores, whatever the history

HASH_BYTES = 6


def hash_terms(terms: Sequence[str]) -> HashArray:
    """Sorted hashes of `terms`, repeats kept: (len(terms),) uint64."""
    counts = Counter(terms)
    return np.sort(np.repeat(hash_each(list(counts)), list(counts.values())))


def hash_each(terms: Sequence[str]) -> HashArray:
    """The hash of each term, in the order given: (len(terms),) uint64."""
    return unpack(
        b"".join(
            hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=HASH_BYTES).digest()
            for term in terms
        )
    )


def pack(hashes: HashArray) -> bytes:
    """As stored: little-endian, HASH_BYTES a term occurrence."""
    return _bytes(hashes, "<u8")[:, :HASH_BYTES].tobytes()


def unpack(data: bytes) -> HashArray:
    """Inverse of `pack`."""
    padded = np.zeros((len(data) // HASH_BYTES, 8), dtype=np.uint8)
    padded[:, :HASH_BYTES] = np.frombuffer(data, dtype=np.uint8).reshape(-1, HASH_BYTES)
    return padded.view("<u8").ravel().astype(np.uint64, copy=False)


def as_words(hashes: HashArray) -> str:
    """Hashes as 12 hexadecimal digits each, separated by blanks, for a whitespace tokenizer."""
    return _bytes(hashes, ">u8")[:, -HASH_BYTES:].tobytes().hex(" ", HASH_BYTES)


def _bytes(hashes: HashArray, order: str) -> NDArray[np.uint8]:
    return hashes.astype(order).view(np.uint8).reshape(-1, 8)


@dataclass(frozen=True, slots=True, eq=False)
class TermTable:
    """Terms of n passages, one after the other.

    Args:
        ids: (n,) int64 passage ids.
        keys: n sort keys.
        lengths: (n,) int64 terms of each passage, repeats included.
        hashes: (sum of lengths,) uint64.
    """

    ids: IntArray
    keys: list[SortKey]
    lengths: IntArray
    hashes: HashArray

    @classmethod
    def build(cls, rows: Iterable[tuple[int, str, int, bytes]]) -> TermTable:
        """From rows (passage id, source, start, packed hashes)."""
        listed = list(rows)
        blobs = [row[3] for row in listed]
        return cls(
            ids=np.array([row[0] for row in listed], dtype=np.int64),
            keys=[(row[1], row[2]) for row in listed],
            lengths=np.array([len(blob) // HASH_BYTES for blob in blobs], dtype=np.int64),
            hashes=unpack(b"".join(blobs)),
        )

    def __len__(self) -> int:
        return len(self.ids)

    def frequencies(self, query: HashArray) -> IntArray:
        """Occurrences of each of the t sorted, distinct hashes of `query`: (t, n) int64."""
        shape = (len(query), len(self))
        if not all(shape) or not len(self.hashes):
            return np.zeros(shape, dtype=np.int64)
        places = np.minimum(np.searchsorted(query, self.hashes), len(query) - 1)
        found = query[places] == self.hashes
        owners = np.repeat(np.arange(len(self)), self.lengths)[found]
        flat = np.bincount(places[found] * len(self) + owners, minlength=shape[0] * shape[1])
        return flat.reshape(shape)
