"""The bundled model on sentence-transformers: five seconds to start, many times the throughput.

Texts are sorted by their number of tokens, so that a batch holds texts of nearly one length and
little of the work is padding. A vector depends a little on the batch it was computed in: two
computations of one text have a cosine above 0.999999 in float32, 0.99999 in bfloat16 and 0.9997 in
int8, where the last bit of a float decides how a number is rounded. Queries, which have to be
reproducible, are the C engine's.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import as_completed
from pathlib import Path
from typing import Literal

import numpy as np
import torch

from embeddings.checkpoint import read_normalization
from embeddings.cores import single_core_workers
from embeddings.encoder import FloatArray, Progress, unit_rows
from embeddings.int8 import quantize_layers
from embeddings.loading import load_model
from embeddings.unpack import DOCUMENT_PROMPT

Precision = Literal["float32", "bfloat16", "int8"]
_BATCH_TOKENS = 768  # keeps the widest activation, 1536 floats a token, near a core's own cache
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
    """Encodes documents with torch, a batch on every core at once; many threads may share it."""

    def __init__(self, folder: Path, precision: Precision | None = None) -> None:
        self.precision: Precision = precision or best_precision()
        self._normalization = read_normalization(folder)
        self._model = load_model(str(folder), local_files_only=True)
        if self.precision == "int8":
            quantize_layers(self._model[0].get_submodule("model"))
        self._tokenizer_lock = threading.Lock()
        self._workers = single_core_workers("encoder")

    def encode(
        self, texts: Sequence[str], tokens: Sequence[int], progress: Progress | None = None
    ) -> FloatArray:
        """Return (n, dimension) float32 unit rows of n >= 1 documents, in their given order.

        ``tokens`` holds each text's number of tokens, which decides the batches.
        """
        jobs = {
            self._workers.submit(self._encode_batch, [texts[i] for i in batch]): batch
            for batch in batches(tokens)
        }
        vectors = np.empty((len(texts), self._model.get_embedding_dimension() or 0), np.float32)
        done = 0
        try:
            for job in as_completed(jobs):
                vectors[jobs[job]] = job.result()
                done += len(jobs[job])
                if progress is not None:
                    progress(done)
        finally:
            for job in jobs:
                job.cancel()  # what has not begun, after an error or an interrupt
        return vectors

    def _encode_batch(self, texts: list[str]) -> FloatArray:
        normalized = [text.translate(self._normalization) for text in texts]
        with self._tokenizer_lock:  # it keeps its padding between calls
            features = self._model.preprocess(normalized, prompt=DOCUMENT_PROMPT)
        in_bfloat16 = self.precision == "bfloat16"
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16, enabled=in_bfloat16):
            encoded = self._model(features)["sentence_embedding"]
        return unit_rows(encoded.float().numpy())


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
