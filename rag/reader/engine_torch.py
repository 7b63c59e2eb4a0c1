"""The reader on torch: a question's passages as one batch, bfloat16 where the CPU is fast in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import gelu, layer_norm, linear, scaled_dot_product_attention

from rag.reader.engine_numpy import read_pairs, reading
from rag.reader.pairs import Pair
from rag.reader.reading import Reading
from rag.reader.weights import Weights

Precision = Literal["float32", "bfloat16"]


def best_precision() -> Precision:
    """bfloat16 with AMX, which multiplies it at many times the float32 rate; else float32."""
    return "bfloat16" if torch.cpu._is_amx_tile_supported() else "float32"


class TorchReader:
    """All passages of a question in one forward pass. Safe to share between threads."""

    def __init__(self, weights: Weights, precision: Precision | None = None) -> None:
        self._weights = weights
        self.precision: Precision = precision or best_precision()
        self._type = torch.bfloat16 if self.precision == "bfloat16" else torch.float32
        self._arrays = {
            name: torch.from_numpy(np.array(values.T if name.endswith(".w") else values)).to(
                torch.float32
                if values.ndim == 1 or name.startswith(("emb", "head"))
                else self._type
            )
            for name, values in weights.arrays.items()
        }

    @property
    def fingerprint(self) -> str:
        """See Reader."""
        return self._weights.fingerprint

    def read(self, question: str, texts: Sequence[str], begins: Sequence[int]) -> list[Reading]:
        """See Reader."""
        pairs = read_pairs(self._weights, question, texts, begins)
        if not pairs:
            return []
        logits = self.forward(pairs).numpy()
        return [reading(p, row[: len(p.ids)]) for p, row in zip(pairs, logits, strict=True)]

    @torch.inference_mode()
    def forward(self, pairs: Sequence[Pair]) -> Tensor:
        """(n, t, 2) float32 logits; rows mean nothing past their input's length."""
        longest = max(len(p.ids) for p in pairs)
        x = torch.zeros(len(pairs), longest, self._arrays["emb.type"].shape[1])
        mask = torch.zeros(len(pairs), 1, 1, longest, dtype=torch.bool)
        for row, p in enumerate(pairs):
            count = len(p.ids)
            x[row, :count] = torch.from_numpy(self._weights.embeddings(p.ids))
            mask[row, ..., :count] = True
        x += self._arrays["emb.pos"][:longest] + self._arrays["emb.type"][0]
        x = self._norm(x, "emb.ln")
        for layer in range(self._weights.layers):
            x = self._layer(x, mask, f"l{layer}")
        return linear(x, self._arrays["head.w"], self._arrays["head.b"])

    def _layer(self, x: Tensor, mask: Tensor, name: str) -> Tensor:
        n, t, hidden = x.shape
        heads = self._weights.heads
        q, k, v = (
            self._linear(x, f"{name}.{part}").view(n, t, heads, hidden // heads).transpose(1, 2)
            for part in "qkv"
        )
        attended = scaled_dot_product_attention(q, k, v, attn_mask=mask)
        attended = attended.transpose(1, 2).reshape(n, t, hidden)
        x = self._norm(x + self._linear(attended, f"{name}.ao"), f"{name}.aln")
        wide = gelu(self._linear(x, f"{name}.fi"), approximate="tanh")
        return self._norm(x + self._linear(wide, f"{name}.fo"), f"{name}.oln")

    def _linear(self, x: Tensor, name: str) -> Tensor:
        bias = self._arrays[f"{name}.b"].to(self._type)
        return linear(x.to(self._type), self._arrays[f"{name}.w"], bias).float()

    def _norm(self, x: Tensor, name: str) -> Tensor:
        gain, offset = self._arrays[f"{name}.w"], self._arrays[f"{name}.b"]
        return layer_norm(x, gain.shape, gain, offset, self._weights.epsilon)
