"""Exact match and F1 by hand, as the official script of CMRC 2018 counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.spans import exact_match, f1, longest_common_run, segments


@pytest.mark.parametrize(
    ("prediction", "answers", "em", "score"),
    [
        ("1998年", ["1998年"], 1.0, 1.0),
        ("1998 年", ["1998年"], 0.0, 1.0),  # the script keeps spaces when it compares
        ("“光荣和ω-force”。", ["光荣和ω-force"], 1.0, 1.0),
        ("于1998年成立", ["1998年"], 0.0, 2 * 2 / (5 + 2)),
        ("任天堂", ["光荣", "任天堂游戏"], 0.0, 2 * 3 / (3 + 5)),
        # Common pieces that do not stand together count only as their longest run.
        ("甲乙丙", ["甲丁丙"], 0.0, 2 * 1 / 6),
        ("", ["甲"], 0.0, 0.0),
        ("Sun City", ["sun city"], 1.0, 1.0),
        ("3.14%", ["3.14"], 0.0, 2 * 1 / 3),
    ],
)
def test_by_hand(prediction: str, answers: list[str], em: float, score: float) -> None:
    assert exact_match(prediction, answers) == em
    assert f1(prediction, answers) == pytest.approx(score)


def test_marks_are_no_pieces() -> None:
    assert segments("《甲-乙》（丙）") == ["甲", "乙", "丙"]
    assert segments("a,b (c)") == ["a", ",", "b", "(", "c", ")"]


@given(st.text("甲乙丙丁ab 12，", max_size=12), st.text("甲乙丙丁ab 12，", max_size=12))
def test_bounds_and_symmetry(a: str, b: str) -> None:
    assert 0.0 <= f1(a, [b]) <= 1.0
    assert f1(a, [b]) == pytest.approx(f1(b, [a]))
    if segments(a):
        assert f1(a, [b, a]) == 1.0


@given(st.text("甲乙丙", max_size=10), st.text("甲乙丙", max_size=10))
def test_common_run_is_the_longest_common_substring(a: str, b: str) -> None:
    runs = (a[i:j] for i in range(len(a)) for j in range(i, len(a) + 1))
    assert longest_common_run(a, b) == max((len(r) for r in runs if r in b), default=0)
