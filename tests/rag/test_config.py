"""Settings are checked where they are made."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from typing import Any

import pytest

from rag.config import FUSIONS, Config
from rag.errors import ConfigError


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fusion", "sum"),
        ("dense_weight", 1.01),
        ("dense_weight", float("nan")),
        ("threshold", -0.1),
        ("depth", 0),
        ("evidence", 0),
        ("max_claims", -1),
        ("withheld", "hide"),
        ("prompt_tokens", 0),
        ("answer_tokens", 0),
        ("generate_seconds", 0.0),
    ],
)
def test_values_out_of_range_are_named(name: str, value: Any) -> None:
    with pytest.raises(ConfigError, match=f"{name} = {value!r}; expected"):
        Config(**{name: value})


@pytest.mark.parametrize("fusion", FUSIONS)
def test_every_fusion_is_accepted(fusion: Any) -> None:
    assert Config(fusion=fusion).fusion == fusion


def test_unknown_settings_and_changes_are_refused() -> None:
    with pytest.raises(TypeError, match="tresh"):
        Config(tresh=0.5)  # type: ignore[call-arg]
    with pytest.raises(FrozenInstanceError):
        Config().depth = 5  # type: ignore[misc]


def test_a_changed_copy_is_checked_again() -> None:
    assert replace(Config(), depth=7).depth == 7
    with pytest.raises(ConfigError):
        replace(Config(), depth=0)
