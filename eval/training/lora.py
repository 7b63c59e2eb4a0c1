"""The reader as it is trained: the bundled encoder, frozen, with low-rank updates and a span head.

LoRA (Hu et al. 2022, "Low-Rank Adaptation of Large Language Models"): a frozen matrix W becomes
W + (alpha / rank) B A, and only A and B are learnt.

The texts of a batch stand below each other without padding; only attention looks at one text at a
time. Products are in bfloat16 where the CPU multiplies it fast, sums and updates in float32.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn.functional import gelu, layer_norm

from rag.reader.engine_torch import best_precision
from rag.reader.pairs import Pair
from rag.reader.weights import ALPHA_BY_RANK, MATRICES, Weights

RANK = 16
_softmax_backward = torch.ops.aten._softmax_backward_data


class _Updated(torch.autograd.Function):
    """y = x (W + s A^T B^T) + b. The frozen W gets no gradient, which saves a third of the work."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor, a: Tensor, b: Tensor) -> Tensor:
        effective = torch.addmm(weight, a.T, b.T, alpha=ALPHA_BY_RANK).to(x.dtype)
        ctx.save_for_backward(x, effective, a, b)
        return torch.addmm(bias.to(x.dtype), x, effective)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        x, effective, a, b = ctx.saved_tensors
        upstream = gradients[0]
        a, b = a.to(x.dtype), b.to(x.dtype)
        to_b = ALPHA_BY_RANK * (upstream.T @ (x @ a.T)).float()
        to_a = ALPHA_BY_RANK * ((upstream @ b).T @ x).float()
        return upstream @ effective.T, None, None, to_a, to_b


