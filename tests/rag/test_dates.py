"""Dates as they are written, and numbers that are none."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.dates import date_in_name, find_dates, parse_date

DAYS = st.dates(date(1900, 1, 1), date(2099, 12, 31))
HAN = "〇一二三四五六七八九"


def in_han(day: date) -> str:
    def number(n: int) -> str:
        tens, units = divmod(n, 10)
        return (
            ("" if tens < 2 else HAN[tens]) + ("十" if tens else "") + (HAN[units] if units else "")
        )

    year = "".join(HAN[int(c)] for c in str(day.year))
    return f"{year}年{number(day.month)}月{number(day.day)}日"


@given(DAYS)
def test_every_way_to_write_a_day(day: date) -> None:
    full_width = str.maketrans("0123456789", "０１２３４５６７８９")
    ways = [
        day.isoformat(),
        f"{day:%Y/%m/%d} 08:30",
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year} 年 {day.month} 月 {day.day} 日",
        f"{day.year}年{day.month}月{day.day}日".translate(full_width),
        f"{day:%a, %d %b %Y} 23:59:59 GMT",
        f"{day:%B} {day.day}, {day.year}",
        f"{day.isoformat()}T08:46:33+08:00",
        f"（{day.year}年{day.month:02d}月{day.day:02d}日 星期三）",
        in_han(day),
    ]
    assert [parse_date(way) for way in ways] == [day.isoformat()] * len(ways)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025年8月", "2025-08"),
        ("2025-08", "2025-08"),
        ("二零二五年十月", "2025-10"),
        ("二○二五年", "2025"),
        ("2025年", "2025"),
    ],
)
def test_precision_is_as_written(text: str, expected: str) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025-02-30",
        "2025年13月1日",
        "1621992766",
        "1621992766000",
        "2025年8月20日印发",
        "5月",
        "8.20",
        "2024年至2025年",
        "12025-08-20",
        "国发〔2022〕2号",
    ],
)
def test_what_is_no_date_or_more_than_one(text: str) -> None:
    assert parse_date(text) is None


@given(st.text(max_size=120))
def test_found_dates_exist_and_stand_where_they_are_said_to(text: str) -> None:
    last = 0
    for start, end, value in find_dates(text):
        assert last <= start < end <= len(text)
        assert re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", value)
        parts = [int(p) for p in value.split("-")]
        date(*[*parts, 1, 1][:3])
        last = end


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("20250820.pdf", "2025-08-20"),
        ("2025-08-20 简报.docx", "2025-08-20"),
        ("简报2025年8月.txt", "2025-08"),
        ("https://a.cn/2025/08/20/x.html", "2025-08-20"),
        ("2024-01-01_2025-01-01.txt", None),
        ("a120250820.txt", None),
        ("贵州2025年规划.txt", None),
    ],
)
def test_dates_in_names(name: str, expected: str | None) -> None:
    assert date_in_name(name) == expected
