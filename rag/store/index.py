"""An index directory: open, read from many threads, write from one place at a time.

    with Index.open(directory, create=True, expect=manifest) as index:
        with index.writer() as writer:
            writer.put(new_document)              # on the disk when it returns
        with index.snapshot():                    # several calls, one state
            hits = index.search_dense(vector, 10)
            passages = index.passages([id_ for id_, _ in hits])

Ids are passage ids, given once and never reused. Every read belongs to a committed state, also one
that another process committed while the index was open. Any method may raise StorageError.
"""

from __future__ import annotations

import threading
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from rag.errors import IndexLocked, StorageError, UsageError
from rag.store.cache import DocumentCache
from rag.store.catalog import Catalog
from rag.store.connect import Scratch, connect, connect_reader, storage_errors, writable
from rag.store.lock import writer_lock
from rag.store.manifest import compare, ensure, missing
from rag.store.records import Status
from rag.store.schema import CATALOG_NAME, has_tables
from rag.store.terms import hash_each
from rag.store.view import View, Views
from rag.store.writer import Writer
from rag.types import Document, Filters, Passage

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator, Sequence
    from types import TracebackType

    from rag.store.records import Archive, DocumentInfo, FloatArray, Known, Manifest

CACHED_CHARACTERS = 8_000_000
WAIT_SECONDS = 10.0  # for another writer
TRIES = 5  # at a state that the inverted index has not run ahead of
CATCH_UP_AFTER = 256  # passages behind which opening brings the derived files up to date
EVERYTHING = Filters()


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A read transaction and the view of the state it sees."""

    catalog: Catalog
    view: View


class Index:
    """An open index. Use `Index.open`; close it or use it as a context manager."""

    def __init__(
        self, directory: Path, manifest: Manifest, scratch: Scratch, reader: sqlite3.Connection
    ) -> None:
        self.directory = directory
        self.manifest = manifest
        self._scratch = scratch
        self._idle = [reader]
        self._views = Views(directory, scratch)
        self._documents = DocumentCache(CACHED_CHARACTERS)
        self._local = threading.local()

    @classmethod
    def open(
        cls, directory: Path, *, create: bool = False, expect: Manifest | None = None
    ) -> Index:
        """Open the index in `directory`.

        Args:
            create: make it, with the manifest `expect`, if there is none.
            expect: what the caller will use; None takes what the index says.

        Raises:
            IndexMissing: there is no index and `create` is False.
            IndexMismatch: it was made with another manifest or by another version.
            StorageError: the disk refuses.
        """
        directory = Path(directory)
        scratch = Scratch()
        with storage_errors(directory), ExitStack() as on_error:
            reader = _open_reader(directory, scratch)
            if reader is None and create and expect is not None:
                ensure(directory, expect)
                reader = _open_reader(directory, scratch)
            if reader is None:
                raise missing(directory)
            on_error.callback(reader.close)
            manifest = Catalog(reader).manifest()
            compare(directory, manifest, expect)
            on_error.pop_all()
        index = cls(directory, manifest, scratch, reader)
        try:
            index._catch_up()
        except BaseException:
            index.close()
            raise
        return index

    def __enter__(self) -> Index:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close connections and files. Call when no thread is reading any more."""
        while self._idle:
            self._idle.pop().close()
        self._views = Views(self.directory, self._scratch)
        self._scratch.remove()

    # Reading

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All reads of this thread inside see one state, whatever is committed meanwhile."""
        if getattr(self._local, "reading", None) is not None:
            yield
            return
        with storage_errors(self.directory):
            connection = self._checkout()
            try:
                self._local.reading = self._begin(connection)
            except BaseException:
                connection.close()
                raise
        try:
            yield
        finally:
            self._local.reading = None
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            self._idle.append(connection)

    @property
    def version(self) -> str:
        """Number of changes and a hash over them all: "7-3fa9c1d2"; equal for equal history."""
        with self._reading() as reading:
            return reading.view.state.version

    def passage_count(self) -> int:
        """Live passages."""
        with self._reading() as reading:
            return reading.view.state.passages

    def status(self) -> Status:
        """How much is stored and whether the search files are ready."""
        with self._reading() as reading:
            state, lexical = reading.view.state, reading.view.lexical
            return Status(
                version=state.version,
                documents=reading.catalog.document_count(),
                passages=state.passages,
                lexical_ready=lexical.base is not None or not state.passages,
                lexical_tail=lexical.tail,
                dense_ready=self._views.vectors_whole(state),
            )

    def search_dense(
        self, vector: FloatArray, k: int, filters: Filters = EVERYTHING
    ) -> list[tuple[int, float]]:
        """The k passages of highest cosine as (id, cosine), best first.

        Args:
            vector: (dimension,) float, unit length.

        Raises:
            ValueError: `vector` has another shape or is not finite.
            UsageError: a date in `filters` cannot be read.
        """
        vector = np.asarray(vector, dtype=np.float32)
        if vector.shape != (self.manifest.dimension,) or not np.isfinite(vector).all():
            raise ValueError(f"query vector {vector.shape}, expected ({self.manifest.dimension},)")
        with self._reading() as reading:
            allowed = reading.view.allowed(reading.catalog, filters)
            return reading.view.dense.search(reading.catalog, vector, k, allowed)

    def search_lexical(
        self, terms: Sequence[str], k: int, filters: Filters = EVERYTHING
    ) -> list[tuple[int, float]]:
        """The k passages of highest BM25 as (id, score), best first; only those that share a term.

        A term given twice weighs twice.
        """
        with self._reading() as reading:
            allowed = reading.view.allowed(reading.catalog, filters)
            return reading.view.lexical.search(reading.catalog, terms, k, allowed)

    def doc_freq(self, terms: Sequence[str]) -> dict[str, int]:
        """How many live passages hold each term."""
        distinct, places = np.unique(hash_each(terms), return_inverse=True)
        with self._reading() as reading:
            counts = reading.view.lexical.frequencies(distinct)
        return dict(zip(terms, counts[places].tolist(), strict=True))

    def passages(self, ids: Sequence[int]) -> list[Passage]:
        """The passages in the order of `ids`; without those removed since."""
        with self._reading() as reading:
            found = reading.catalog.passages(ids)
        return [found[id_] for id_ in ids if id_ in found]

    def passages_of(self, document_id: str) -> list[Passage]:
        """A document's passages in reading order."""
        with self._reading() as reading:
            number = self._number(reading, document_id)
            return self.passages(reading.catalog.passages_of(number))

    def vectors(self, ids: Sequence[int]) -> FloatArray:
        """(n, dimension) float32 in the order of `ids`.

        Raises:
            KeyError: one of them is not live.
        """
        with self._reading() as reading:
            found, _, matrix = reading.catalog.vectors(ids)
        rows = {id_: row for row, id_ in enumerate(found.tolist())}
        if not ids:
            return np.zeros((0, self.manifest.dimension), dtype=np.float32)
        return matrix[[rows[id_] for id_ in ids]]

    def document(self, document_id: str) -> Document:
        """A document with text and structure; recent ones come from memory.

        Raises:
            UsageError: there is none of that id.
        """
        with self._reading() as reading:
            number = self._number(reading, document_id)
            document = self._documents.get(number)
            if document is None:
                document = reading.catalog.document(number)
                self._documents.add(number, document)
            return document

    def documents(self, filters: Filters = EVERYTHING) -> list[DocumentInfo]:
        """The documents that pass `filters`, by source."""
        with self._reading() as reading:
            return reading.catalog.documents(filters)

    def archive(self, document_id: str) -> Archive:
        """The original bytes, the decoded text, what was dropped, and the map between them."""
        with self._reading() as reading:
            return reading.catalog.archive(self._number(reading, document_id))

    def known(self) -> dict[str, Known]:
        """What is stored under each source."""
        with self._reading() as reading:
            return reading.catalog.known()

    # Writing

    @contextmanager
    def writer(self, wait: float = WAIT_SECONDS) -> Iterator[Writer]:
        """Become the one writer; derived files are brought up to date at a regular end.

        Raises:
            IndexLocked: another writer did not end within `wait` seconds.
        """
        if not writable(self.directory):
            raise StorageError(
                f"索引目录只读：{self.directory}。 The index directory cannot be written.",
                f"检查权限，或用 --index 指定别的目录 / check permissions or use another --index: "
                f"ls -ld {self.directory}",
            )
        with ExitStack() as stack:
            with storage_errors(self.directory):
                stack.enter_context(writer_lock(self.directory, wait))
                connection = stack.enter_context(closing(connect(self.directory)))
            writer = Writer(self.directory, connection, self.manifest.dimension)
            yield writer
            writer.publish()
            writer.checkpoint()

    def _catch_up(self) -> None:
        """Finish what an interrupted writer left, unless someone else writes or nobody can."""
        status = self.status()
        ready = status.lexical_ready and status.dense_ready
        if (not ready or status.lexical_tail > CATCH_UP_AFTER) and writable(self.directory):
            try:
                with self.writer(wait=0):
                    pass
            except (IndexLocked, StorageError):
                pass  # searching works without, only slower

    @contextmanager
    def _reading(self) -> Iterator[Reading]:
        with storage_errors(self.directory), self.snapshot():
            yield self._local.reading

    def _begin(self, connection: sqlite3.Connection) -> Reading:
        catalog = Catalog(connection)
        for attempt in range(1, TRIES + 1):
            connection.execute("BEGIN")
            view = self._views.of(catalog, last_try=attempt == TRIES)
            if view is not None:
                return Reading(catalog, view)
            connection.execute("ROLLBACK")
        raise AssertionError("the last try gives a view")

    def _checkout(self) -> sqlite3.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return connect_reader(self.directory, self._scratch)

    def _number(self, reading: Reading, document_id: str) -> int:
        number = reading.catalog.document_number(document_id)
        if number is None:
            raise UsageError(
                f"索引里没有文档 {document_id}。 There is no document {document_id} in the index.",
                f"列出文档 / list them: policyqa docs list --index {self.directory}",
            )
        return number


def _open_reader(directory: Path, scratch: Scratch) -> sqlite3.Connection | None:
    """A connection to the catalogue, None when there is none or its making was interrupted."""
    if not (directory / CATALOG_NAME).exists():
        return None
    reader = connect_reader(directory, scratch)
    if has_tables(reader):
        return reader
    reader.close()
    return None
