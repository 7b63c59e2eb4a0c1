"""What readers search: one state of the catalogue with the derived indexes that fit it.

A view never changes. Threads whose read transactions see the same state share one; a thread that
sees a newer state makes the next. The inverted index is opened before the state is read, or again
if it has run ahead, so that it is never newer than the rows its hits are joined with.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from embeddings.errors import VectorIndexError
from rag.store.connect import Scratch, writable
from rag.store.dense import DenseView
from rag.store.derived import DerivedError, derived_path, is_whole
from rag.store.inverted import InvertedIndex, mirror
from rag.store.lexical import LexicalView
from rag.store.publish import fits

if TYPE_CHECKING:
    from pathlib import Path

    from embeddings.vectors import VectorIndex
    from rag.store.catalog import Allowed, Catalog, Published, State
    from rag.types import Filters

FILTERS_KEPT = 32


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One state, ready to be searched."""

    state: State
    lexical: LexicalView
    dense: DenseView
    _allowed: dict[Filters, Allowed] = field(default_factory=dict)

    def allowed(self, catalog: Catalog, filters: Filters) -> Allowed | None:
        """What passes `filters`, None for everything; both legs of a search ask the same."""
        if not filters:
            return None
        found = self._allowed.get(filters)
        if found is None:
            found = catalog.allowed(filters)
            if len(self._allowed) >= FILTERS_KEPT:
                self._allowed.clear()
            self._allowed[filters] = found
        return found


class Views:
    """Makes views and keeps the open files they share. Safe for many threads."""

    def __init__(self, directory: Path, scratch: Scratch) -> None:
        self._directory = directory
        self._scratch = scratch
        self._lock = threading.Lock()
        self._view: View | None = None
        self._inverted: tuple[Published, InvertedIndex | None] | None = None
        self._vectors: tuple[Published, VectorIndex | None] | None = None

    def of(self, catalog: Catalog, *, last_try: bool) -> View | None:
        """The view of the state `catalog` sees in its read transaction.

        None if the inverted index is ahead of that state: the caller then begins a new transaction.
        With `last_try` every passage is scored one by one instead.
        """
        state = catalog.state()
        view = self._view
        if view is not None and view.state == state:
            return view
        with self._lock:
            inverted = self._inverted_index(state)
            if inverted is not None and inverted.marker.sequence > state.sequence and not last_try:
                return None
            if inverted is not None and not fits(inverted, catalog, state):
                inverted = None
            self._view = view = self._make(catalog, state, inverted)
        return view

    def _make(self, catalog: Catalog, state: State, inverted: InvertedIndex | None) -> View:
        reached, last_passage = 0, 0
        if inverted is not None:
            reached = inverted.marker.sequence
            change = catalog.change(reached)
            last_passage = change[1] if change else 0
        lexical = LexicalView(
            inverted,
            catalog.terms_after(last_passage),
            catalog.terms_removed(reached, last_passage),
            state.passages,
            state.tokens,
        )
        dense = DenseView(
            lambda: self._vector_index(state.dense),
            state.dense.last_passage if state.dense else 0,
        )
        return View(state, lexical, dense)

    def _inverted_index(self, state: State) -> InvertedIndex | None:
        """The published index, refreshed when a newer state names the same generation."""
        published = state.lexical
        if published is None:
            return None
        cached = self._inverted
        if cached is not None and cached[0] == published:
            return cached[1]
        index = None
        try:
            if cached is not None and cached[1] and cached[0].generation == published.generation:
                index = cached[1].refreshed()
            else:
                index = self._open_inverted(published)
        except (DerivedError, OSError):
            pass  # scored one by one until a writer makes it anew
        self._inverted = published, index
        return index

    def _open_inverted(self, published: Published) -> InvertedIndex | None:
        path = derived_path(self._directory, "lexical", published.generation)
        if not is_whole(path, published.files):
            return None
        if not writable(path):
            path = mirror(path, self._scratch.path())
        return InvertedIndex.open(path)

    def vectors_whole(self, state: State) -> bool:
        """Whether the published vectors are there and undamaged, or none are needed."""
        if state.dense is None:
            return not state.passages
        path = derived_path(self._directory, "dense", state.dense.generation)
        return is_whole(path, state.dense.files)

    def _vector_index(self, published: Published | None) -> VectorIndex | None:
        if published is None:
            return None
        with self._lock:
            if self._vectors is None or self._vectors[0] != published:
                self._vectors = published, self._open_vectors(published)
            return self._vectors[1]

    def _open_vectors(self, published: Published) -> VectorIndex | None:
        path = derived_path(self._directory, "dense", published.generation)
        if not is_whole(path, published.files):
            return None
        from embeddings.vectors import VectorIndex  # loads FAISS, which only dense search needs

        try:
            return VectorIndex.open(path)
        except VectorIndexError:  # scored one by one until a writer makes it anew
            return None