class _Attention(torch.autograd.Function):
    """Softmax(Q K^T / sqrt(d)) V within each text: (n, hidden) three times -> (n, hidden).

    torch's own attention takes three times as long to go back through on a CPU.
    """

    @staticmethod
    def forward(
        ctx: Any, q: Tensor, k: Tensor, v: Tensor, edges: Sequence[int], heads: int
    ) -> Tensor:
        scale = (q.shape[1] // heads) ** -0.5
        joined, kept = torch.empty_like(q), []
        for start, end in pairwise(edges):
            asked, key, value = (_by_head(m[start:end], heads) for m in (q, k, v))
            share = torch.bmm(asked * scale, key.transpose(1, 2)).softmax(-1)
            _by_head(joined[start:end], heads).copy_(torch.bmm(share, value))
            kept.append(share)
        ctx.save_for_backward(q, k, v, *kept)
        ctx.edges, ctx.heads, ctx.scale = edges, heads, scale
        return joined

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        q, k, v, *kept = ctx.saved_tensors
        to_q, to_k, to_v = (torch.empty_like(m) for m in (q, k, v))
        heads = ctx.heads
        for (start, end), share in zip(pairwise(ctx.edges), kept, strict=True):
            asked, key, value, upstream = (
                _by_head(m[start:end], heads) for m in (q, k, v, gradients[0])
            )
            _by_head(to_v[start:end], heads).copy_(torch.bmm(share.transpose(1, 2), upstream))
            to_share = torch.bmm(upstream, value.transpose(1, 2))
            to_score = _softmax_backward(to_share, share, -1, share.dtype)
            _by_head(to_q[start:end], heads).copy_(torch.bmm(to_score, key).mul_(ctx.scale))
            found = torch.bmm(to_score.transpose(1, 2), asked).mul_(ctx.scale)
            _by_head(to_k[start:end], heads).copy_(found)
        return to_q, to_k, to_v, None, None


def _by_head(rows: Tensor, heads: int) -> Tensor:
    """(t, hidden) seen as (heads, t, hidden / heads)."""
    return rows.view(len(rows), heads, -1).transpose(0, 1)


class LoraLinear(nn.Module):
    """A frozen linear layer with a learnt low-rank update; (n, in) -> (n, out).

    Args:
        weight: (in, out) float32.
        bias: (out,) float32.
    """

    def __init__(self, weight: Tensor, bias: Tensor, rank: int) -> None:
        super().__init__()
        self.weight, self.bias = weight, bias
        self.a = nn.Parameter(torch.empty(rank, weight.shape[0]))
        self.b = nn.Parameter(torch.zeros(weight.shape[1], rank))
        nn.init.kaiming_uniform_(self.a, a=5**0.5)

    def forward(self, x: Tensor) -> Tensor:
        """Return x @ (weight + alpha / rank * (b @ a).T) + bias, in the type of `x`."""
        updated: Any = _Updated.apply(x, self.weight, self.bias, self.a, self.b)  # type: ignore[no-untyped-call]
        return cast("Tensor", updated)


class TrainedReader(nn.Module):
    """Token ids of several texts -> the (n, 2) start and end logits of all their tokens.

    Args:
        base: the bundled weights, `rag.reader.weights.untrained()`.
        rank: of the updates.
    """

    def __init__(self, base: Weights, rank: int = RANK) -> None:
        super().__init__()
        self._base = base
        self._arrays = {name: torch.from_numpy(values) for name, values in base.arrays.items()}
        self._type = torch.bfloat16 if best_precision() == "bfloat16" else torch.float32
        self.updated = nn.ModuleDict(
            {
                f"l{layer}_{short}": LoraLinear(
                    self._arrays[f"l{layer}.{short}.w"], self._arrays[f"l{layer}.{short}.b"], rank
                )
                for layer in range(base.layers)
                for short in MATRICES
            }
        )
        self.head = nn.Linear(len(self._arrays["emb.ln.b"]), 2)

    def forward(self, pairs: Sequence[Pair]) -> Tensor:
        """Logits of the tokens of all pairs, below each other."""
        edges = [0, *accumulate(len(p.ids) for p in pairs)]
        x = torch.cat([self._embedded(p) for p in pairs])
        for layer in range(self._base.layers):
            x = self._layer(x, f"l{layer}", edges)
        return cast("Tensor", self.head(x))

    def _embedded(self, given: Pair) -> Tensor:
        x = torch.from_numpy(self._base.embeddings(given.ids))
        x = x + self._arrays["emb.pos"][: len(x)] + self._arrays["emb.type"][0]
        return self._norm(x, "emb.ln")

    def _layer(self, x: Tensor, name: str, edges: Sequence[int]) -> Tensor:
        low = x.to(self._type)
        q, k, v = (self.updated[f"{name}_{part}"](low) for part in "qkv")
        attended: Any = _Attention.apply(q, k, v, edges, self._base.heads)  # type: ignore[no-untyped-call]
        x = self._norm(self.updated[f"{name}_ao"](attended) + x, f"{name}.aln")
        wide = gelu(self.updated[f"{name}_fi"](x.to(self._type)), approximate="tanh")
        return self._norm(self.updated[f"{name}_fo"](wide) + x, f"{name}.oln")

    def _norm(self, x: Tensor, name: str) -> Tensor:
        gain, offset = self._arrays[f"{name}.w"], self._arrays[f"{name}.b"]
        return layer_norm(x, gain.shape, gain, offset, self._base.epsilon)

    def adapter(self) -> dict[str, Tensor]:
        """What was learnt, by name: `layer.N.MATRIX.a|b`, `head.weight`, `head.bias`."""
        learnt = {
            f"layer.{layer}.{name}.{part}": getattr(self.updated[f"l{layer}_{short}"], part)
            for layer in range(self._base.layers)
            for short, name in MATRICES.items()
            for part in ("a", "b")
        }
        return learnt | {"head.weight": self.head.weight, "head.bias": self.head.bias}

    def restore(self, adapter: dict[str, Tensor]) -> None:
        """Take over what `adapter` gave."""
        with torch.no_grad():
            for name, parameter in self.adapter().items():
                parameter.copy_(adapter[name])
