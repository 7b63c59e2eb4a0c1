"""Dense search: the published FAISS file proposes, exact cosines from the catalogue decide.

Passages newer than the file (the tail) are all scored. Scores come from the stored float16 vectors
in both cases, so they do not depend on the kind of FAISS index or on how much is published.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rag.store.ranking import Scored, best, cosines, proposals, scored

if TYPE_CHECKING:
    from collections.abc import Callable

    from embeddings.vectors import VectorIndex
    from rag.store.catalog import Allowed, Catalog
    from rag.store.records import FloatArray, IntArray
    from rag.store.terms import SortKey

SCAN_LIMIT = 256  # passages a filter leaves that are cheaper to score than to search for
MAX_DEPTH = 20_000
ROUNDING = 1e-4  # between FAISS's arithmetic and ours, on float16 values


@dataclass(frozen=True, slots=True, eq=False)
class VectorTable:
    """Vectors of n passages: ids (n,) int64, n sort keys, matrix (n, dim) float32."""

    ids: IntArray
    keys: list[SortKey]
    matrix: FloatArray

    def score(self, query: FloatArray) -> list[Scored]:
        if not len(self.ids):
            return []
        return scored(self.ids.tolist(), self.keys, cosines(self.matrix, query).tolist(), -np.inf)


class DenseView:
    """The dense side of one state of the index; nothing is read before the first search.

    Args:
        open_base: gives the published index, or None when there is no usable one.
        last_passage: highest passage id the published file may hold.
    """

    def __init__(self, open_base: Callable[[], VectorIndex | None], last_passage: int) -> None:
        self._open_base = open_base
        self._last_passage = last_passage
        self._lock = threading.Lock()
        self._loaded: tuple[VectorIndex | None, VectorTable] | None = None

    def _load(self, catalog: Catalog) -> tuple[VectorIndex | None, VectorTable]:
        with self._lock:
            if self._loaded is None:
                base = self._open_base()
                after = self._last_passage if base is not None else 0
                self._loaded = base, VectorTable(*catalog.vectors_after(after))
            return self._loaded

    def search(
        self, catalog: Catalog, vector: FloatArray, k: int, allowed: Allowed | None
    ) -> list[tuple[int, float]]:
        """The k best live passages as (id, cosine), equal scores in order of source and start."""
        if k < 1:
            return []
        if allowed is not None and len(allowed.passages) <= SCAN_LIMIT:
            return best(VectorTable(*catalog.vectors(allowed.passages.tolist())).score(vector), k)
        base, tail = self._load(catalog)
        hits = tail.score(vector)
        if allowed is not None:
            inside = set(allowed.passages.tolist())
            hits = [hit for hit in hits if hit[3] in inside]
        if base is not None:
            hits = self._with_base(base, catalog, vector, hits, k, allowed)
        return best(hits, k)

    def _with_base(
        self,
        base: VectorIndex,
        catalog: Catalog,
        vector: FloatArray,
        tail_hits: list[Scored],
        k: int,
        allowed: Allowed | None,
    ) -> list[Scored]:
        """`tail_hits` and proposals until k live ones score above all that were not proposed."""
        inside = None
        if allowed is not None:
            inside = allowed.passages[allowed.passages <= self._last_passage]
            if not len(inside):
                return tail_hits
        depth = proposals(k) if base.exhaustive else max(2 * k, k + 64)
        seen: set[int] = set()
        hits = list(tail_hits)
        while True:
            scores, ids = base.search(vector[None, :], depth, inside)
            found = ids[0] >= 0
            fresh = [id_ for id_ in ids[0][found].tolist() if id_ not in seen]
            seen.update(fresh)
            hits += VectorTable(*catalog.vectors(fresh)).score(vector)
            hits.sort()
            bound = float(scores[0][found].min()) if found.any() else -np.inf
            certain = len(hits) >= k and -hits[k - 1][0] > bound + ROUNDING
            if not found.all() or certain or depth >= MAX_DEPTH:
                return hits
            depth = min(4 * depth, MAX_DEPTH)
