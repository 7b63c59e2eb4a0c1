"""Which folder every source was ingested from, and which row files are in completely.

Both are only conveniences: the folder tells `--prune` what it may remove, a completed row file need
not be parsed again. A lost or damaged ledger is started anew; then nothing is pruned unasked and
files are read once more.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from rag.store.connect import storage_errors

LEDGER_NAME = "ledger.sqlite"
_TABLE = """
CREATE TABLE IF NOT EXISTS file (
    source TEXT PRIMARY KEY,  -- of the file, not of its rows
    root TEXT NOT NULL,       -- absolute path of the folder it was found below
    complete TEXT             -- stamp of the content whose every row was stored
) WITHOUT ROWID
"""


class Ledger:
    """The ledger of one index directory, for its one writer.

    Every method raises StorageError when the disk refuses.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._path = directory / LEDGER_NAME
        with storage_errors(directory):
            try:
                self._connection = self._open()
            except sqlite3.OperationalError:
                raise  # the disk refuses; the file may be whole
            except sqlite3.DatabaseError:
                self._path.unlink(missing_ok=True)
                self._connection = self._open()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def found(self, files: Iterable[tuple[str, Path]]) -> None:
        """Note the root of each source before anything of it is stored."""
        rows = [(source, str(root)) for source, root in files]
        with storage_errors(self._directory), self._connection:
            self._connection.executemany(
                "INSERT INTO file VALUES (?, ?, NULL) "
                "ON CONFLICT DO UPDATE SET root = excluded.root",
                rows,
            )

    def roots(self) -> dict[str, Path]:
        """The folder each source was found below last."""
        with storage_errors(self._directory):
            rows = self._connection.execute("SELECT source, root FROM file").fetchall()
        return {source: Path(root) for source, root in rows}

    def below(self, root: Path) -> set[str]:
        """Sources of the files that were found below `root`, by this run or an earlier one."""
        with storage_errors(self._directory):
            rows = self._connection.execute("SELECT source FROM file WHERE root = ?", (str(root),))
            return {source for (source,) in rows}

    def complete(self, source: str) -> str | None:
        """The stamp given to `completed` last, if any."""
        with storage_errors(self._directory):
            row = self._connection.execute(
                "SELECT complete FROM file WHERE source = ?", (source,)
            ).fetchone()
        return row[0] if row else None

    def completed(self, source: str, stamp: str) -> None:
        """Note that everything in the file is stored."""
        with storage_errors(self._directory), self._connection:
            self._connection.execute(
                "UPDATE file SET complete = ? WHERE source = ?", (stamp, source)
            )

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(_TABLE)
        except sqlite3.DatabaseError:
            connection.close()
            raise
        return connection
