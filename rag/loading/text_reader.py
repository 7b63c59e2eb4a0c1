"""Plain text: nothing to take off, the repairs see the file as it is."""

from __future__ import annotations

from rag.loading.base import Draft
from rag.mapped import MappedText


def read_text(decoded: str, encoding: str | None = None) -> Draft:
    """The whole file, every character in its place."""
    return Draft(decoded=decoded, text=MappedText.identity(decoded), encoding=encoding)
