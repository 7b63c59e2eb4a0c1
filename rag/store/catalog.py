"""Reading the SQLite catalogue: every function of an index that needs no ranking.

A `Catalog` is one connection; inside a read transaction all its answers belong to one state.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.store.codec import DOCUMENT_COLUMNS, archive_of, document_of
from rag.store.filters import where
from rag.store.records import Archive, DocumentInfo, FloatArray, IntArray, Known, Manifest
from rag.store.terms import SortKey, TermTable
from rag.types import Document, Filters, Passage, Span

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence

BATCH = 256  # ids asked for in one statement; a fixed number keeps the prepared statement
HOLES = ",".join("?" * BATCH)


@dataclass(frozen=True, slots=True)
class Published:
    """The derived index of one kind that readers may use."""

    generation: int
    sequence: int
    last_passage: int
    rows: int
    files: str


@dataclass(frozen=True, slots=True)
class State:
    """Where the catalogue stands; equal states mean equal answers."""

    sequence: int
    chain: str
    passages: int
    tokens: int
    purged: int
    lexical: Published | None
    dense: Published | None

    @property
    def version(self) -> str:
        """Number of changes and a hash of them all: "7-3fa9c1d2"."""
        return f"{self.sequence}-{self.chain[:8]}"


@dataclass(frozen=True, slots=True, eq=False)
class Allowed:
    """Live passages that pass a filter, and the documents they belong to; sorted int64."""

    passages: IntArray
    documents: IntArray


class Catalog:
    """Queries over one connection. Raises sqlite3.Error; callers name the directory."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def manifest(self) -> Manifest:
        values = dict(self.connection.execute("SELECT name, value FROM manifest"))
        return Manifest(
            encoder=values["encoder"],
            encoder_fingerprint=values["encoder_fingerprint"],
            dimension=int(values["dimension"]),
            chunking=values["chunking"],
            terms=values["terms"],
            format_version=int(values["format_version"]),
        )

    def state(self) -> State:
        sequence, chain, passages, tokens, purged = self.connection.execute(
            "SELECT sequence, chain, passages, tokens, purged FROM state"
        ).fetchone()
        published = {
            kind: Published(*rest)
            for kind, *rest in self.connection.execute(
                "SELECT kind, generation, sequence, last_passage, rows, files FROM published"
            )
        }
        lexical, dense = published.get("lexical"), published.get("dense")
        return State(sequence, chain, passages, tokens, purged, lexical, dense)

    def change(self, sequence: int) -> tuple[str, int] | None:
        """Chain and highest passage id after a change; None when there was no such change."""
        row: tuple[str, int] | None = self.connection.execute(
            "SELECT chain, last_passage FROM change WHERE sequence = ?", (sequence,)
        ).fetchone()
        return row

    def known(self) -> dict[str, Known]:
        rows = self.connection.execute(
            "SELECT source, content_hash, loader_version, id FROM document"
        )
        return {source: Known(content, loader, id_) for source, content, loader, id_ in rows}

    def documents(self, filters: Filters) -> list[DocumentInfo]:
        condition, values = where(filters)
        rows = self.connection.execute(
            "SELECT id, source, kind, title, external_id, publisher, date, date_origin, "
            f"characters, passages FROM document d WHERE {condition} ORDER BY source",
            values,
        )
        return [DocumentInfo(*row) for row in rows]

    def document_count(self) -> int:
        (count,) = self.connection.execute("SELECT count(*) FROM document").fetchone()
        return int(count)

    def document_number(self, document_id: str) -> int | None:
        row = self.connection.execute(
            "SELECT number FROM document WHERE id = ?", (document_id,)
        ).fetchone()
        return None if row is None else int(row[0])

    def document(self, number: int) -> Document:
        row = self.connection.execute(
            f"SELECT {DOCUMENT_COLUMNS} FROM document d JOIN body b ON b.document = d.number "
            "WHERE d.number = ?",
            (number,),
        ).fetchone()
        return document_of(row)

    def archive(self, number: int) -> Archive:
        row = self.connection.execute(
            "SELECT original, decoded, segments, dropped, boxes, encoding, conflicts "
            "FROM archive WHERE document = ?",
            (number,),
        ).fetchone()
        return archive_of(row)

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Live passages among `ids`."""
        rows = self._by_ids(
            "SELECT p.id, d.id, p.start, p.stop, p.heading_path, p.text "
            "FROM passage p JOIN document d ON d.number = p.document "
            f"WHERE p.id IN ({HOLES}) AND p.removed IS NULL",
            ids,
        )
        return {
            id_: Passage(document, Span(start, stop), text, tuple(json.loads(path)), id_)
            for id_, document, start, stop, path, text in rows
        }

    def passages_of(self, number: int) -> list[int]:
        """Ids of a document's live passages in reading order."""
        rows = self.connection.execute(
            "SELECT id FROM passage WHERE document = ? AND removed IS NULL ORDER BY start, id",
            (number,),
        )
        return [id_ for (id_,) in rows]

    def allowed(self, filters: Filters) -> Allowed:
        condition, values = where(filters)
        rows = self.connection.execute(
            "SELECT p.id, p.document FROM document d JOIN passage p ON p.document = d.number "
            f"WHERE {condition} AND p.removed IS NULL",
            values,
        ).fetchall()
        pairs = np.array(rows, dtype=np.int64).reshape(-1, 2)
        return Allowed(np.sort(pairs[:, 0]), np.unique(pairs[:, 1]))

    def terms(self, ids: Sequence[int]) -> TermTable:
        """Terms of the live passages among `ids`."""
        return TermTable.build(
            self._by_ids(
                "SELECT p.id, d.source, p.start, t.hashes FROM passage p "
                "JOIN document d ON d.number = p.document JOIN terms t ON t.passage = p.id "
                f"WHERE p.id IN ({HOLES}) AND p.removed IS NULL",
                ids,
            )
        )

    def terms_after(self, last_passage: int) -> TermTable:
        """Terms of the live passages with a higher id."""
        rows = self.connection.execute(
            "SELECT p.id, d.source, p.start, t.hashes FROM passage p "
            "JOIN document d ON d.number = p.document JOIN terms t ON t.passage = p.id "
            "WHERE p.id > ? AND p.removed IS NULL ORDER BY p.id",
            (last_passage,),
        )
        return TermTable.build(rows)

    def terms_removed(self, after: int, last_passage: int) -> TermTable:
        """Terms of passages up to `last_passage` that changes after `after` removed."""
        rows = self.connection.execute(
            "SELECT p.id, '', p.start, t.hashes FROM passage p JOIN terms t ON t.passage = p.id "
            "WHERE p.removed > ? AND p.id <= ? ORDER BY p.id",
            (after, last_passage),
        )
        return TermTable.build(rows)

    def vectors(self, ids: Sequence[int]) -> tuple[IntArray, list[SortKey], FloatArray]:
        """Of the live passages among `ids`, in no set order: ids, sort keys, (n, dim) rows."""
        return self._vector_rows(
            self._by_ids(
                "SELECT p.id, d.source, p.start, v.value FROM passage p "
                "JOIN document d ON d.number = p.document JOIN vector v ON v.id = p.vector "
                f"WHERE p.id IN ({HOLES}) AND p.removed IS NULL",
                ids,
            )
        )

    def vectors_after(self, last_passage: int) -> tuple[IntArray, list[SortKey], FloatArray]:
        """The same for all live passages with a higher id, in order of id."""
        rows = self.connection.execute(
            "SELECT p.id, d.source, p.start, v.value FROM passage p "
            "JOIN document d ON d.number = p.document JOIN vector v ON v.id = p.vector "
            "WHERE p.id > ? AND p.removed IS NULL ORDER BY p.id",
            (last_passage,),
        )
        return self._vector_rows(rows)

    def cached_vectors(self, keys: Sequence[bytes]) -> dict[bytes, FloatArray]:
        rows = self._by_ids(f"SELECT key, value FROM vector WHERE key IN ({HOLES})", keys)
        return {key: np.frombuffer(value, dtype="<f2").astype(np.float32) for key, value in rows}

    def _vector_rows(
        self, rows: Iterator[Any] | sqlite3.Cursor
    ) -> tuple[IntArray, list[SortKey], FloatArray]:
        listed = list(rows)
        ids = np.array([row[0] for row in listed], dtype=np.int64)
        matrix = np.frombuffer(b"".join(row[3] for row in listed), dtype="<f2")
        shaped = matrix.reshape(len(listed), -1) if listed else matrix.reshape(0, 0)
        return ids, [(row[1], row[2]) for row in listed], shaped.astype(np.float32)

    def _by_ids(self, sql: str, ids: Sequence[Any]) -> Iterator[Any]:
        """Rows of a statement that holds BATCH placeholders, for any number of ids."""
        for start in range(0, len(ids), BATCH):
            batch = list(ids[start : start + BATCH])
            yield from self.connection.execute(sql, batch + [None] * (BATCH - len(batch)))
