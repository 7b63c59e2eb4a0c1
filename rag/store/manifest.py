"""Making an empty index with its manifest, and telling when an index is not the one asked for."""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING

from rag.errors import IndexMismatch, IndexMissing
from rag.store.connect import connect_new
from rag.store.lock import writer_lock
from rag.store.schema import FORMAT_VERSION, create_tables, has_tables

if TYPE_CHECKING:
    from pathlib import Path

    from rag.store.records import Manifest

CREATE_WAIT = 10.0  # seconds for another process that makes the same index


def ensure(directory: Path, manifest: Manifest) -> None:
    """Make an empty index in `directory` unless another process has just done so."""
    directory.mkdir(parents=True, exist_ok=True)
    with writer_lock(directory, CREATE_WAIT), closing(connect_new(directory)) as connection:
        if not has_tables(connection):
            values = {name: str(value) for name, value in asdict(manifest).items()}
            create_tables(connection, values, next_chain("", [values]))


def next_chain(chain: str, content: list[object]) -> str:
    """Hash of the history so far and one more change."""
    step = json.dumps([chain, *content], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(step.encode("utf-8", "surrogatepass")).hexdigest()


def missing(directory: Path) -> IndexMissing:
    return IndexMissing(
        f"这里没有索引：{directory}。 There is no index in {directory}.",
        f"先建立索引 / make one: policyqa ingest PATH --index {directory}",
    )


def compare(directory: Path, found: Manifest, expected: Manifest | None) -> None:
    """Refuse an index of another layout or made with other settings than `expected`.

    Raises:
        IndexMismatch: naming each difference and the command that mends it.
    """
    if found.format_version != FORMAT_VERSION:
        differences = [("format_version", found.format_version, FORMAT_VERSION)]
    elif expected is None:
        return
    else:
        wanted = asdict(expected)
        differences = [
            (name, value, wanted[name])
            for name, value in asdict(found).items()
            if value != wanted[name]
        ]
    if not differences:
        return
    listed = "; ".join(f"{name}: {have!r} ≠ {want!r}" for name, have, want in differences)
    remedy = "重新建立索引 / build a new index: policyqa ingest PATH --index NEW_DIR"
    if any(name.startswith("encoder") for name, _, _ in differences):
        remedy += f"; 或使用索引的编码器 / or use its encoder: --encoder {found.encoder}"
    raise IndexMismatch(
        f"索引 {directory} 与当前设置不符（索引 ≠ 设置）：{listed}。 "
        f"The index was made with other settings (index ≠ asked): {listed}.",
        remedy,
    )
