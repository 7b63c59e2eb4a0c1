"""Opening the catalogue, also where nothing may be written, and naming what the disk refused."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import weakref
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import StorageError
from rag.store.derived import DerivedError
from rag.store.schema import CATALOG_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

BUSY_SECONDS = 10.0


def writable_file(path: Path) -> bool:
    return os.access(path, os.W_OK)


class Scratch:
    """A temporary directory made when first needed and removed when no longer."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._finalizer: weakref.finalize[[str, bool], Scratch] | None = None

    def path(self) -> Path:
        if self._path is None:
            self._path = Path(tempfile.mkdtemp(prefix="policyqa-"))
            self._finalizer = weakref.finalize(self, shutil.rmtree, str(self._path), True)
        return self._path

    def remove(self) -> None:
        if self._finalizer is not None:
            self._finalizer()
        self._path = self._finalizer = None


def writable(directory: Path) -> bool:
    """Whether files can be made in `directory` (a read-only mount refuses even root)."""
    return os.access(directory, os.W_OK | os.X_OK)


def connect(directory: Path) -> sqlite3.Connection:
    """A writer's connection to the catalogue, in autocommit mode."""
    connection = _open(f"{(directory / CATALOG_NAME).resolve().as_uri()}?mode=rw")
    # Acknowledged means on the disk: FULL syncs the log at every commit, fullfsync is for macOS.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA fullfsync = 1")
    return connection


def connect_reader(directory: Path, scratch: Scratch) -> sqlite3.Connection:
    """A connection that only reads, for any one thread at a time; also where nothing is writable.

    Reading a write-ahead log needs a shared memory file beside it. Without a log, SQLite may take
    the database as immutable; with one, which a killed writer can leave behind, a private copy of
    database and log is read, because ignoring the log would lose acknowledged documents.
    """
    catalog = directory / CATALOG_NAME
    if writable(directory) and writable_file(catalog):
        connection = _open(f"{catalog.resolve().as_uri()}?mode=rw")
        connection.execute("PRAGMA query_only = 1")
        return connection
    log = catalog.with_name(CATALOG_NAME + "-wal")
    if not log.exists() or not log.stat().st_size:
        return _open(f"{catalog.resolve().as_uri()}?mode=ro&immutable=1")
    copy = scratch.path() / CATALOG_NAME
    if not copy.exists():
        shutil.copyfile(log, copy.with_name(log.name))
        shutil.copyfile(catalog, copy)
    return _open(f"{copy.resolve().as_uri()}?mode=rw")


def connect_new(directory: Path) -> sqlite3.Connection:
    """Make `directory` and an empty catalogue in it, or open what an interrupted run left."""
    directory.mkdir(parents=True, exist_ok=True)
    connection = _open(f"{(directory / CATALOG_NAME).resolve().as_uri()}?mode=rwc")
    connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _open(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(
        uri, uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
    )


@contextmanager
def storage_errors(directory: Path) -> Iterator[None]:
    """Turn what SQLite and the operating system say into a StorageError with a remedy."""
    try:
        yield
    except sqlite3.Error as error:
        raise StorageError(*_explain(directory, error)) from error
    except DerivedError as error:
        raise StorageError(
            f"检索文件损坏或无法写入：{error}。 A search file is damaged or cannot be written.",
            f"检查空间后重试 / check space and run the command again: df -h {directory}",
        ) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise StorageError(
            f"无法读写索引目录 {directory}：{reason}。 Cannot read or write the index: {reason}.",
            f"检查空间与权限 / check space and permissions: df -h {directory}; ls -ld {directory}",
        ) from error


def _explain(directory: Path, error: sqlite3.Error) -> tuple[str, str]:
    name = getattr(error, "sqlite_errorname", "")
    if name.startswith("SQLITE_FULL"):
        seen = f"磁盘已满，未能写入 {directory}。 The disk is full; the last change was not stored."
        remedy = f"腾出空间后重新运行同一命令 / free space, then run it again: df -h {directory}"
    elif name.startswith(("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_CANTOPEN", "SQLITE_AUTH")):
        seen = f"没有权限打开索引 {directory}。 The index cannot be opened ({error})."
        remedy = (
            f"检查权限，或换一个目录 / check permissions or use --index DIR: ls -la {directory}"
        )
    elif name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        seen = f"索引数据库已损坏：{directory / CATALOG_NAME}。 The catalogue is damaged ({error})."
        remedy = (
            "恢复备份，或重新建立索引 / restore a backup, or build a new index: "
            "policyqa ingest PATH --index NEW_DIR"
        )
    else:
        seen = f"索引数据库出错：{error}。 The index database failed ({name or 'no code'})."
        remedy = (
            f"检查空间与权限 / check space and permissions: df -h {directory}; ls -la {directory}"
        )
    return seen, remedy
