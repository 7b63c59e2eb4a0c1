"""What every loader returns, and the contract between reading a format and repairing its text.

bytes -> decode -> format reader (`Draft`) -> repair -> `Loaded`. A draft keeps the reader's
knowledge that plain text has lost: which lines are headings, which blocks are navigation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rag.mapped import MappedText
from rag.types import Dropped, Heading, Metadata, Page, Segment, Span


@dataclass(frozen=True, slots=True)
class Draft:
    """One text as a format reader leaves it, before repairs.

    `text` is mapped to `decoded`. Spans in `headings`, `pages` and `verbatim` are into `text.text`.
    `fields` holds raw metadata candidates keyed "title", "publisher", "author", "number", "date",
    "url", each a tuple of (value, origin) in the order met; the metadata step picks and cleans.
    """

    decoded: str
    text: MappedText
    encoding: str | None = None
    headings: tuple[Heading, ...] = ()
    pages: tuple[Page, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    verbatim: tuple[Span, ...] = ()  # table rows, code: never joined or re-wrapped
    fields: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    external_id: str | None = None
    boxes: bytes | None = None  # PDF: float32 (len(decoded), 4) left, bottom, right, top in points
    original: bytes | None = None  # a row of a larger file: that row's bytes; else the whole file
    wrapped: bool = True  # False where a line break always ends a block (HTML, Word): never join
    warnings: tuple[str, ...] = ()  # parts that could not be read (pages that are images)


@dataclass(frozen=True, slots=True)
class Loaded:
    """One document ready to be split and stored."""

    source: str
    kind: str  # "txt", "md", "html", "pdf", "docx", "jsonl"
    original: bytes
    decoded: str
    text: str
    segments: tuple[Segment, ...]
    encoding: str | None
    headings: tuple[Heading, ...]
    pages: tuple[Page, ...]
    dropped: tuple[Dropped, ...]
    metadata: Metadata
    conflicts: tuple[str, ...] = ()  # metadata candidates that disagreed, in words
    external_id: str | None = None
    boxes: bytes | None = None
    warnings: tuple[str, ...] = ()  # loaded, but not all of it: which part, why, what to do
