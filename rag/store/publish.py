"""Bringing the derived indexes up to the catalogue, or making them anew when they do not fit.

Only the holder of the writer lock runs this. Every step leaves a state readers can use: files are
finished before the row that names them changes, and rows of removed passages go only when the
inverted index has counted them out.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from embeddings.errors import VectorIndexError
from rag.store.catalog import Catalog, State
from rag.store.derived import (
    DerivedError,
    derived_path,
    fingerprint_files,
    is_whole,
    remove_old,
)
from rag.store.inverted import Entry, InvertedIndex, append
from rag.store.terms import unpack

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from pathlib import Path

DEAD_SHARE = 4  # a derived index is made anew when more than 1/4 of it is dead
TAIL_SHARE = 8  # the FAISS file when more than 1/8 would be outside it
SLACK = 256  # passages below which neither is worth it


def usable_inverted_index(directory: Path, catalog: Catalog, state: State) -> InvertedIndex | None:
    """The published inverted index if it is whole and belongs to this catalogue's history."""
    if state.lexical is None:
        return None
    path = derived_path(directory, "lexical", state.lexical.generation)
    if not is_whole(path, state.lexical.files):
        return None
    try:
        index = InvertedIndex.open(path)
    except (DerivedError, OSError):
        return None
    return index if fits(index, catalog, state) else None


def fits(index: InvertedIndex, catalog: Catalog, state: State) -> bool:
    """Whether the index stops at a change of this history that can be brought up to date."""
    change = catalog.change(index.marker.sequence)
    return (
        change is not None
        and change[0] == index.marker.chain
        and index.marker.sequence >= state.purged
    )


def publish(directory: Path, connection: sqlite3.Connection) -> None:
    """Bring both derived indexes up to date."""
    catalog = Catalog(connection)
    if catalog.state().sequence == 0:
        return
    _publish_lexical(directory, catalog)
    _publish_dense(directory, catalog)


def _publish_lexical(directory: Path, catalog: Catalog) -> None:
    state = catalog.state()
    index = usable_inverted_index(directory, catalog, state)
    if index is not None and state.lexical is not None and not _too_dead(index, catalog, state):
        if index.marker.sequence == state.sequence == state.lexical.sequence:
            return
        try:
            _append(directory, catalog, state, index, state.lexical.generation)
            return
        except DerivedError:
            pass  # damage that opening did not show: start over
    _append(directory, catalog, state, None, state.lexical.generation + 1 if state.lexical else 1)
    _compact(catalog)


def _too_dead(index: InvertedIndex, catalog: Catalog, state: State) -> bool:
    (removed,) = catalog.connection.execute(
        "SELECT count(*) FROM passage WHERE removed > ?", (index.marker.sequence,)
    ).fetchone()
    dead = index.removed + int(removed)
    return dead > SLACK and dead * DEAD_SHARE > state.passages


def _append(
    directory: Path, catalog: Catalog, state: State, index: InvertedIndex | None, generation: int
) -> None:
    """Append what `index` lacks, or everything to a new generation; then publish it."""
    path = derived_path(directory, "lexical", generation)
    reached = index.marker.sequence if index else 0
    change = catalog.change(reached) if index else None
    last_passage = change[1] if change else 0
    if index is None or reached < state.sequence:
        if index is None:
            remove_old(directory, "lexical", generation - 1)  # a half-made one of the same name
        added = _entries(
            catalog,
            "SELECT p.id, p.document, t.hashes FROM passage p JOIN terms t ON t.passage = p.id "
            "WHERE p.id > ? AND p.removed IS NULL ORDER BY p.id",
            (last_passage,),
        )
        removed = _entries(
            catalog,
            "SELECT p.id, p.document, t.hashes FROM passage p JOIN terms t ON t.passage = p.id "
            "WHERE p.removed > ? AND p.id <= ? ORDER BY p.id",
            (reached, last_passage),
        )
        append(path, added, removed, state.sequence, state.chain)
    with _transaction(catalog.connection):
        _record(catalog, "lexical", generation, state, 0, fingerprint_files(path))
        _purge(catalog, state.sequence)
    remove_old(directory, "lexical", generation)


def _entries(catalog: Catalog, sql: str, values: tuple[int, ...]) -> Iterator[Entry]:
    for passage, document, blob in catalog.connection.execute(sql, values):
        yield Entry(passage, document, unpack(blob))


def _record(
    catalog: Catalog, kind: str, generation: int, state: State, rows: int, files: str
) -> None:
    change = catalog.change(state.sequence)
    assert change is not None
    catalog.connection.execute(
        "INSERT OR REPLACE INTO published VALUES (?, ?, ?, ?, ?, ?)",
        (kind, generation, state.sequence, change[1], rows, files),
    )


def _purge(catalog: Catalog, sequence: int) -> None:
    """Drop the rows of passages removed up to `sequence`."""
    execute = catalog.connection.execute
    execute(
        "DELETE FROM terms WHERE passage IN (SELECT id FROM passage WHERE removed <= ?)",
        (sequence,),
    )
    execute("DELETE FROM passage WHERE removed <= ?", (sequence,))
    execute("UPDATE state SET purged = ?", (sequence,))


def _compact(catalog: Catalog) -> None:
    """Forget vectors no passage uses and give free pages back to the disk."""
    catalog.connection.execute("DELETE FROM vector WHERE id NOT IN (SELECT vector FROM passage)")
    catalog.connection.execute("PRAGMA incremental_vacuum").fetchall()


def _publish_dense(directory: Path, catalog: Catalog) -> None:
    from embeddings.vectors import (
        VectorIndex,
    )  # loads FAISS: readers of small indexes never need it

    state = catalog.state()
    if not state.passages or _dense_is_fresh(directory, catalog, state):
        return
    generation = state.dense.generation + 1 if state.dense else 1
    path = derived_path(directory, "dense", generation)
    ids, _, matrix = catalog.vectors_after(0)
    try:
        VectorIndex.build(ids, matrix).save(path)
    except VectorIndexError as error:
        raise DerivedError(str(error)) from error
    _record(catalog, "dense", generation, state, len(ids), fingerprint_files(path))
    remove_old(directory, "dense", generation)


def _dense_is_fresh(directory: Path, catalog: Catalog, state: State) -> bool:
    """Whether the published file is usable and holds most live passages and little else."""
    if state.dense is None:
        return False
    path = derived_path(directory, "dense", state.dense.generation)
    if not is_whole(path, state.dense.files) or not _opens(path):
        return False
    (tail,) = catalog.connection.execute(
        "SELECT count(*) FROM passage WHERE id > ? AND removed IS NULL", (state.dense.last_passage,)
    ).fetchone()
    live = state.passages - int(tail)
    dead = state.dense.rows - live
    too_long = tail > SLACK and tail * TAIL_SHARE > state.dense.rows
    return not too_long and not (dead > SLACK and dead * DEAD_SHARE > live)


def _opens(path: Path) -> bool:
    """Whether this version of FAISS can read the file."""
    from embeddings.vectors import VectorIndex

    try:
        VectorIndex.open(path)
    except VectorIndexError:
        return False
    return True


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
