"""Search files may be lost, damaged or of another history: answers stay, files come back."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.errors import StorageError
from rag.store import Index
from tests.rag.store.samples import (
    Reference,
    assert_ranks_like,
    new_document,
    random_documents,
    sentences,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def derived(directory: Path) -> list[Path]:
    return sorted(p for p in directory.glob("lexical-*/*") if p.suffix != ".lock") + sorted(
        directory.glob("dense-*")
    )


def remove_everything(directory: Path) -> None:
    for path in directory.glob("lexical-*"):
        shutil.rmtree(path)
    for path in directory.glob("dense-*"):
        path.unlink()


def rewrite(path: Path, data: bytes) -> None:
    """Other bytes in the file's place; whoever has the old file mapped into memory keeps it.

    Cutting a mapped file short would end the process: the index that was closed may still be let
    go of by a thread of the engine's own.
    """
    beside = path.with_name(f"{path.name}.new")
    beside.write_bytes(data)
    beside.replace(path)


def each(change: Callable[[Path], object]) -> Callable[[Path], None]:
    def damage(directory: Path) -> None:
        for path in derived(directory):
            change(path)

    return damage


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    if data:
        data[len(data) // 2] ^= 0xFF
    rewrite(path, bytes(data))


def one(pattern: str, change: Callable[[Path], object]) -> Callable[[Path], None]:
    def damage(directory: Path) -> None:
        found = list(directory.glob(pattern))
        assert found
        for path in found:
            change(path)

    return damage


DAMAGE = {
    "all missing": remove_everything,
    "all empty": each(lambda path: rewrite(path, b"")),
    "all cut": each(lambda path: rewrite(path, path.read_bytes()[: path.stat().st_size // 2])),
    "all flipped": each(flip),
    "all garbage": each(lambda path: rewrite(path, b"garbage" * 999)),
    "no meta": one("lexical-*/meta.json", Path.unlink),
    "terms cut": one("lexical-*/*.term", lambda path: rewrite(path, path.read_bytes()[:-9])),
    "terms flipped": one("lexical-*/*.idx", flip),
    "numbers missing": one("lexical-*/*.fast", Path.unlink),
    "vectors missing": one("dense-*.faiss", Path.unlink),
    "vectors flipped": one("dense-*.faiss", flip),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_damage_is_mended_on_opening(
    filled: tuple[Index, Reference], damage: Callable[[Path], None]
) -> None:
    index, reference = filled
    directory, version = index.directory, index.version
    index.close()
    damage(directory)
    with Index.open(directory) as again:
        assert again.version == version
        assert_ranks_like(again, reference, sentences(1, 3))
        assert again.status().lexical_ready
        assert again.status().dense_ready
    with Index.open(directory) as again, again.writer() as writer:
        new = new_document("new", ["云计算"])
        writer.put(new)
        reference.put(new)
        assert_ranks_like(again, reference, sentences(2, 3))


def test_while_another_writes_damage_is_scanned_around(filled: tuple[Index, Reference]) -> None:
    index, reference = filled
    with index.writer():
        remove_everything(index.directory)
        with Index.open(index.directory) as reader:
            assert not reader.status().lexical_ready
            assert_ranks_like(reader, reference, sentences(1, 3))
    with Index.open(index.directory) as reader:
        assert derived(index.directory)
        assert_ranks_like(reader, reference, sentences(2, 3))


def test_files_of_another_history_are_not_used(filled: tuple[Index, Reference]) -> None:
    """An older catalogue put back beside newer search files, then changed differently."""
    index, reference = filled
    directory = index.directory
    index.close()
    backup = (directory / "catalog.sqlite").read_bytes()
    with Index.open(directory) as newer, newer.writer() as writer:
        writer.put(new_document("lost", ["云云云"]))
    (directory / "catalog.sqlite").write_bytes(backup)
    with Index.open(directory) as older:
        assert_ranks_like(older, reference, sentences(1, 3))
        with older.writer() as writer:
            kept = new_document("kept", ["据据据"])
            writer.put(kept)
            reference.put(kept)
        assert_ranks_like(older, reference, [*sentences(2, 3), "云云", "据据"])


def test_at_most_two_generations_stay(index: Index) -> None:
    for seed in range(5):
        with index.writer() as writer:
            writer.put_many(random_documents(random.Random(seed), 300))
    kinds = [path.name.split("-")[0] for path in index.directory.iterdir() if "-0" in path.name]
    assert sorted(kinds) == ["dense", "dense", "lexical", "lexical"]


def test_a_half_made_generation_is_cleared_away(filled: tuple[Index, Reference]) -> None:
    index, reference = filled
    (index.directory / "lexical-000002").mkdir()
    (index.directory / "lexical-000002" / "meta.json").write_text("{}")
    (index.directory / "dense-000002.faiss").write_bytes(b"half")
    unnamed = index.directory / ".dense-000002.faiss.x1_y"
    unnamed.write_bytes(b"half")
    index.close()
    with Index.open(index.directory) as again:
        shutil.rmtree(index.directory / "lexical-000001")
        (index.directory / "dense-000001.faiss").unlink()
        with again.writer():
            pass
        assert_ranks_like(again, reference, sentences(1, 3))
        assert not unnamed.exists()


def test_a_damaged_catalogue_is_named_with_the_way_out(filled: tuple[Index, Reference]) -> None:
    index, _ = filled
    index.close()
    catalog = index.directory / "catalog.sqlite"
    catalog.write_bytes(b"not a database, only some text" * 200)
    with pytest.raises(StorageError, match="policyqa ingest PATH --index NEW_DIR"):
        Index.open(index.directory)
