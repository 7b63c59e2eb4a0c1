"""Documents and archives as rows: deflated UTF-8 text, compact JSON structure, int32 spans.

Everything here is inverse pairs; `decode(encode(x)) == x` is tested for each.
"""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np

from rag.store.records import Archive
from rag.types import (
    Document,
    Dropped,
    Enumeration,
    Heading,
    Page,
    Section,
    Segment,
    Span,
    Structure,
)

if TYPE_CHECKING:
    import sqlite3

FAST = 1  # deflate level: text shrinks almost as far as at 6, in a third of the time


def pack_text(text: str) -> bytes:
    return zlib.compress(text.encode("utf-8"), FAST)


def unpack_text(data: bytes) -> str:
    return zlib.decompress(data).decode("utf-8")


def _pack_json(value: Any) -> bytes:
    return pack_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _unpack_json(data: bytes) -> Any:
    return json.loads(unpack_text(data))


def pack_structure(structure: Structure) -> bytes:
    sections = [
        [*_pair(s.heading.span), s.heading.level, s.title, *_pair(s.span), list(s.path)]
        for s in structure.sections
    ]
    enumerations = [
        [e.kind, *_pair(e.lead), [_pair(item) for item in e.items], e.count]
        for e in structure.enumerations
    ]
    return _pack_json([sections, enumerations])


def unpack_structure(data: bytes) -> Structure:
    sections, enumerations = _unpack_json(data)
    return Structure(
        sections=tuple(
            Section(Heading(Span(a, b), level), title, Span(c, d), tuple(path))
            for a, b, level, title, c, d, path in sections
        ),
        enumerations=tuple(
            Enumeration(kind, Span(a, b), tuple(Span(*item) for item in items), count)
            for kind, a, b, items, count in enumerations
        ),
    )


def pack_pages(pages: tuple[Page, ...]) -> bytes:
    return _pack_json([[page.number, *_pair(page.span)] for page in pages])


def unpack_pages(data: bytes) -> tuple[Page, ...]:
    return tuple(Page(number, Span(a, b)) for number, a, b in _unpack_json(data))


def archive_row(archive: Archive) -> tuple[Any, ...]:
    """Values of the columns of `archive` after the document number."""
    segments = np.array(
        [(s.start, s.end, s.original_start, s.original_end) for s in archive.segments],
        dtype="<i4",
    )
    dropped = [[*_pair(d.span), d.text, d.reason] for d in archive.dropped]
    return (
        zlib.compress(archive.original, FAST),
        pack_text(archive.decoded),
        zlib.compress(segments.tobytes(), FAST),
        _pack_json(dropped),
        None if archive.boxes is None else zlib.compress(archive.boxes, FAST),
        archive.encoding,
        json.dumps(archive.conflicts, ensure_ascii=False),
    )


def archive_of(row: sqlite3.Row | tuple[Any, ...]) -> Archive:
    """Inverse of `archive_row`."""
    original, decoded, segments, dropped, boxes, encoding, conflicts = row
    numbers = np.frombuffer(zlib.decompress(segments), dtype="<i4").reshape(-1, 4)
    return Archive(
        original=zlib.decompress(original),
        decoded=unpack_text(decoded),
        segments=tuple(Segment(*values) for values in numbers.tolist()),
        dropped=tuple(Dropped(Span(a, b), text, why) for a, b, text, why in _unpack_json(dropped)),
        boxes=None if boxes is None else zlib.decompress(boxes),
        encoding=encoding,
        conflicts=tuple(json.loads(conflicts)),
    )


DOCUMENT_COLUMNS = (
    "d.id, d.source, d.kind, d.title, d.external_id, d.publisher, d.author, d.reference, "
    "d.date, d.date_origin, d.url, b.text, b.pages, b.structure"
)


def document_of(row: tuple[Any, ...]) -> Document:
    """From a row of DOCUMENT_COLUMNS."""
    (id_, source, kind, title, external_id, publisher, author, number, date, origin, url) = row[:11]
    return Document(
        id=id_,
        source=source,
        text=unpack_text(row[11]),
        kind=kind,
        title=title,
        external_id=external_id,
        publisher=publisher,
        author=author,
        number=number,
        date=date,
        date_origin=origin,
        url=url,
        pages=unpack_pages(row[12]),
        structure=unpack_structure(row[13]),
    )


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]
