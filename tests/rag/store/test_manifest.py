"""Missing and mismatching indexes name what was seen and the command that mends it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from rag.errors import IndexMismatch, IndexMissing, StorageError
from rag.store import Index
from tests.rag.store.samples import MANIFEST, new_document

if TYPE_CHECKING:
    from pathlib import Path


def test_a_missing_index_says_how_to_make_one(tmp_path: Path) -> None:
    for directory in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(IndexMissing, match=f"policyqa ingest PATH --index {directory}"):
            Index.open(directory, expect=MANIFEST)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("statement", ["SELECT 1", "PRAGMA journal_mode = WAL", "VACUUM"])
def test_an_interrupted_creation_counts_as_missing_and_can_be_redone(
    tmp_path: Path, statement: str
) -> None:
    with closing(sqlite3.connect(tmp_path / "catalog.sqlite")) as connection:
        connection.execute(statement)
    with pytest.raises(IndexMissing):
        Index.open(tmp_path)
    with Index.open(tmp_path, create=True, expect=MANIFEST) as index:
        assert index.manifest == MANIFEST


def test_the_manifest_is_what_the_index_was_made_with(index: Index) -> None:
    with Index.open(index.directory, create=True, expect=MANIFEST) as again:
        assert again.manifest == MANIFEST
    with Index.open(index.directory) as again:
        assert again.manifest == MANIFEST


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("encoder", "other-model"),
        ("encoder_fingerprint", "other-weights"),
        ("dimension", 99),
        ("chunking", "300 characters"),
        ("terms", "grams-2"),
    ],
)
def test_a_mismatch_names_both_sides_and_the_command(
    index: Index, field: str, value: str | int
) -> None:
    with pytest.raises(IndexMismatch) as caught:
        Index.open(index.directory, create=True, expect=replace(MANIFEST, **{field: value}))
    message = str(caught.value)
    assert repr(value) in message
    assert repr(getattr(MANIFEST, field)) in message
    assert "policyqa ingest PATH --index NEW_DIR" in message
    assert ("--encoder test" in message) == field.startswith("encoder")


def test_an_index_of_another_format_is_refused_without_being_asked(index: Index) -> None:
    index.close()
    with closing(sqlite3.connect(index.directory / "catalog.sqlite")) as connection, connection:
        connection.execute("UPDATE manifest SET value = 99 WHERE name = 'format_version'")
    with pytest.raises(IndexMismatch, match="99"):
        Index.open(index.directory)


def test_a_path_that_is_a_file_is_a_storage_error(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("not a directory")
    with pytest.raises(StorageError):
        Index.open(path, create=True, expect=MANIFEST)


def test_two_indexes_do_not_share_anything(tmp_path: Path) -> None:
    for name in ("one", "two"):
        with Index.open(tmp_path / name, create=True, expect=MANIFEST) as index:
            with index.writer() as writer:
                writer.put(new_document(name, ["大"]))
            assert [info.source for info in index.documents()] == [name]


def test_opening_loads_neither_torch_nor_faiss(index: Index) -> None:
    """A one-shot command pays for every import."""
    with index.writer() as writer:
        writer.put(new_document("a", ["大数据"]))
    index.close()
    program = (
        "import sys; from pathlib import Path; from rag.store import Index\n"
        "with Index.open(Path(sys.argv[1])) as index:\n"
        "    assert index.search_lexical(('大',), 5)\n"
        "print(sorted({'torch', 'faiss', 'transformers'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", program, str(index.directory)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
