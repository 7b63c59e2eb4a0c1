"""The bundled model on sentence-transformers: five seconds to start, many times the throughput.

Texts are sorted by their number of tokens, so that a batch holds texts of nearly one length and
little of the work is padding. A vector may differ in its last bits with the batch it was computed
in (measured: cosine above 0.99999); the C engine computes what has to be reproducible.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import torch

from embeddings.checkpoint import read_normalization
from embeddings.encoder import FloatArray, Progress, unit_rows
from embeddings.int8 import quantize_feed_forward
from embeddings.loading import load_model
from embeddings.unpack import DOCUMENT_PROMPT

Precision = Literal["float32", "bfloat16", "int8"]
_BATCH_TOKENS = 1536  # keeps the widest activation, 1536 floats a token, near the second cache
_BATCH_TEXTS = 64


def best_precision() -> Precision:
    """Choose the arithmetic this CPU is fastest in at a cosine of at least 0.999.

    AMX multiplies bfloat16 at many times the float32 rate. AVX512-BF16 without AMX does not: on
    a Sapphire Rapids core its product runs at half the float32 rate, while int8 (VNNI) runs at
    four times that rate. Everything else computes in float32.
    """
    if torch.cpu._is_amx_tile_supported():
        return "bfloat16"
    return "int8" if torch.cpu._is_vnni_supported() else "float32"


class BulkEngine:
    """Encodes documents with torch, on every core; calls from several threads take turns."""

    def __init__(self, folder: Path, precision: Precision | None = None) -> None:
        self.precision: Precision = precision or best_precision()
        self._normalization = read_normalization(folder)
        self._model = load_model(str(folder), local_files_only=True)
        if self.precision == "int8":
            quantize_feed_forward(self._model[0].get_submodule("model"))
        self._lock = threading.Lock()

    def encode(
        self, texts: Sequence[str], tokens: Sequence[int], progress: Progress | None = None
    ) -> FloatArray:
        """Return (n, dimension) float32 unit rows of n >= 1 documents, in their given order.

        ``tokens`` holds each text's number of tokens, which decides the batches.
        """
        vectors = np.empty((len(texts), self._dimension()), dtype=np.float32)
        done = 0
        for batch in batches(tokens):
            vectors[batch] = self._encode_batch([texts[i] for i in batch])
            done += len(batch)
            if progress is not None:
                progress(done)
        return vectors

    def _dimension(self) -> int:
        return self._model.get_embedding_dimension() or 0

    def _encode_batch(self, texts: list[str]) -> FloatArray:
        normalized = [text.translate(self._normalization) for text in texts]
        with self._lock, self._autocast():
            encoded = self._model.encode(
                normalized,
                prompt=DOCUMENT_PROMPT,
                batch_size=len(normalized),
                show_progress_bar=False,
            )
        return unit_rows(encoded)

    @contextlib.contextmanager
    def _autocast(self) -> Iterator[None]:
        enabled = self.precision == "bfloat16"
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=enabled):
            yield


def batches(tokens: Sequence[int]) -> Iterator[list[int]]:
    """Split positions into batches of similar length, longest first.

    A batch is bounded in texts and in tokens counted with padding (texts times the longest).

    >>> list(batches([3, 1536, 5]))
    [[1], [2, 0]]
    """
    batch: list[int] = []
    for position in sorted(range(len(tokens)), key=lambda i: (-tokens[i], i)):
        longest = tokens[batch[0]] if batch else 0
        if batch and (len(batch) == _BATCH_TEXTS or (len(batch) + 1) * longest > _BATCH_TOKENS):
            yield batch
            batch = []
        batch.append(position)
    if batch:
        yield batch
