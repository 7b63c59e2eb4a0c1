"""Settings from the command line, one by one and as a grid."""

from __future__ import annotations

import pytest

from eval.settings import configured, grid
from rag.config import Config
from rag.errors import ConfigError


def test_types_follow_the_setting() -> None:
    made = configured(["fusion=rrf", "depth=50", "threshold=0.25", "refusal=off", "rerank=TRUE"])
    assert made == Config(fusion="rrf", depth=50, threshold=0.25, refusal=False, rerank=True)


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        ("threshold", "expected KEY=VALUE"),
        ("thresold=0.3", "no setting 'thresold'.*threshold"),
        ("depth=many", "expected int"),
        ("refusal=maybe", "expected bool"),
        ("threshold=2", r"\[0, 1\]"),
        ("fusion=best", "convex"),
    ],
)
def test_what_is_no_setting(pair: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        configured([pair])


def test_grid() -> None:
    base = Config(depth=50)
    made = grid(["threshold=0.3,0.5", "fusion=rrf,convex"], base)
    assert len(made) == 5
    assert made[0] == ({}, base)
    assert made[1] == (
        {"threshold": 0.3, "fusion": "rrf"},
        Config(depth=50, threshold=0.3, fusion="rrf"),
    )
    with pytest.raises(ConfigError, match="V1,V2"):
        grid(["threshold"], base)
