"""The reader on torch, bfloat16 where the CPU is fast in it: the quicker one, once it is started.

Results of matrix products go to memory that is kept between calls: fresh pages for each of them
would cost as much time as the arithmetic. Inputs are filled up to one of a few lengths, as PyTorch
keeps a compiled product for every length it meets: half a gigabyte of them after some hundred
questions.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor
from torch.nn.functional import layer_norm, scaled_dot_product_attention

from embeddings.cores import single_core_workers
from rag.reader.engine_numpy import read_pairs, reading
from rag.reader.pairs import LONGEST, Pair
from rag.reader.reading import FloatArray, Reading
from rag.reader.weights import MATRICES, Weights

STEP = 32  # tokens; lengths of inputs are multiples of it

Precision = Literal["float32", "bfloat16"]


def best_precision() -> Precision:
    """bfloat16 with AMX, which multiplies it at many times the float32 rate; else float32."""
    return "bfloat16" if torch.cpu._is_amx_tile_supported() else "float32"


class TorchReader:
    """Reads the passages of a question side by side, one on every core.

    Passages of questions asked at once wait in one line. Safe to share between threads.
    """

    def __init__(self, weights: Weights, precision: Precision | None = None) -> None:
        self._weights = weights
        self.precision: Precision = precision or best_precision()
        self._type = torch.bfloat16 if self.precision == "bfloat16" else torch.float32
        self._arrays = {name: self._tensor(name) for name in weights.arrays}
        self._kept = _Kept(weights, self._type)
        self._workers = single_core_workers("reader")

    @property
    def fingerprint(self) -> str:
        """See Reader."""
        return self._weights.fingerprint

    def read(self, question: str, texts: Sequence[str], begins: Sequence[int]) -> list[Reading]:
        """See Reader."""
        pairs = read_pairs(self._weights, question, texts, begins)
        longest_first = sorted(range(len(pairs)), key=lambda i: -len(pairs[i].ids))
        jobs = {i: self._workers.submit(self._forward, pairs[i]) for i in longest_first}
        return [reading(p, jobs[i].result()) for i, p in enumerate(pairs)]

    @torch.inference_mode()
    def _forward(self, given: Pair) -> FloatArray:
        """(t, 2) float32 start and end logits of one input."""
        arrays = self._arrays
        count = len(given.ids)
        x = arrays["emb.pos"][: -(-count // STEP) * STEP] + arrays["emb.type"][0]
        x[:count] += torch.from_numpy(self._weights.embeddings(given.ids))
        x = self._norm(x, "emb.ln")
        for layer in range(self._weights.layers):
            x = self._layer(x, count, f"l{layer}")
        logits: FloatArray = torch.addmm(arrays["head.b"], x, arrays["head.w"])[:count].numpy()
        return logits

    def _layer(self, x: Tensor, count: int, name: str) -> Tensor:
        attended = self._attended(x.to(self._type), count, name)
        x = self._norm(self._linear(attended, name, "ao").float().add_(x), f"{name}.aln")
        wide = self._linear(x.to(self._type), name, "fi")
        torch.ops.aten.gelu_(wide, approximate="tanh")
        return self._norm(self._linear(wide, name, "fo").float().add_(x), f"{name}.oln")

    def _attended(self, x: Tensor, count: int, name: str) -> Tensor:
        """What every token takes from the first `count`, all heads side by side: (t, hidden)."""
        rows, hidden = x.shape
        shape = (1, rows, self._weights.heads, hidden // self._weights.heads)
        q, k, v = (self._linear(x, name, part).view(shape).transpose(1, 2) for part in "qkv")
        taken = scaled_dot_product_attention(q, k[:, :, :count], v[:, :, :count])
        return taken.transpose(1, 2).reshape(rows, hidden)

    def _linear(self, x: Tensor, name: str, part: str) -> Tensor:
        """x W + b, in the memory kept for `part`: whole until the next layer computes its own."""
        weight, bias = self._arrays[f"{name}.{part}.w"], self._arrays[f"{name}.{part}.b"]
        return torch.addmm(bias, x, weight, out=self._kept.results[part][: len(x)])

    def _norm(self, x: Tensor, name: str) -> Tensor:
        gain, offset = self._arrays[f"{name}.w"], self._arrays[f"{name}.b"]
        return layer_norm(x, gain.shape, gain, offset, self._weights.epsilon)

    def _tensor(self, name: str) -> Tensor:
        """A weight as a tensor, not copied where its type stays."""
        values = torch.from_numpy(self._weights.arrays[name])
        return values.to(self._type if name.split(".")[-2] in MATRICES else torch.float32)


class _Kept(threading.local):
    """Each thread's memory for the results of every product of a layer, by its matrix."""

    def __init__(self, weights: Weights, kind: torch.dtype) -> None:
        sizes = {part: weights.arrays[f"l0.{part}.b"].size for part in MATRICES}
        self.results = {n: torch.empty(LONGEST, size, dtype=kind) for n, size in sizes.items()}
