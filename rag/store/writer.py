"""Changing an index: one transaction per put or remove, then the derived files brought up to date.

A call that has returned is on the disk. What is published may lag behind; readers score the rest
exactly, so a search never misses an acknowledged document.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np

from rag.store.catalog import Catalog
from rag.store.codec import archive_row, pack_pages, pack_structure, pack_text
from rag.store.connect import storage_errors
from rag.store.filters import match_key, period
from rag.store.manifest import next_chain
from rag.store.publish import publish
from rag.store.terms import hash_terms, pack

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from rag.store.records import FloatArray, Known, NewDocument, NewPassage

PUBLISH_AFTER = 2000  # changed passages that readers need not score one by one any longer
UNIT_TOLERANCE = 0.01


class Writer:
    """The one writer of an index; made by `Index.writer()`, for use in one thread.

    Every method raises StorageError when the disk refuses; what was acknowledged before stays.
    """

    def __init__(self, directory: Path, connection: sqlite3.Connection, dimension: int) -> None:
        self._directory = directory
        self._connection = connection
        self._catalog = Catalog(connection)
        self._dimension = dimension
        self._unpublished = 0

    def known(self) -> dict[str, Known]:
        """What is stored under each source."""
        with storage_errors(self._directory):
            return self._catalog.known()

    def cached_vectors(self, keys: Sequence[bytes]) -> dict[bytes, FloatArray]:
        """Stored vectors of those of `keys` that are known (see `vector_key`): (dim,) float32."""
        with storage_errors(self._directory):
            return self._catalog.cached_vectors(keys)

    def put(self, document: NewDocument) -> None:
        """Store a document in place of the one of the same source, if any.

        Raises:
            ValueError: a span, vector or date is not what NewDocument promises; nothing is stored.
        """
        self.put_many([document])

    def put_many(self, documents: Sequence[NewDocument]) -> None:
        """Store several documents in one transaction: all of them or, on any error, none."""
        for document in documents:
            _check(document, self._dimension)
        with storage_errors(self._directory), self._transaction():
            for document in documents:
                self._put(document)
        self._publish_when_due()

    def remove(self, document_id: str) -> bool:
        """Remove a document; False when there is none of that id."""
        with storage_errors(self._directory), self._transaction():
            number = self._catalog.document_number(document_id)
            if number is None:
                return False
            sequence, removed, tokens = self._retire(number)
            self._advance(sequence, "remove", [document_id], -removed, -tokens)
        self._publish_when_due()
        return True

    def publish(self) -> None:
        """Bring tantivy and FAISS up to date and drop what only they still needed."""
        with storage_errors(self._directory):
            publish(self._directory, self._connection)
        self._unpublished = 0

    def checkpoint(self) -> None:
        """Move the log into the catalogue file, as far as readers allow at once."""
        with storage_errors(self._directory):
            self._connection.execute("PRAGMA busy_timeout = 0")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _publish_when_due(self) -> None:
        if self._unpublished >= PUBLISH_AFTER:
            self.publish()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def _put(self, new: NewDocument) -> None:
        old = self._connection.execute(
            "SELECT number FROM document WHERE source = ?", (new.document.source,)
        ).fetchone()
        if old is None:
            sequence, removed, removed_tokens = self._next_sequence(), 0, 0
        else:
            sequence, removed, removed_tokens = self._retire(old[0])
        number = self._insert_document(new)
        tokens = sum(
            self._insert_passage(number, sequence, new.document.text, passage)
            for passage in new.passages
        )
        self._advance(
            sequence, "put", _content(new), len(new.passages) - removed, tokens - removed_tokens
        )
        self._unpublished += len(new.passages)

    def _next_sequence(self) -> int:
        (sequence,) = self._connection.execute("SELECT sequence FROM state").fetchone()
        return int(sequence) + 1

    def _retire(self, number: int) -> tuple[int, int, int]:
        """Take a document out: the change's number, passages and tokens that go with it."""
        sequence = self._next_sequence()
        count, tokens = self._connection.execute(
            "SELECT count(*), coalesce(sum(length), 0) FROM passage "
            "WHERE document = ? AND removed IS NULL",
            (number,),
        ).fetchone()
        self._connection.execute(
            "UPDATE passage SET removed = ? WHERE document = ? AND removed IS NULL",
            (sequence, number),
        )
        for table, column in (
            ("document", "number"),
            ("body", "document"),
            ("archive", "document"),
        ):
            self._connection.execute(f"DELETE FROM {table} WHERE {column} = ?", (number,))
        self._unpublished += count
        return sequence, count, tokens

    def _insert_document(self, new: NewDocument) -> int:
        document = new.document
        first, last = period(document.date) if document.date else (None, None)
        publisher = None if document.publisher is None else match_key(document.publisher)
        values = (
            document.id,
            document.source,
            document.kind,
            document.title,
            document.external_id,
            document.publisher,
            document.author,
            document.number,
            document.date,
            document.date_origin,
            document.url,
            match_key(document.title),
            publisher,
            first,
            last,
            new.content_hash,
            new.loader_version,
            len(document.text),
            len(new.passages),
        )
        holes = ", ".join("?" * len(values))
        number = self._connection.execute(
            f"INSERT INTO document VALUES (NULL, {holes})", values
        ).lastrowid
        assert number is not None
        self._connection.execute(
            "INSERT INTO body VALUES (?, ?, ?, ?)",
            (
                number,
                pack_text(document.text),
                pack_pages(document.pages),
                pack_structure(document.structure),
            ),
        )
        self._connection.execute(
            "INSERT INTO archive VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (number, *archive_row(new.archive)),
        )
        return number

    def _insert_passage(self, number: int, sequence: int, text: str, new: NewPassage) -> int:
        """Store one passage; the number of its terms."""
        execute = self._connection.execute
        value = np.asarray(new.vector).astype("<f2").tobytes()
        execute("INSERT OR IGNORE INTO vector (key, value) VALUES (?, ?)", (new.vector_key, value))
        (vector,) = execute("SELECT id FROM vector WHERE key = ?", (new.vector_key,)).fetchone()
        path = json.dumps(new.heading_path, ensure_ascii=False)
        passage = execute(
            "INSERT INTO passage VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, NULL, ?)",
            (
                number,
                new.span.start,
                new.span.end,
                path,
                len(new.terms),
                vector,
                sequence,
                new.span.of(text),
            ),
        ).lastrowid
        execute("INSERT INTO terms VALUES (?, ?)", (passage, pack(hash_terms(new.terms))))
        return len(new.terms)

    def _advance(
        self, sequence: int, action: str, content: list[object], passages: int, tokens: int
    ) -> None:
        """Write the change and the state it leads to."""
        execute = self._connection.execute
        (chain,) = execute("SELECT chain FROM state").fetchone()
        chain = next_chain(chain, [action, *content])
        document_id = str(content[0])
        execute(
            "INSERT INTO change VALUES (?, ?, ?, "
            "coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'passage'), 0), ?)",
            (sequence, action, document_id, chain),
        )
        execute(
            "UPDATE state SET sequence = ?, chain = ?, "
            "passages = passages + ?, tokens = tokens + ?",
            (sequence, chain, passages, tokens),
        )


def _content(new: NewDocument) -> list[object]:
    """What a change is known by: all that answers depend on except the arithmetic of vectors."""
    document = new.document
    spans = [[p.span.start, p.span.end, list(p.heading_path)] for p in new.passages]
    return [
        document.id,
        document.source,
        document.title,
        document.publisher,
        document.date,
        document.external_id,
        new.content_hash,
        new.loader_version,
        spans,
    ]


def _check(new: NewDocument, dimension: int) -> None:
    document = new.document
    if document.date is not None:
        period(document.date)
    for passage in new.passages:
        if passage.span.end > len(document.text):
            raise ValueError(f"{document.source}: {passage.span} beyond {len(document.text)}")
        vector = np.asarray(passage.vector, dtype=np.float32)
        if vector.shape != (dimension,):
            raise ValueError(f"{document.source}: vector {vector.shape}, expected ({dimension},)")
        length = float(np.linalg.norm(vector))
        if not abs(length - 1.0) <= UNIT_TOLERANCE:
            raise ValueError(f"{document.source}: vector of length {length:.4f}, expected 1")
