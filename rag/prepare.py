"""From a loaded file to everything the store keeps of it, except the vectors."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.passages import SIZE, embedding_text, split_passages
from rag.store import Archive, NewDocument, NewPassage, vector_key
from rag.structure import find_structure
from rag.text import han_share, terms
from rag.types import Document, Passage, Sourced

if TYPE_CHECKING:
    from rag.loading import Loaded
    from rag.store.records import FloatArray

# Kept in the manifest: an index holds passages cut and headed in one way only.
CHUNKING = f"sections-{SIZE}/1"
ID_LENGTH = 16  # hexadecimal digits: 64 bits, no chance of two alike in one index


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document whose passages wait for their vectors; the tuples run in parallel.

    `strings` are embedded and indexed: a passage under its title, date and headings. `keys` are
    their vectors' keys.
    """

    document: Document
    loaded: Loaded
    passages: tuple[Passage, ...]
    strings: tuple[str, ...]
    keys: tuple[bytes, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know of a document that was read."""
        return (*self.loaded.warnings, *self.loaded.conflicts)

    def stored(
        self, vectors: Mapping[bytes, FloatArray], loader_version: str, folded: bool = True
    ) -> NewDocument:
        """What `Writer.put` takes; `vectors` holds a (dim,) unit vector for each of `keys`."""
        return NewDocument(
            document=self.document,
            archive=_archive(self.loaded),
            passages=tuple(
                NewPassage(
                    span=passage.span,
                    heading_path=passage.heading_path,
                    terms=tuple(terms(string, folded)),
                    vector_key=key,
                    vector=vectors[key],
                )
                for passage, string, key in zip(self.passages, self.strings, self.keys, strict=True)
            ),
            content_hash=digest(self.loaded.original),
            loader_version=loader_version,
        )


def prepare(loaded: Loaded, fingerprint: str) -> Prepared:
    """Find structure and passages, and key the vectors of the encoder with `fingerprint`."""
    document = _document(loaded)
    passages = split_passages(document.id, document.text, document.structure)
    title = _telling_title(loaded)
    strings = tuple(
        embedding_text(title, document.date, passage.heading_path, passage.text)
        for passage in passages
    )
    keys = tuple(vector_key(string, fingerprint) for string in strings)
    return Prepared(document, loaded, passages, strings, keys)


def document_id(source: str, text: str) -> str:
    """Identity of a text under a source.

    >>> document_id("a.txt", "正文") == document_id("b.txt", "正文")
    False
    """
    return digest(f"{source}\0{text}".encode("utf-8", "surrogatepass"))[:ID_LENGTH]


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _document(loaded: Loaded) -> Document:
    metadata = loaded.metadata
    return Document(
        id=document_id(loaded.source, loaded.text),
        source=loaded.source,
        text=loaded.text,
        kind=loaded.kind,
        title=_value(metadata.title) or loaded.source,
        external_id=loaded.external_id,
        publisher=_value(metadata.publisher),
        author=_value(metadata.author),
        number=_value(metadata.number),
        date=_value(metadata.date),
        date_origin=metadata.date.origin if metadata.date else None,
        url=_value(metadata.url),
        pages=loaded.pages,
        structure=find_structure(loaded.text, loaded.headings),
    )


def _value(sourced: Sourced | None) -> str | None:
    return sourced.value if sourced else None


def _telling_title(loaded: Loaded) -> str | None:
    """The title, unless it is only the name of a row file or a code like "000_291c0f"."""
    title = loaded.metadata.title
    if title is None or title.origin != "file name":
        return _value(title)
    is_name = loaded.external_id is None and han_share(title.value) > 0
    return title.value if is_name else None


def _archive(loaded: Loaded) -> Archive:
    return Archive(
        original=loaded.original,
        decoded=loaded.decoded,
        segments=loaded.segments,
        dropped=loaded.dropped,
        boxes=loaded.boxes,
        encoding=loaded.encoding,
        conflicts=loaded.conflicts,
    )
