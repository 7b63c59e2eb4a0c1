"""An empty index and one with a few hundred documents."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from rag.store import Index
from tests.rag.store.samples import MANIFEST, Reference, random_documents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    with Index.open(tmp_path / "index", create=True, expect=MANIFEST) as opened:
        yield opened


@pytest.fixture
def filled(index: Index) -> tuple[Index, Reference]:
    """200 documents, published, and the same for the reference."""
    reference = Reference()
    documents = random_documents(random.Random(3), 200)
    with index.writer() as writer:
        writer.put_many(documents)
    for document in documents:
        reference.put(document)
    return index, reference
