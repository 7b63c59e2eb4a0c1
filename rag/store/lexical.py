"""Lexical search: exact BM25 over the live passages, whatever the history of the index.

tantivy proposes passages with a bound on the score of all it leaves out; the proposals are scored
exactly with live statistics, and proposals are asked for until the k-th exact score is above the
bound. The result is then provably the same as scoring every passage. The bound:

    tantivy and `ranking.bm25` share weights (through boosts), k1 and b, and differ in the length
    norm: tantivy rounds lengths down, which only raises its score, and divides by its own mean
    length m', which counts entries without terms and is mostly below the live mean m. A term's
    part is w f / (f + n), so a norm larger by at most the factor r = max(1, m / m') lowers it by
    at most r: exact score <= r * tantivy's score.

Depth: `ranking.proposals` first, four times as many per round, up to MAX_DEPTH, where only
collections with thousands of near-equal scores arrive; past it equal scores may be left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from rag.store.catalog import BATCH, Allowed, Catalog
from rag.store.ranking import (
    ScoreArray,
    Scored,
    best,
    bm25,
    inverse_document_frequency,
    proposals,
    scored,
)
from rag.store.terms import HashArray, TermTable, hash_terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rag.store.inverted import InvertedIndex
    from rag.store.records import IntArray

SCAN_LIMIT = 256  # passages a filter leaves that are cheaper to score than to search for
MAX_DEPTH = 20_000
ROUNDING = 1.0 + 1e-4  # tantivy adds up in float32


@dataclass(frozen=True, slots=True, eq=False)
class Query:
    """A query's distinct terms that occur in live passages.

    Args:
        hashes: (t,) sorted.
        weights: (t,) idf times the count in the query.
        average: mean live passage length.
    """

    hashes: HashArray
    weights: ScoreArray
    average: float

    def score(self, table: TermTable) -> list[Scored]:
        """Hits among the passages of `table`: those that hold a term."""
        scores = bm25(table.frequencies(self.hashes), table.lengths, self.weights, self.average)
        return scored(table.ids.tolist(), table.keys, scores.tolist(), 0.0)


class LexicalView:
    """The lexical side of one state of the index.

    Args:
        base: the inverted index, None when there is no usable one.
        added: live passages it does not know, scored one by one.
        removed: passages it still counts as live.
        passages, tokens: live totals.
    """

    def __init__(
        self,
        base: InvertedIndex | None,
        added: TermTable,
        removed: TermTable,
        passages: int,
        tokens: int,
    ) -> None:
        self.base = base
        self.added = added
        self.removed = removed
        self.passages = passages
        self.average = tokens / passages if passages and tokens else 1.0

    @property
    def tail(self) -> int:
        """Passages the inverted index is behind by."""
        return len(self.added) + len(self.removed)

    def frequencies(self, hashes: HashArray) -> IntArray:
        """Live document frequencies of sorted, distinct hashes: (t,) int64."""
        counts = (self.added.frequencies(hashes) > 0).sum(axis=1)
        counts = counts - (self.removed.frequencies(hashes) > 0).sum(axis=1)
        if self.base is not None:
            counts = counts + self.base.frequencies(hashes)
        return np.asarray(counts, dtype=np.int64)

    def query(self, terms: Sequence[str]) -> Query:
        hashes, repeats = np.unique(hash_terms(terms), return_counts=True)
        frequencies = self.frequencies(hashes)
        found = frequencies > 0
        idf = inverse_document_frequency(self.passages, frequencies[found])
        return Query(hashes[found], repeats[found] * idf, self.average)

    def search(
        self, catalog: Catalog, terms: Sequence[str], k: int, allowed: Allowed | None
    ) -> list[tuple[int, float]]:
        """The k best live passages as (id, BM25), equal scores in order of source and start."""
        query = self.query(terms)
        if not len(query.hashes) or k < 1:
            return []
        if allowed is not None and len(allowed.passages) <= SCAN_LIMIT:
            return best(_scan(catalog, query, allowed.passages), k)
        hits = query.score(self.added)
        if allowed is not None:
            inside = set(allowed.passages.tolist())
            hits = [hit for hit in hits if hit[3] in inside]
        if self.base is not None and self.passages > len(self.added):
            documents = None if allowed is None else allowed.documents
            hits = self._with_base(self.base, catalog, query, hits, k, documents)
        return best(hits, k)

    def _with_base(
        self,
        base: InvertedIndex,
        catalog: Catalog,
        query: Query,
        tail_hits: list[Scored],
        k: int,
        documents: IntArray | None,
    ) -> list[Scored]:
        """`tail_hits` and enough hits of the inverted index for the best k to be certain."""
        slack = ROUNDING * max(1.0, self.average / base.average_length())
        depth = proposals(k)
        seen: set[int] = set()
        hits = list(tail_hits)
        while True:
            ids, bound = base.propose(query.hashes, query.weights, depth, documents)
            fresh = [id_ for id_ in ids if id_ not in seen]
            seen.update(fresh)
            hits += query.score(catalog.terms(fresh))
            hits.sort()
            certain = len(hits) >= k and -hits[k - 1][0] > bound * slack
            if not bound or certain or depth >= MAX_DEPTH:
                return hits
            depth = min(4 * depth, MAX_DEPTH)


def _scan(catalog: Catalog, query: Query, ids: IntArray) -> Iterator[Scored]:
    for start in range(0, len(ids), BATCH):
        yield from query.score(catalog.terms(ids[start : start + BATCH].tolist()))
