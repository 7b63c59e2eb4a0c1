"""Int8 layers against the float layers they replace."""

from __future__ import annotations

import torch
from torch import nn

from embeddings.int8 import Int8AfterGelu, Int8Linear


def relative_error(found: torch.Tensor, expected: torch.Tensor) -> float:
    return float((found - expected).norm() / expected.norm())


def test_linear_behind_a_norm_with_outlier_channels() -> None:
    torch.manual_seed(0)
    norm, linear = nn.LayerNorm(128), nn.Linear(128, 64)
    with torch.no_grad():
        norm.weight[::32] *= 30
        inputs = norm(torch.randn(4, 7, 128))
        expected = linear(inputs)
        assert Int8Linear(linear, norm)(inputs).shape == expected.shape
        assert relative_error(Int8Linear(linear, norm)(inputs), expected) < 0.01
        assert relative_error(Int8Linear(linear, None)(inputs), expected) < 0.05


def test_linear_behind_a_gelu() -> None:
    torch.manual_seed(0)
    linear = nn.Linear(256, 64)
    with torch.no_grad():
        inputs = nn.functional.gelu(2 * torch.randn(3, 5, 256))
        assert relative_error(Int8AfterGelu(linear)(inputs), linear(inputs)) < 0.01


def test_a_token_does_not_depend_on_the_others() -> None:
    torch.manual_seed(0)
    linear = nn.Linear(64, 32)
    rows = torch.randn(20, 64)
    for layer in (Int8Linear(linear, None), Int8AfterGelu(linear)):
        with torch.no_grad():
            together = layer(rows)
            alone = torch.cat([layer(row[None]) for row in rows])
        assert torch.equal(together, alone)


def test_zeros_stay_finite() -> None:
    linear = nn.Linear(64, 32)
    with torch.no_grad():
        expected = linear(torch.zeros(2, 64))
        torch.testing.assert_close(Int8Linear(linear, None)(torch.zeros(2, 64)), expected)
        found = Int8AfterGelu(linear)(torch.zeros(2, 64))
    assert relative_error(found, expected) < 0.05
