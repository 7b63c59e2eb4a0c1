"""One file to its documents: bytes -> reader -> repair -> metadata.

Bad files come out as `LoadError` values beside the good ones, so that one of them never stops a
run. Only a wrong request (an unknown encoding) is raised.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path, PurePath
from typing import BinaryIO

from rag.errors import LoadError
from rag.loading.base import Draft, Loaded
from rag.loading.decode import decode, known_encoding
from rag.loading.html import read_html
from rag.loading.jsonl import RowReader
from rag.loading.markdown import read_markdown
from rag.loading.metadata import resolve
from rag.loading.repair import repair
from rag.loading.sniff import UNSUPPORTED, binary_kind, text_kind, unsupported
from rag.loading.text_reader import read_text

# Part of what makes a document unchanged: raise it when any reader or repair gives other text.
LOADER_VERSION = "5"
MAX_BYTES = 200_000_000
_FEW_ROWS = 5  # bad rows told one by one when a .jsonl file has no good one
_PATIENCE = 1000  # bad rows after which a .jsonl file is reported row by row all the same
_HEAD = 4096  # bytes looked at before a file of another type is read whole


def load_file(
    path: Path, source: str, *, encoding: str | None = None, limit: int = MAX_BYTES
) -> Iterator[Loaded | LoadError]:
    """The documents of one file, or the reason there is none; rows of .jsonl one by one.

    Args:
        path: the file.
        source: its name in the index; a row's is "<source>#<id>".
        encoding: reads text files in this encoding instead of finding it out.
        limit: bytes a file (of .jsonl: a row) may have.

    Raises:
        UsageError: `encoding` is not known (at once, not on iteration).
    """
    name = known_encoding(encoding) if encoding else None
    return _guarded(_file(path, source, name, limit), path.name)


def load_bytes(
    data: bytes, name: str, source: str, *, encoding: str | None = None, limit: int = MAX_BYTES
) -> Iterator[Loaded | LoadError]:
    """As `load_file`, for bytes sent to a server; `name` is the file name given with them."""
    encoding = known_encoding(encoding) if encoding else None
    if PurePath(name).suffix.lower() == ".jsonl" and not _is_binary(data):
        return _guarded(_rows(BytesIO(data), source, encoding, limit), name)
    return _guarded(_document(data, name, source, encoding, limit), name)


def _guarded(documents: Iterable[Loaded | LoadError], name: str) -> Iterator[Loaded | LoadError]:
    """Errors become values, those nobody foresaw too: the other files must go on."""
    try:
        yield from documents
    except LoadError as error:
        yield error
    except OSError as error:
        reason = error.strerror or str(error)
        yield LoadError(
            f"无法读取文件（{reason}）。/ Cannot read {name}: {reason}.", f"ls -l {name}"
        )
    except Exception as error:  # a reader's own fault, met in a file no test foresaw
        yield LoadError(
            f"读取时出现意外错误。/ Unexpected {type(error).__name__}: {str(error)[:200]}",
            "请报告此文件；可先另存为 .txt 再导入 / please report it; try saving it as .txt",
        )


def _file(
    path: Path, source: str, encoding: str | None, limit: int
) -> Iterator[Loaded | LoadError]:
    suffix = path.suffix.lower()
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
        stream.seek(0)
        if suffix == ".jsonl" and not _is_binary(head):
            yield from _rows(stream, source, encoding, limit)
            return
        size = path.stat().st_size
        if suffix in UNSUPPORTED and size > limit:
            raise unsupported(path.name, suffix)
        if size > limit:
            raise _too_large(size, limit)
        yield from _document(stream.read(), path.name, source, encoding, limit)


def _document(
    data: bytes, name: str, source: str, encoding: str | None, limit: int
) -> Iterator[Loaded | LoadError]:
    """The one document of a file."""
    if len(data) > limit:
        raise _too_large(len(data), limit)
    kind = binary_kind(data, name)
    if kind == "pdf":
        from rag.loading.pdf import read_pdf

        draft = read_pdf(data, name)
    elif kind == "docx":
        from rag.loading.docx import read_docx

        draft = read_docx(data, name)
    else:
        kind, draft = _text(data, name, encoding)
    yield _finished(replace(draft, original=data), kind, source)


def _text(data: bytes, name: str, encoding: str | None) -> tuple[str, Draft]:
    text, found = decode(data, encoding)
    kind = text_kind(text, name)
    if kind == "html":
        return kind, read_html(text, found)
    return kind, read_markdown(text, found) if kind == "md" else read_text(text, found)


def _rows(
    stream: BinaryIO, source: str, encoding: str | None, limit: int
) -> Iterator[Loaded | LoadError]:
    """The documents of a .jsonl file; bad rows are errors between them.

    A file of something else (no row is a document) is one error, not thousands.
    """
    waiting: list[LoadError] | None = []  # errors held back until a row is a document
    for row in RowReader(encoding).rows(_lines(stream, encoding, limit)):
        found = row if isinstance(row, LoadError) else _finished_row(row, source)
        if isinstance(found, LoadError) and waiting is not None and len(waiting) < _PATIENCE:
            waiting.append(found)
            continue
        yield from waiting or ()
        waiting = None
        yield found
    if waiting is not None and not waiting:
        binary_kind(b"", source)  # raises: the file is empty
    if waiting and len(waiting) > _FEW_ROWS:
        first = waiting[0]
        raise LoadError(
            f"{len(waiting)} 行中没有一行是文档；{first.message}"
            f" (none of {len(waiting)} rows is a document)",
            first.remedy,
        )
    yield from waiting or ()


def _finished_row(row: Draft, source: str) -> Loaded | LoadError:
    try:
        return _finished(row, "jsonl", f"{source}#{row.external_id}")
    except LoadError as error:
        return LoadError(f"{row.external_id}：{error.message}", error.remedy)


def _lines(stream: BinaryIO, encoding: str | None, limit: int) -> Iterator[bytes]:
    """Lines of a stream; a UTF-16 file, whose line ends are two bytes, is read whole."""
    mark = stream.read(2)
    stream.seek(0)
    wide = mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    if wide or (encoding or "").startswith(("utf-16", "utf-32")):
        text, _ = decode(stream.read(limit + 1)[: limit + 1], None if wide else encoding)
        yield from (line.encode("utf-8") for line in text.split("\n"))
        return
    while line := stream.readline(limit + 1):
        if len(line) > limit:
            raise _too_large(len(line), limit)
        yield line


def _finished(draft: Draft, kind: str, source: str) -> Loaded:
    """Repair the draft, settle its metadata, and freeze it."""
    draft = repair(draft, kind)
    if not draft.text.text.strip():
        raise LoadError(
            "没有可用的正文：全部内容都是标记、导航或版权声明。"
            "/ No text is left: all of it is markup, navigation or notices.",
            "打开原文件核对 / open the file and check",
        )
    metadata, conflicts = resolve(draft, source)
    return Loaded(
        source=source,
        kind=kind,
        original=draft.original or b"",
        decoded=draft.decoded,
        text=draft.text.text,
        segments=draft.text.segments(),
        encoding=draft.encoding,
        headings=draft.headings,
        pages=draft.pages,
        dropped=draft.dropped,
        metadata=metadata,
        conflicts=conflicts,
        external_id=draft.external_id,
        boxes=draft.boxes,
        warnings=draft.warnings,
    )


def _is_binary(head: bytes) -> bool:
    """Whether a file named .jsonl is a PDF or an archive after all."""
    return head.startswith((b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0"))


def _too_large(size: int, limit: int) -> LoadError:
    return LoadError(
        f"文件太大：{size / 1e6:.0f} MB，上限 {limit / 1e6:.0f} MB。"
        f"/ Too large: {size / 1e6:.0f} MB, the limit is {limit / 1e6:.0f} MB.",
        "拆分后导入；大批短文本用 .jsonl / split it; use .jsonl for many short texts",
    )
