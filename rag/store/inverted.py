"""The tantivy index on disk: it proposes passages, it never has the last word on a score.

Append-only. A live passage is one entry with its terms in `body`; a passage that was removed later
gets a second entry with the same terms in `dead`, so that live document frequencies are the
difference of two counts. Each commit also adds a marker with the change it reaches and the hash
chain there: that commit and marker cannot come apart, whatever kills the process.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import tantivy

from rag.store.derived import DerivedError
from rag.store.ranking import ScoreArray, inverse_document_frequency
from rag.store.terms import HashArray, as_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from rag.store.records import IntArray

HEAP_BYTES = 64_000_000  # of the writer, before it spills a segment
FREQUENCIES_KEPT = 1 << 13  # of terms: one question asks for its own three times
SCHEMA_FIELDS = ("body", "dead")


@dataclass(frozen=True, slots=True)
class Marker:
    """What a commit reaches: change number, hash chain there, terms in `body` so far."""

    sequence: int
    chain: str
    tokens: int


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A passage to append: `document` is the document's number."""

    passage: int
    document: int
    hashes: HashArray


@contextmanager
def _tantivy_errors(path: Path) -> Iterator[None]:
    """tantivy raises ValueError and, from a damaged file, a Rust panic outside Exception."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, DerivedError):
        raise
    except OSError:
        raise
    except BaseException as error:
        raise DerivedError(f"{path}: {error}") from error


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in SCHEMA_FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("role", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("passage", fast=True)
    builder.add_unsigned_field("document", indexed=True)
    builder.add_unsigned_field("sequence", fast=True)
    builder.add_text_field("marker", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def append(
    path: Path, added: Iterable[Entry], removed: Iterable[Entry], sequence: int, chain: str
) -> Marker:
    """Add entries and a marker to the index at `path`, made if missing, in one commit.

    Raises:
        DerivedError: the index there is unusable.
        OSError: the disk refuses.
    """
    path.mkdir(exist_ok=True)
    with _tantivy_errors(path):
        index = tantivy.Index(_schema(), path=str(path))
        last = InvertedIndex.open(path).marker if _has_commit(index) else None
        writer = index.writer(heap_size=HEAP_BYTES, num_threads=1)
        tokens = (last.tokens if last else 0) + _add_all(writer, "body", added)
        _add_all(writer, "dead", removed)
        document = tantivy.Document()
        document.add_text("role", "marker")
        document.add_unsigned("sequence", sequence)
        document.add_text("marker", f"{chain} {tokens}")
        writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()  # files stay as they are until the next append
    return Marker(sequence, chain, tokens)


def _has_commit(index: tantivy.Index) -> bool:
    index.reload()
    return index.searcher().num_docs > 0


def _add_all(writer: tantivy.IndexWriter, field: str, entries: Iterable[Entry]) -> int:
    tokens = 0
    for entry in entries:
        document = tantivy.Document()
        document.add_text(field, as_words(entry.hashes))
        document.add_text("role", field)
        if field == "body":  # removed entries only count terms: no query may find them
            document.add_unsigned("passage", entry.passage)
            document.add_unsigned("document", entry.document)
        writer.add_document(document)
        tokens += len(entry.hashes)
    return tokens


class InvertedIndex:
    """A committed state of the index, for any number of reading threads."""

    def __init__(self, path: Path, index: tantivy.Index) -> None:
        self.path = path
        self._index = index
        self._schema = index.schema
        self._searcher = index.searcher()
        self._doc_freq = lru_cache(maxsize=FREQUENCIES_KEPT)(self._searcher.doc_freq)
        self.marker = self._read_marker()
        self.removed = self._doc_freq("role", "dead")

    @classmethod
    def open(cls, path: Path) -> InvertedIndex:
        """The last commit at `path`.

        Raises:
            DerivedError: missing, damaged or without a marker.
        """
        if not (path / "meta.json").exists():
            raise DerivedError(f"{path}: no meta.json")
        with _tantivy_errors(path):
            index = tantivy.Index.open(str(path))
            index.config_reader("manual")
            return cls(path, index)

    def refreshed(self) -> InvertedIndex:
        """The last commit by now."""
        with _tantivy_errors(self.path):
            self._index.reload()
            return InvertedIndex(self.path, self._index)

    def _read_marker(self) -> Marker:
        query = tantivy.Query.term_query(self._schema, "role", "marker", "basic")
        found = self._searcher.search(query, 1, count=False, order_by_field="sequence").hits
        if not found:
            raise DerivedError(f"{self.path}: no marker")
        sequence, address = found[0]
        text = self._searcher.doc(address).get_first("marker")
        chain, tokens = str(text).split()
        return Marker(int(sequence), chain, int(tokens))

    def frequencies(self, query: HashArray) -> IntArray:
        """Live document frequency of each hash as of the marker: (t,) int64."""
        with _tantivy_errors(self.path):
            frequency = self._doc_freq
            counts = [
                frequency("body", word) - frequency("dead", word)
                if self.removed
                else frequency("body", word)
                for word in as_words(query).split()
            ]
        return np.array(counts, dtype=np.int64)

    def propose(
        self, query: HashArray, weights: ScoreArray, limit: int, documents: IntArray | None
    ) -> tuple[list[int], float]:
        """The `limit` passages tantivy finds best, and a bound on all others.

        Args:
            query: (t,) distinct hashes.
            weights: (t,) what each term shall weigh in the exact score; above 0.
            documents: numbers of the documents to search, None for all.

        Returns:
            Passage ids, removed ones among them, and a score that no exact BM25 score (see
            `ranking.bm25`, for any average length up to this index's own) of a passage left out
            exceeds; 0.0 when none was left out.
        """
        with _tantivy_errors(self.path):
            hits = self._searcher.search(
                self._query(query, weights, documents), limit, count=False
            ).hits
            values = self._searcher.fast_field_values("passage", [where for _, where in hits])
        ids = [int(value) for value in values if value is not None]
        return ids, float(hits[-1][0]) if len(hits) == limit else 0.0

    def average_length(self) -> float:
        """The mean length tantivy normalises by: markers and removed entries count as empty."""
        return self.marker.tokens / max(1, self._searcher.num_docs)

    def _query(
        self, query: HashArray, weights: ScoreArray, documents: IntArray | None
    ) -> tantivy.Query:
        """An OR of terms, boosted so that each weighs what it shall and not tantivy's own idf.

        tantivy counts removed passages in its idf; the boost divides that out again.
        """
        words = as_words(query).split()
        counts = np.array([self._doc_freq("body", word) for word in words])
        boosts = weights / inverse_document_frequency(self._searcher.num_docs, counts)
        terms = tantivy.Query.boolean_query(
            [
                (
                    tantivy.Occur.Should,
                    tantivy.Query.boost_query(
                        tantivy.Query.term_query(self._schema, "body", word, "freq"), float(boost)
                    ),
                )
                for word, boost in zip(words, boosts, strict=True)
            ]
        )
        if documents is None:
            return terms
        inside = tantivy.Query.term_set_query(self._schema, "document", documents.tolist())
        return tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, terms),
                (tantivy.Occur.Must, tantivy.Query.const_score_query(inside, 0.0)),
            ]
        )


def mirror(path: Path, scratch: Path) -> Path:
    """A writable stand-in for an index directory that cannot be written: links to its files.

    tantivy makes a lock file even to read.
    """
    stand_in = scratch / path.name
    stand_in.mkdir(exist_ok=True)
    for file in path.iterdir():
        link = stand_in / file.name
        if not link.exists() and file.suffix != ".lock":
            link.symlink_to(file.resolve())
    return stand_in
