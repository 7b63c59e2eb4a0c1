"""Recently read documents, bounded by the characters they hold."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.types import Document


class DocumentCache:
    """Least recently used documents by number, up to `characters` of text; safe for threads.

    A number stands for one content for ever, so an entry is never out of date.
    """

    def __init__(self, characters: int) -> None:
        self._limit = characters
        self._held = 0
        self._documents: OrderedDict[int, Document] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, number: int) -> Document | None:
        with self._lock:
            document = self._documents.get(number)
            if document is not None:
                self._documents.move_to_end(number)
            return document

    def add(self, number: int, document: Document) -> None:
        with self._lock:
            if number in self._documents:
                return
            self._documents[number] = document
            self._held += len(document.text)
            while self._held > self._limit and len(self._documents) > 1:
                _, oldest = self._documents.popitem(last=False)
                self._held -= len(oldest.text)
