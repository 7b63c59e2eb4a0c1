"""One writer at a time, across threads and processes.

The lock is an exclusive transaction on an empty SQLite file: the operating system releases it when
its holder dies, however it dies, and it behaves the same on Linux, macOS and Windows. Who holds it
is written beside it, for the message only.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import IndexLocked

if TYPE_CHECKING:
    from collections.abc import Iterator

LOCK_NAME = "writer.lock"
HOLDER_NAME = "writer.json"
POLL_SECONDS = 0.05


@contextmanager
def writer_lock(directory: Path, wait: float) -> Iterator[None]:
    """Hold the writer lock of `directory`.

    Args:
        wait: seconds to wait for another writer; 0 tries once.

    Raises:
        IndexLocked: another writer still holds it, naming its process, command and start.
        sqlite3.Error, OSError: the lock file cannot be made.
    """
    path = directory / LOCK_NAME
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as connection:
        _acquire(connection, directory, time.monotonic() + wait, wait)
        holder = directory / HOLDER_NAME
        try:
            holder.write_text(_self_description(), encoding="utf-8")
            yield
        finally:
            holder.unlink(missing_ok=True)
            connection.execute("ROLLBACK")


def _acquire(connection: sqlite3.Connection, directory: Path, deadline: float, wait: float) -> None:
    """Poll rather than use SQLite's own waiting, which Ctrl-C cannot interrupt."""
    while True:
        try:
            connection.execute("BEGIN EXCLUSIVE")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
        if time.monotonic() >= deadline:
            raise IndexLocked(
                f"索引正被另一个进程写入：{directory}（{_holder(directory)}），已等待 {wait:g} 秒。"
                f" Another process is writing to this index ({_holder(directory)}); "
                f"waited {wait:g} s.",
                "等它结束后重试，或结束该进程 / retry when it has ended, or stop that process",
            )
        time.sleep(POLL_SECONDS)


def _self_description() -> str:
    command = " ".join([Path(sys.argv[0] or "python").name, *sys.argv[1:]])
    since = datetime.now().astimezone().isoformat(timespec="seconds")
    return json.dumps({"pid": os.getpid(), "command": command[:200], "since": since})


def _holder(directory: Path) -> str:
    try:
        holder = json.loads((directory / HOLDER_NAME).read_text(encoding="utf-8"))
        return f"pid {holder['pid']}, {holder['command']}, since {holder['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "pid unknown"
