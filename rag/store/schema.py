"""Tables of the SQLite catalogue, the one file of an index that is not derived from another.

A change (`put` or `remove`) gets the next sequence number and extends a hash chain, so two
catalogues with the same sequence and chain hold the same documents put in the same order.
Passages are never updated: a replaced one gets `removed`, stays until the derived indexes know of
it, and its id is never used again (AUTOINCREMENT).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

FORMAT_VERSION = 1
CATALOG_NAME = "catalog.sqlite"

TABLES = """
CREATE TABLE manifest (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    sequence INTEGER NOT NULL,  -- number of the last change
    chain TEXT NOT NULL,        -- hash over the manifest and every change so far
    passages INTEGER NOT NULL,  -- live passages
    tokens INTEGER NOT NULL,    -- their terms, repeats included
    purged INTEGER NOT NULL     -- rows of passages removed up to this change are gone
);
CREATE TABLE change (
    sequence INTEGER PRIMARY KEY,
    action TEXT NOT NULL,
    document_id TEXT NOT NULL,
    last_passage INTEGER NOT NULL,  -- highest passage id given out so far
    chain TEXT NOT NULL
);
CREATE TABLE published (
    kind TEXT PRIMARY KEY,          -- "lexical" or "dense"
    generation INTEGER NOT NULL,    -- names the directory or file
    sequence INTEGER NOT NULL,      -- changes it knows of
    last_passage INTEGER NOT NULL,  -- passages above this id are its tail
    rows INTEGER NOT NULL,          -- vectors in the file; 0 for the lexical index
    files TEXT NOT NULL             -- JSON {name: check value}, to notice damage
) WITHOUT ROWID;
CREATE TABLE document (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    external_id TEXT,
    publisher TEXT,
    author TEXT,
    reference TEXT,
    date TEXT,
    date_origin TEXT,
    url TEXT,
    title_key TEXT NOT NULL,
    publisher_key TEXT,
    first_day TEXT,  -- the period `date` stands for
    last_day TEXT,
    content_hash TEXT NOT NULL,
    loader_version TEXT NOT NULL,
    characters INTEGER NOT NULL,
    passages INTEGER NOT NULL
);
CREATE TABLE body (
    document INTEGER PRIMARY KEY, text BLOB NOT NULL, pages BLOB NOT NULL, structure BLOB NOT NULL
);
CREATE TABLE archive (
    document INTEGER PRIMARY KEY,
    original BLOB NOT NULL,
    decoded BLOB NOT NULL,
    segments BLOB NOT NULL,
    dropped BLOB NOT NULL,
    boxes BLOB,
    encoding TEXT,
    conflicts TEXT NOT NULL
);
CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document INTEGER NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    heading_path TEXT NOT NULL,
    length INTEGER NOT NULL,  -- terms, repeats included
    vector INTEGER NOT NULL,
    added INTEGER NOT NULL,
    removed INTEGER,          -- change that removed it; NULL while live
    text TEXT NOT NULL
);
CREATE INDEX passage_document ON passage (document);
CREATE INDEX passage_removed ON passage (removed) WHERE removed IS NOT NULL;
CREATE TABLE terms (passage INTEGER PRIMARY KEY, hashes BLOB NOT NULL);
CREATE TABLE vector (id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, value BLOB NOT NULL);
"""


def create_tables(connection: sqlite3.Connection, manifest: dict[str, str], chain: str) -> None:
    """Fill an empty database in one transaction, so that a crash leaves it empty or complete."""
    connection.executescript("BEGIN IMMEDIATE;" + TABLES)
    connection.executemany("INSERT INTO manifest VALUES (?, ?)", manifest.items())
    connection.execute("INSERT INTO state VALUES (1, 0, ?, 0, 0, 0)", (chain,))
    connection.execute("COMMIT")


def has_tables(connection: sqlite3.Connection) -> bool:
    """Whether this is one of our catalogues (an interrupted creation leaves an empty file)."""
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'state'").fetchone()
    return found is not None
