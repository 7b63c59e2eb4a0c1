"""An index of the same files under other settings, made without embedding again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from eval import workdir
from eval.remembering import RememberingEncoder
from rag.assistant import Assistant
from rag.opening import manifest
from rag.store import Index, vector_key

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from embeddings.encoder import FloatArray, Progress
    from rag.config import Config


@dataclass(frozen=True, slots=True)
class Borrowing(RememberingEncoder):
    """An encoder that takes the vectors of documents from `lender`, an index of the same encoder.

    Stored vectors are float16, so a row's length is 1 to about 1e-4.
    """

    lender: Path = field(kw_only=True)

    def encode_documents(
        self, texts: Sequence[str], *, progress: Progress | None = None
    ) -> FloatArray:
        keys = [vector_key(text, self.fingerprint) for text in texts]
        with Index.open(self.lender) as index, index.writer() as writer:
            vectors = writer.cached_vectors(keys)
        lacking = [text for text, key in zip(texts, keys, strict=True) if key not in vectors]
        made = iter(self.model.encode_documents(lacking))
        if progress is not None and texts:
            progress(len(texts))
        rows = [vectors[key] if key in vectors else next(made) for key in keys]
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.dimension)


def reindexed(index: Path, source: Path, name: str, config: Config) -> Path:
    """An index of `source` beside `index`, made under `config`; vectors there are reused."""
    other = index.with_name(name)
    with Assistant.open(index) as lender:
        model = lender.encoder
    workdir.discard_if_outdated(other, config)
    with Index.open(other, create=True, expect=manifest(model, config)) as opened:
        Assistant(opened, Borrowing(model, lender=index), config).ingest([source])
    return other
