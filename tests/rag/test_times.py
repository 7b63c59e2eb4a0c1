"""Which days an expression means, and which statements answer for which time."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.times import Anchor, Period, fits, periods
from rag.types import Span

PIECES = st.sampled_from(
    ["2025", "年", "上半年", "前", "三", "季度", "月", "13", "31", "日", "底", "初", "今年", "去年",
     "至", "-", "十四五", "“", "时期末", "20世纪", "90年代", "0000年", "二〇二五年", "截至目前",
     "《", "》", "first half of ", "june ", "99", "/", " ", "个", "中"]
)  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=14).map("".join))
ANCHORS = st.one_of(
    st.none(), st.dates(date(1, 1, 1)).map(lambda d: Anchor.of(d.strftime("%Y-%m-%d").zfill(10)))
)
DAYS = st.dates(date(1990, 1, 1), date(2040, 1, 1))


def named(text: str, present: str | None = None) -> list[tuple[str, str]]:
    return [(p.first.isoformat(), p.last.isoformat()) for p in periods(text, Anchor.of(present))]


@given(TEXTS, ANCHORS)
def test_any_text_is_read_and_spans_lie_inside(text: str, anchor: Anchor | None) -> None:
    end = 0
    for period in periods(text, anchor):
        assert end <= period.span.start < period.span.end <= len(text)
        assert period.first <= period.last
        assert period.days >= 1
        end = period.span.end


@given(DAYS, DAYS, st.booleans())
def test_every_period_fits_itself(one: date, other: date, loose: bool) -> None:
    period = Period(min(one, other), max(one, other), Span(0, 0), loose)
    assert fits(period, period)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025年", "2025-01-01", "2025-12-31"),
        ("２０２５年度", "2025-01-01", "2025-12-31"),
        ("二〇二五年", "2025-01-01", "2025-12-31"),
        ("2025年上半年", "2025-01-01", "2025-06-30"),
        ("2025年的下半年", "2025-07-01", "2025-12-31"),
        ("2024年第三季度", "2024-07-01", "2024-09-30"),
        ("2024年前三季度", "2024-01-01", "2024-09-30"),
        ("2024年度前三季度", "2024-01-01", "2024-09-30"),
        ("2024年前三个季度", "2024-01-01", "2024-09-30"),
        ("2024一季报", "2024-01-01", "2024-03-31"),
        ("2024年三季报", "2024-01-01", "2024-09-30"),
        ("2024中报", "2024-01-01", "2024-06-30"),
        ("2023年半年度业绩", "2023-01-01", "2023-06-30"),
        ("2023上半年财报", "2023-01-01", "2023-06-30"),
        ("2024年年报", "2024-01-01", "2024-12-31"),
        ("2025年前两个月", "2025-01-01", "2025-02-28"),
        ("2024年1-2月", "2024-01-01", "2024-02-29"),
        ("2024年2月", "2024-02-01", "2024-02-29"),
        ("2024年十二月", "2024-12-01", "2024-12-31"),
        ("2024年5月8日", "2024-05-08", "2024-05-08"),
        ("2024年5月8日至10日", "2024-05-08", "2024-05-10"),
        ("2024年5月8日至6月3日", "2024-05-08", "2024-06-03"),
        ("2024年2月31日", "2024-02-01", "2024-02-29"),  # no such day: the month
        ("2024年初", "2024-01-01", "2024-03-31"),
        ("2024年底", "2024-10-01", "2024-12-31"),
        ("2021-2025年", "2021-01-01", "2025-12-31"),
        ("2024-03-05", "2024-03-05", "2024-03-05"),
        ("2024/3", "2024-03-01", "2024-03-31"),
        ("“十四五”时期", "2021-01-01", "2025-12-31"),
        ("十四五末", "2025-01-01", "2025-12-31"),
        ("20世纪90年代", "1990-01-01", "1999-12-31"),
        ("19世纪", "1800-01-01", "1899-12-31"),
        ("first half of 2025", "2025-01-01", "2025-06-30"),
        ("January-June 2025", "2025-01-01", "2025-06-30"),
        ("from July to September 2024", "2024-07-01", "2024-09-30"),
        ("March 5, 2024", "2024-03-01", "2024-03-31"),
        ("in 2024", "2024-01-01", "2024-12-31"),
        ("the first quarter of 2025", "2025-01-01", "2025-03-31"),
        ("Second half of 2024", "2024-07-01", "2024-12-31"),
        ("the first two months of 2025", "2025-01-01", "2025-02-28"),
        ("the first 11 months of 2024", "2024-01-01", "2024-11-30"),
        ("Q3 2024", "2024-07-01", "2024-09-30"),
        ("H1 of 2025", "2025-01-01", "2025-06-30"),
        ("2025H1", "2025-01-01", "2025-06-30"),
        ("2025 Q4", "2025-10-01", "2025-12-31"),
        ("2025年Q2", "2025-04-01", "2025-06-30"),
    ],
)
def test_absolute_times(text: str, first: str, last: str) -> None:
    assert named(text) == [(first, last)]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("今年", "2025-01-01", "2025-12-31"),
        ("去年", "2024-01-01", "2024-12-31"),
        ("前年", "2023-01-01", "2023-12-31"),
        ("明年", "2026-01-01", "2026-12-31"),
        ("今年上半年", "2025-01-01", "2025-06-30"),
        ("今年前两个月", "2025-01-01", "2025-02-28"),
        ("去年底", "2024-10-01", "2024-12-31"),
        ("上半年", "2025-01-01", "2025-06-30"),
        ("一季度", "2025-01-01", "2025-03-31"),
        ("今年前三季度", "2025-01-01", "2025-09-30"),
        ("前三季度", "2025-01-01", "2025-09-30"),
        ("前5个月", "2025-01-01", "2025-05-31"),
        ("6月", "2025-06-01", "2025-06-30"),
        ("6月18日", "2025-06-18", "2025-06-18"),
        ("截至目前", "2025-08-20", "2025-08-20"),
    ],
)
def test_relative_times_hang_on_the_documents_date(text: str, first: str, last: str) -> None:
    assert named(text, "2025-08-20") == [(first, last)]
    assert named(text) == []


@pytest.mark.parametrize(
    "text", ["", "《2024年行动方案》", "贵发〔2024〕3号", "0000年", "20255年", "第2025页"]
)
def test_what_names_no_time(text: str) -> None:
    assert named(text, "2025-08-20") == []


@pytest.mark.parametrize(
    ("iso", "first", "last"),
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-02-03", "2024-02-03", "2024-02-03"),
    ],
)
def test_an_anchor_is_as_precise_as_the_date(iso: str, first: str, last: str) -> None:
    assert Anchor.of(iso) == Anchor(date.fromisoformat(first), date.fromisoformat(last))
    assert Anchor.of(None) is None
    assert Anchor.of("") is None


@pytest.mark.parametrize(
    ("asked", "given_", "answers"),
    [
        ("2025年", "2025年上半年", True),
        ("2025年上半年", "2025年", False),
        ("2025年", "2024年", False),
        ("2023年", "2021-2025年", True),
        ("2024年底", "2024年12月", True),
        ("2024年12月31日", "2024年底", True),
        ("2024年6月", "2024年底", False),
    ],
)
def test_which_statement_answers_for_which_time(asked: str, given_: str, answers: bool) -> None:
    (wanted,), (said,) = periods(asked), periods(given_)
    assert fits(wanted, said) is answers


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023H1公司收入", "2023-01-01", "2023-06-30"),
        ("2Q23港股", "2023-04-01", "2023-06-30"),
        ("23Q2业绩", "2023-04-01", "2023-06-30"),
        ("1H2023实现", "2023-01-01", "2023-06-30"),
        ("2023/24财年首季", "2023-01-01", "2024-12-31"),
        ("2023年头三个月", "2023-01-01", "2023-03-31"),
    ],
)
def test_parts_of_a_year_as_analysts_write_and_people_say_them(
    text: str, first: str, last: str
) -> None:
    assert named(text) == [(first, last)]


def test_what_looks_like_a_part_of_a_year_and_is_none() -> None:
    assert named("M12Q23、预计23-25E、2024届毕业生、质押2063.87万股、G2088/9次") == []
    assert named("收盘价2089元，报7.2076，卖2023.5万元") == []


def test_what_comes_next_begins_now() -> None:
    assert named("下一步，将扩大试点", "2023-07-21") == [("2023-07-21", "2023-07-21")]
