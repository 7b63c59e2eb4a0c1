"""Quantities are read with their units, bounds and places, in whatever notation."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.quantities import quantities
from rag.types import Span
from rag.units import comparable


@pytest.mark.parametrize(
    ("text", "low", "high", "unit", "bound"),
    [
        ("1.2万亿元", 1_200_000_000_000, None, "元", "exact"),
        ("12,000亿元", 1_200_000_000_000, None, "元", "exact"),
        ("１２０００亿元", 1_200_000_000_000, None, "元", "exact"),
        ("1亿2000万元", 120_000_000, None, "元", "exact"),
        ("三千五百万人", 35_000_000, None, "人", "exact"),
        ("百分之七点二五", Fraction("7.25"), None, "%", "exact"),
        ("三分之一", Fraction(100, 3), None, "%", "exact"),
        ("千分之三", Fraction("0.3"), None, "%", "exact"),
        ("一半", 50, None, "%", "exact"),
        ("七成以上", 70, None, "%", "at least"),
        ("7.2个百分点", Fraction("7.2"), None, "百分点", "exact"),
        ("翻一番", 2, None, "倍", "exact"),
        ("翻两番", 4, None, "倍", "exact"),
        ("增长一倍", 2, None, "倍", "exact"),
        ("是原来的3倍", 3, None, "倍", "exact"),
        ("5%—10%", 5, 10, "%", "exact"),
        ("1-2家", 1, 2, "家", "exact"),
        ("3到5万元", 30_000, 50_000, "元", "exact"),
        ("150余部", 150, None, "部", "over"),
        ("16.7亿余元", 1_670_000_000, None, "元", "over"),
        ("超过了100家", 100, None, "家", "over"),
        ("不低于10%", 10, None, "%", "at least"),
        ("最高500万元", 5_000_000, None, "元", "at most"),
        ("近3000家", 3000, None, "家", "near"),
        ("大约是90%", 90, None, "%", "about"),
        ("50%左右", 50, None, "%", "about"),
        ("下降-3%", -3, None, "%", "exact"),
        ("26 \n个", 26, None, "个", "exact"),
        ("81EFLOPS", 81_000_000, None, "flops", "exact"),
        ("5公里", 5000, None, "米", "exact"),
        ("十年", 120, None, "月", "exact"),
        ("第三十四次", 34, None, "第", "exact"),
        ("连续第6年", 72, None, "月", "exact"),
        ("全国首位", 1, None, "第", "exact"),
        ("nearly 10,000 companies", 10_000, None, "", "near"),
        ("more than 1.67 billion yuan", 1_670_000_000, None, "元", "over"),
        ("US$3 million", 3_000_000, None, "美元", "exact"),
        ("two thirds", Fraction(200, 3), None, "%", "exact"),
        ("41.6 percentage points", Fraction("41.6"), None, "百分点", "exact"),
    ],
)
def test_one_quantity(
    text: str, low: int | Fraction, high: int | None, unit: str, bound: str
) -> None:
    (found,) = quantities(text)
    assert (found.low, found.high) == (low, low if high is None else high)
    assert (found.unit, found.bound) == (unit, bound)


@pytest.mark.parametrize(
    "text",
    [
        "5G、4K和8K",
        "CSA2021",
        "四川统一思想",
        "一是三农",
        "1. 目标",
        "（2）任务",
        "8:30",
        "十分重要",
    ],
)
def test_no_quantity(text: str) -> None:
    assert quantities(text) == ()


def test_a_change_is_no_range() -> None:
    text = "from 2,800 to 3,954，由38PB到50.42PB"
    assert [q.low == q.high for q in quantities(text)] == [True] * 4


def test_spans_cover_number_and_unit() -> None:
    text = "共有26 \n个中心，超17万户"
    assert [q.span.of(text) for q in quantities(text)] == ["26 \n个", "17万户"]


def test_nothing_is_read_inside_dates() -> None:
    assert quantities("2025年增长7.2%", [Span(0, 5)]) == quantities("     增长7.2%")


@pytest.mark.parametrize(
    ("one", "other", "can"),
    [
        ("家", "户", True),
        ("个", "座", True),
        ("", "台", True),
        ("家", "台", False),
        ("人", "人次", False),
        ("元", "美元", False),
        ("", "%", False),
    ],
)
def test_units_that_can_be_compared(one: str, other: str, can: bool) -> None:
    assert comparable(one, other) is can
    assert comparable(other, one) is can


@given(st.text("0123456789.,%万亿千百十一二三分之点成倍番个家元第余多至-— 超约年\n", max_size=30))
def test_any_text_is_read_in_order_and_without_overlaps(text: str) -> None:
    spans = [q.span for q in quantities(text)]
    assert all(a.end <= b.start for a, b in pairwise(spans))
    assert all(len(s) > 0 and s.end <= len(text) for s in spans)
