"""Where data is read from and where measuring keeps its indexes.

An index is kept in a folder named after the content it was built from, so it is built once.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from eval.readers import DatasetError, Paragraph
from rag import Assistant
from rag.config import Config
from rag.errors import IndexMismatch, IndexMissing
from rag.store import Index

if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection, Iterable, Sequence

    from rag.types import Document

DATA_VARIABLE = "POLICYQA_DATA"
DEFAULT = Config()


def add_folder_options(parser: argparse.ArgumentParser, data: bool = True) -> None:
    """--work, and --data for commands that read public data sets."""
    if data:
        help_data = f"folder of the data sets (default: ${DATA_VARIABLE})"
        parser.add_argument("--data", type=Path, metavar="DIR", help=help_data)
    help_work = "folder for indexes built here (default: the user's cache)"
    parser.add_argument("--work", type=Path, metavar="DIR", help=help_work)


def data_folder(option: Path | None) -> Path:
    """The folder given, else the one the environment names; DatasetError when neither exists."""
    value = option or (Path(os.environ[DATA_VARIABLE]) if os.environ.get(DATA_VARIABLE) else None)
    if value is None or not value.is_dir():
        seen = "no data folder given" if value is None else f"no folder {value}"
        raise DatasetError(f"没有数据目录 / {seen}", f"add --data DIR, or set {DATA_VARIABLE}")
    return value


def work_folder(option: Path | None) -> Path:
    """The folder given, else policyqa/eval in the user's cache; created when missing."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = option or cache / "policyqa" / "eval"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def paragraph_index(
    work: Path, name: str, paragraphs: Sequence[Paragraph], config: Config = DEFAULT
) -> Path:
    """An index where each paragraph is one document and its id the document's external id."""
    rows = rows_of(paragraphs)
    folder = work / f"{name}-{content_name(rows)}"
    source = write_once(folder / f"{name}.jsonl", rows)
    return ingested(folder / index_name(config), source, config=config)


def copy_without(index: Path, external_ids: Collection[str], name: str) -> Path:
    """A copy of an index, beside it, from which some documents are removed: nothing is embedded.

    The copy is kept under `name` and made anew when the index has changed.
    """
    with Index.open(index) as original:
        version = original.version
    copy = index.with_name(f"{name}-{version}")
    if not copy.exists():
        for old in index.parent.glob(f"{name}-*"):
            shutil.rmtree(old)
        partial = index.with_name(f"partial-{name}")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(index, partial)
        with Index.open(partial) as changed, changed.writer() as writer:
            for info in changed.documents():
                if info.external_id in external_ids:
                    writer.remove(info.id)
        partial.rename(copy)
    return copy


def shown_texts(index: Path) -> dict[str, Document]:
    """Every document of an index by id."""
    with Index.open(index) as opened:
        return {info.id: opened.document(info.id) for info in opened.documents()}


def content_name(text: str) -> str:
    """16 hexadecimal digits that stand for a text in the names of folders."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def passage_count(index: Path) -> int:
    """Live passages of an index."""
    with Index.open(index) as opened:
        return opened.passage_count()


def write_once(path: Path, text: str) -> Path:
    """Write a file whole or not at all, unless it is there; its folder is made."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(path.name + ".partial")
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    return path


def documents_index(work: Path, documents: Path, config: Config = DEFAULT) -> Path:
    """An index of the files below a folder, named after their names and bytes."""
    if not documents.is_dir():
        raise DatasetError(f"没有文档目录 / no folder of documents {documents}", "--docs DIR")
    digest = hashlib.sha256()
    for path in sorted(p for p in documents.rglob("*") if p.is_file()):
        digest.update(f"{path.relative_to(documents)}\0".encode() + _file_digest(path))
    folder = work / f"documents-{digest.hexdigest()[:16]}"
    folder.mkdir(parents=True, exist_ok=True)
    return ingested(folder / index_name(config), documents, config=config)


def index_name(config: Config) -> str:
    """The name of the folder of an index under these settings; most do not shape an index."""
    return "index" if config.fold_traditional else "index-unfolded"


def ingested(index: Path, *sources: Path, config: Config = DEFAULT) -> Path:
    """Ingest every time: unchanged documents are skipped, a changed loader is noticed.

    An index built by an earlier version of the product in another form is thrown away.
    """
    discard_if_outdated(index, config)
    with Assistant.open(index, config=config) as assistant:
        assistant.ingest(sources)
    return index


def discard_if_outdated(index: Path, config: Config) -> None:
    """Throw away an index that these settings cannot use: it is ours and can be made again."""
    try:
        Assistant.open(index, config=config, create=False).close()
    except IndexMissing:
        pass
    except IndexMismatch:
        shutil.rmtree(index)


def rows_of(paragraphs: Iterable[Paragraph]) -> str:
    """JSON Lines that the product ingests, one document per paragraph."""
    lines = []
    for paragraph in paragraphs:
        row = {"id": paragraph.id, "text": paragraph.text}
        if paragraph.date:
            row["date"] = paragraph.date
        lines.append(json.dumps(row, ensure_ascii=False) + "\n")
    return "".join(lines)


def _file_digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()
