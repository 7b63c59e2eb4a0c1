"""The reader as it is trained: the bundled encoder, frozen, with low-rank updates and a span head.

LoRA (Hu et al. 2022, "Low-Rank Adaptation of Large Language Models"): a frozen matrix W becomes
W + (alpha / rank) B A, and only A and B are learnt.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import torch
from torch import Tensor, nn

RANK = 16
ALPHA = 32
MATRICES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)


class _Updated(torch.autograd.Function):
    """y = x (W + s B A)^T + b. The frozen W gets no gradient, which saves a third of the work."""

    @staticmethod
    def forward(
        ctx: Any, x: Tensor, weight: Tensor, bias: Tensor, a: Tensor, b: Tensor, scale: float
    ) -> Tensor:
        rows = x.reshape(-1, x.shape[-1])
        effective = torch.addmm(weight, b, a, alpha=scale)
        ctx.save_for_backward(rows, effective, a, b)
        ctx.scale, ctx.shape = scale, x.shape
        return torch.addmm(bias, rows, effective.T).view(*x.shape[:-1], -1)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        rows, effective, a, b = ctx.saved_tensors
        upstream = gradients[0].reshape(-1, gradients[0].shape[-1])
        to_b = ctx.scale * (upstream.T @ (rows @ a.T))
        to_a = ctx.scale * ((upstream @ b).T @ rows)
        return (upstream @ effective).view(ctx.shape), None, None, to_a, to_b, None


class LoraLinear(nn.Module):
    """A frozen linear layer with a learnt low-rank update; (..., in) -> (..., out) float32."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.weight, self.bias = linear.weight.detach(), linear.bias.detach()
        self.a = nn.Parameter(torch.empty(RANK, linear.in_features))
        self.b = nn.Parameter(torch.zeros(linear.out_features, RANK))
        nn.init.kaiming_uniform_(self.a, a=5**0.5)

    def forward(self, inputs: Tensor) -> Tensor:
        """Return inputs @ (weight + alpha / rank * b @ a).T + bias."""
        return cast(
            "Tensor",
            _Updated.apply(inputs, self.weight, self.bias, self.a, self.b, ALPHA / RANK),  # type: ignore[no-untyped-call]
        )


class TrainedReader(nn.Module):
    """(n, t) token ids and their mask -> (n, t, 2) start and end logits.

    Args:
        folder: the bundled weights as a sentence-transformers folder.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        from transformers import BertModel

        bert: Any = BertModel
        self.bert: nn.Module = bert.from_pretrained(
            folder, add_pooling_layer=False, hidden_act="gelu_pytorch_tanh", dtype=torch.float32
        ).eval()
        self.bert.requires_grad_(False)
        for layer in self.bert.get_submodule("encoder.layer").children():
            for name in MATRICES:
                layer.set_submodule(name, LoraLinear(cast("nn.Linear", layer.get_submodule(name))))
        self.head = nn.Linear(self.bert.config.hidden_size, 2)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Logits; positions outside the mask mean nothing."""
        hidden = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        return cast("Tensor", self.head(hidden))

    def adapter(self) -> dict[str, Tensor]:
        """What was learnt, by name: `layer.N.MATRIX.a|b`, `head.weight`, `head.bias`."""
        learnt = {
            f"layer.{number}.{name}.{part}": getattr(layer.get_submodule(name), part)
            for number, layer in enumerate(self.bert.get_submodule("encoder.layer").children())
            for name in MATRICES
            for part in ("a", "b")
        }
        return learnt | {"head.weight": self.head.weight, "head.bias": self.head.bias}

    def restore(self, adapter: dict[str, Tensor]) -> None:
        """Take over what `adapter` gave."""
        with torch.no_grad():
            for name, parameter in self.adapter().items():
                parameter.copy_(adapter[name])
