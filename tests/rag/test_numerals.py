"""Numbers in one form: what is the same compares equal, what differs does not."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.numerals import canonical, han_value

DIGITS = "〇一二三四五六七八九"


def spoken(number: int) -> str:
    """A whole number below 10**16 in Chinese numerals, written by the textbook's rules."""
    if number == 0:
        return "零"
    for scale, word in ((10**8, "亿"), (10**4, "万")):
        if number >= scale:
            high, low = divmod(number, scale)
            gap = "零" if 0 < low < scale // 10 else ""
            return spoken(high) + word + gap + (spoken(low) if low else "")
    out, zero = "", False
    for scale, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, scale)
        if digit:
            out += ("零" if zero and out else "") + DIGITS[digit] + word
            zero = False
        else:
            zero = True
    return out


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1.2万亿元", "12000亿元"),
        ("1.2万亿元", "12,000 亿元"),
        ("1.2万亿元", "一点二万亿元"),
        ("1.2万亿元", "1.2 trillion yuan"),
        ("二〇二五年", "2025年"),
        ("二零二五年", "２０２５年"),
        ("2025-03-08", "2025年3月8日"),
        ("2025年03月08日", "2025/3/8"),
        ("百分之七点二", "7.20％"),
        ("百分之百", "100%"),
        ("7.2 percent", "7.2%"),
        ("7.2百分点", "7.2 个百分点"),
        ("7.2 percentage points", "7.2个百分点"),
        ("三成", "30%"),
        ("千分之三", "3‰"),
        ("十二条", "12条"),
        ("两个", "2个"),
        ("17万户", "170000户"),
        ("1亿2000万元", "1.2亿元"),
        ("3万5千人", "35000人"),
        ("3万5000人", "三万五千人"),
        ("一万零三", "10003"),
        ("一万二千亿", "1.2万亿"),
        ("5公里", "5千米"),
        ("50万千瓦", "5亿瓦"),
        ("3亿", "3億"),
        ("兩萬", "20000"),
    ],
)
def test_the_same(one: str, other: str) -> None:
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("7.2%", "7.2个百分点"),
        ("7.2%", "7.2‰"),
        ("12亿元", "12亿美元"),
        ("1.2万亿", "1.2万"),
        ("1.2亿", "12亿"),
        ("5公里", "5平方公里"),
        ("2024 11", "202411"),
        ("38.6亿 12.4%", "38.612.4%"),
        ("三四个", "34个"),
        ("十四五", "145"),
    ],
)
def test_different(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize(
    "text",
    [
        "“十四五”规划",
        "百度",
        "万一",
        "千亿级",
        "三百二",
        "三万五",
        "五六百",
        "建成",
        "2025.3",
        "3.14.15",
    ],
)
def test_left_alone(text: str) -> None:
    assert canonical(text) == text


def test_glued_cells_are_not_one_number() -> None:
    assert canonical("38.6亿 12.4%") == "3860000000\x1f12.4%"
    assert canonical("12万3个") == "120000\x1f3个"
    assert canonical("一\n二十") == "1\x1f20"


@given(st.integers(0, 10**16 - 1))
def test_every_whole_number_is_read(number: int) -> None:
    assert han_value(spoken(number)) == Decimal(number)
    assert canonical(f"共{spoken(number)}个") == f"共{number}个"


@given(st.integers(0, 10**9), st.sampled_from(["%", "元", "个百分点", "家", ""]))
def test_notations_of_one_quantity_agree(number: int, unit: str) -> None:
    forms = {canonical(f"{number:d}{unit}"), canonical(f"{number:,d} {unit}")}
    forms |= {canonical(f"{number}.0{unit}"), canonical(spoken(number) + unit)}
    forms.add(canonical(f"{Decimal(number) / 10000:f}万{unit}"))
    assert len(forms) == 1


@given(st.text("0123456789%百分之点千万亿元个成年月十一二两〇 \n-十四五公里percent", max_size=24))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


@given(st.text())
def test_any_text_is_accepted(text: str) -> None:
    assert isinstance(canonical(text), str)
