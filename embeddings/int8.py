"""Matrix products in int8, for CPUs with VNNI instructions.

Weights are quantised once per output channel, activations per token at every call (the vector-wise
scheme of Dettmers et al. 2022, "LLM.int8()"); products accumulate exactly in int32. A token's
result depends on that token alone, never on what else is in the batch.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

_LEVELS = 127
_TINY = 1e-12  # keeps an all-zero row from dividing by zero
_GELU_MINIMUM = 0.17  # GELU is nowhere below -0.17
_MIGRATION = 0.75


class Int8Linear(nn.Module):
    """A linear layer; (..., in) float32 -> (..., out) float32.

    A few channels of a layer norm's output are far larger than the rest and would waste the int8
    range of every token. Behind a ``norm`` they are divided out of the activations and multiplied
    into the weights (SmoothQuant, Xiao et al. 2023, equation 4 with migration strength 0.75). Its
    gain and offset stand in for measured activations: their root sum of squares is a channel's
    root mean square.
    """

    def __init__(self, linear: nn.Linear, norm: nn.LayerNorm | None) -> None:
        super().__init__()
        weight = linear.weight.detach()
        smoothing = torch.ones(linear.in_features)
        if norm is not None:
            rms = (norm.weight.detach().square() + norm.bias.detach().square()).sqrt()
            smoothing = rms**_MIGRATION / weight.abs().amax(dim=0) ** (1 - _MIGRATION)
            smoothing = smoothing.clamp_min(_TINY)
        self.bias = linear.bias.detach()
        self.inverse_smoothing = 1 / smoothing
        self.weight, self.scale = _quantize(weight * smoothing)

    def forward(self, inputs: Tensor) -> Tensor:
        """Return inputs @ weight.T + bias."""
        rows = inputs.reshape(-1, inputs.shape[-1]) * self.inverse_smoothing
        scale = rows.abs().amax(dim=1, keepdim=True).div_(_LEVELS).clamp_min_(_TINY)
        quantized = rows.div_(scale).round_().to(torch.int8)
        product = torch._int_mm(quantized, self.weight)
        outputs = torch.addcmul(self.bias, product * scale, self.scale)
        return outputs.reshape(*inputs.shape[:-1], -1)


class Int8AfterGelu(nn.Module):
    """The linear layer behind a GELU; (..., in) float32 -> (..., out) float32.

    GELU's values lie between -0.17 and the token's maximum, so that range, not a symmetric one,
    is spread over the int8 levels: x = scale * (q + 127) - 0.17.
    """

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.bias = linear.bias.detach()
        self.weight, self.scale = _quantize(linear.weight.detach())
        self.row_sums = self.weight.sum(dim=0, dtype=torch.float32) * self.scale

    def forward(self, inputs: Tensor) -> Tensor:
        """Return inputs @ weight.T + bias."""
        rows = inputs.reshape(-1, inputs.shape[-1])
        scale = rows.amax(dim=1, keepdim=True).add_(_GELU_MINIMUM).div_(2 * _LEVELS)
        shift = _GELU_MINIMUM / scale - _LEVELS
        quantized = torch.addcmul(shift, rows, 1 / scale).round_().to(torch.int8)
        product = torch._int_mm(quantized, self.weight)
        outputs = torch.addcmul(self.bias, product * scale, self.scale)
        outputs.addcmul_(-shift * scale, self.row_sums)
        return outputs.reshape(*inputs.shape[:-1], -1)


def quantize_layers(bert: nn.Module) -> None:
    """Replace, in place, the matrix products of every layer of a BertModel but the values'.

    Left out because they alone would cost more accuracy than all the others together, for a
    twentieth of the time.
    """
    norm = bert.get_submodule("embeddings.LayerNorm")
    for layer in bert.get_submodule("encoder.layer").children():
        _replace(layer, "attention.self.query", norm)
        _replace(layer, "attention.self.key", norm)
        _replace(layer, "attention.output.dense", None)
        _replace(layer, "intermediate.dense", layer.get_submodule("attention.output.LayerNorm"))
        narrow = layer.get_submodule("output.dense")
        assert isinstance(narrow, nn.Linear)
        layer.set_submodule("output.dense", Int8AfterGelu(narrow))
        norm = layer.get_submodule("output.LayerNorm")


def _replace(layer: nn.Module, name: str, norm: nn.Module | None) -> None:
    linear = layer.get_submodule(name)
    assert isinstance(linear, nn.Linear)
    assert norm is None or isinstance(norm, nn.LayerNorm)
    layer.set_submodule(name, Int8Linear(linear, norm))


def _quantize(weight: Tensor) -> tuple[Tensor, Tensor]:
    """Return (in, out) int8 levels and (1, out) float32 scales of an (out, in) weight."""
    scale = (weight.abs().amax(dim=1, keepdim=True) / _LEVELS).clamp_min(_TINY)
    levels = (weight / scale).round().to(torch.int8).t().contiguous()
    return levels, scale.t().contiguous()
