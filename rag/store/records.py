"""The values that go into the store and come out of it, besides the nouns of `rag.types`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from rag.store.schema import FORMAT_VERSION

if TYPE_CHECKING:
    from rag.types import Document, Dropped, Segment, Span

FloatArray = NDArray[np.float32]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was made with. Queries must be made with the same, or scores mean nothing.

    Args:
        encoder: the specification a user types ("e5-small", a model name or path).
        encoder_fingerprint: identifies the exact weights and prompts behind it.
        dimension: components of a vector.
        chunking: name and sizes of the way documents are cut.
        terms: version of the function that turns text into lexical terms.
        format_version: layout of the index directory.
    """

    encoder: str
    encoder_fingerprint: str
    dimension: int
    chunking: str
    terms: str
    format_version: int = FORMAT_VERSION


@dataclass(frozen=True, slots=True)
class Archive:
    """What a document was made from: enough to show, check and re-load the original.

    `segments` map the shown text to `decoded`; `boxes` is float32 (len(decoded), 4) for PDF.
    """

    original: bytes
    decoded: str
    segments: tuple[Segment, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    boxes: bytes | None = None
    encoding: str | None = None
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class NewPassage:
    """A passage to be stored: document.text[span] with its lexical terms and its vector.

    Args:
        terms: every term of what is indexed, repeats included, in any order.
        vector_key: see `vector_key`; an equal key means an equal vector, which is stored once.
        vector: (dimension,) float, unit length; kept as float16.
    """

    span: Span
    heading_path: tuple[str, ...]
    terms: tuple[str, ...]
    vector_key: bytes
    vector: NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False)
class NewDocument:
    """A document with all that is stored of it, put in one transaction.

    `content_hash` and `loader_version` are the caller's, compared to know unchanged documents.
    """

    document: Document
    archive: Archive
    passages: tuple[NewPassage, ...]
    content_hash: str
    loader_version: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored under a source, for the check whether it changed."""

    content_hash: str
    loader_version: str
    document_id: str


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """A line of the document listing: no text is read for it."""

    id: str
    source: str
    kind: str
    title: str
    external_id: str | None
    publisher: str | None
    date: str | None
    date_origin: str | None
    characters: int
    passages: int


@dataclass(frozen=True, slots=True)
class Status:
    """The state of an index, for a health report.

    `lexical_ready` and `dense_ready` say whether the search files are whole; without them every
    passage is scored one by one. `lexical_tail` counts passages the lexical file does not know.
    """

    version: str
    documents: int
    passages: int
    lexical_ready: bool
    lexical_tail: int
    dense_ready: bool


def vector_key(text: str, encoder_fingerprint: str) -> bytes:
    """Key of the vector of exactly `text` under one encoder.

    >>> vector_key("a", "e5").hex()[:8] != vector_key("a", "e6").hex()[:8]
    True
    """
    return hashlib.sha256(f"{encoder_fingerprint}\0{text}".encode()).digest()
