"""Folding keeps offsets; terms are those the lexical index is built of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text import fold, han_share, is_han, numeral, squeeze, terms


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(fold(text, traditional=False)) == len(text)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ＡＩ２０２５", "ai2025"),
        ("數據產業", "数据产业"),
        ("（占比）％", "(占比)%"),
        ("㎡…½", "㎡…½"),  # each would become several characters
    ],
)
def test_what_folding_makes_equal(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_traditional_characters_may_be_kept_apart() -> None:
    assert fold("數據Ａ", traditional=False) == "數據a"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("，。!", []),
        ("云", ["云"]),
        ("算力", ["算", "算力", "力"]),
        ("算 \n力", ["算", "算力", "力"]),  # a file may break a line anywhere
        ("1,234.5亿", ["1234.5", "亿"]),
        ("2025年Q1", ["2025", "年", "q", "1"]),
        ("GPT-4", ["gpt", "4"]),
        ("AI模型", ["ai", "模", "模型", "型"]),
        ("用FAST指", ["用", "fast", "指"]),
        ("5G基站", ["5", "g", "基", "基站", "站"]),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@given(st.text())
def test_terms_are_folded_and_never_blank(text: str) -> None:
    for term in terms(text):
        assert term.strip() == term != ""


@given(st.text(alphabet="aZé算力网9 、", max_size=12))
def test_a_character_of_han_is_a_term_whatever_stands_beside_it(text: str) -> None:
    found = terms(text)
    assert all(char in found for char in text if char in "算力网")


@given(st.text())
def test_squeezed_text_has_no_white_space(text: str) -> None:
    assert not any(c.isspace() for c in squeeze(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [("7", 7), ("十五", 15), ("两", 2), ("", None), ("百", None), ("٣", None), ("9" * 5000, None)],
)
def test_numerals(text: str, value: int | None) -> None:
    assert numeral(text) == value


def test_share_of_han() -> None:
    assert han_share("贵州AI") == 0.5
    assert han_share("?!") == 0.0
    assert is_han("贵")
    assert not is_han("a")
