"""The store: documents, passages and vectors on disk, and exact search over them."""

from __future__ import annotations

from rag.store.index import Index
from rag.store.records import (
    Archive,
    DocumentInfo,
    Known,
    Manifest,
    NewDocument,
    NewPassage,
    Status,
    vector_key,
)
from rag.store.writer import Writer

__all__ = [
    "Archive",
    "DocumentInfo",
    "Index",
    "Known",
    "Manifest",
    "NewDocument",
    "NewPassage",
    "Status",
    "Writer",
    "vector_key",
]
