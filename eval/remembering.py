"""Encoders and readers that do not work anything out twice, shared by the systems of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from embeddings.encoder import Encoder, FloatArray, Progress
    from rag.reader.reading import Reader, Reading

Pair = tuple[str, str, int]  # question, text, where answers may begin


@dataclass(frozen=True, slots=True)
class RememberingEncoder:
    """An encoder that keeps the vectors of queries, so that every system is asked with the same."""

    model: Encoder
    queries: dict[str, FloatArray] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def fingerprint(self) -> str:
        return self.model.fingerprint

    @property
    def dimension(self) -> int:
        return self.model.dimension

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        for text in texts:
            if text not in self.queries:
                self.queries[text] = self.model.encode_queries([text])[0]
        rows = [self.queries[text] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.dimension)

    def encode_documents(
        self, texts: Sequence[str], *, progress: Progress | None = None
    ) -> FloatArray:
        return self.model.encode_documents(texts, progress=progress)


@dataclass(frozen=True, slots=True)
class RememberingReader:
    """A reader that keeps its readings: about 3 KB a passage of 200 tokens."""

    model: Reader
    known: dict[Pair, Reading] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        return self.model.fingerprint

    def read(self, question: str, texts: Sequence[str], begins: Sequence[int]) -> list[Reading]:
        pairs = [(question, text, begin) for text, begin in zip(texts, begins, strict=True)]
        new = [pair for pair in dict.fromkeys(pairs) if pair not in self.known]
        if new:
            read = self.model.read(question, [p[1] for p in new], [p[2] for p in new])
            self.known.update(zip(new, read, strict=True))
        return [self.known[pair] for pair in pairs]
