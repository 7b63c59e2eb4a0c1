"""Values of a quote, whole."""

from __future__ import annotations

import pytest

from rag.answering.values import asked_values, asks_year, whole
from rag.question import analyse
from rag.types import Span


@pytest.mark.parametrize(
    ("text", "question", "values"),
    [
        ("现有1646\n家，其中847 家做大数据。", "有多少家？", ["1646\n家", "847 家"]),
        ("带动300余个场景，增长40.1%。", "增长多少？", ["40.1%"]),
        ("比重约42%左右。", "比重是多少？", ["约42%左右"]),
        ("面积約1138公頃。", "面积多大？", ["約1138公頃"]),
        ("占全国近1/3。", "占多大比例？", ["近1/3"]),
        ("三分之二的企业受益，其中一半在贵阳。", "占几成？", ["三分之二", "一半"]),
        ("6月26日至27日调研，7月3日回访。", "什么时候？", ["6月26日至27日", "7月3日"]),
        ("自 2017 年 5 月 1 日起施行。", "哪天起施行？", ["2017 年 5 月 1 日"]),
        ("自 2017 年 5 月 1 日起施行。", "哪一年起施行？", ["2017 年"]),
        ("自 2017 年 5 月 1 日起施行。", "哪年哪月起施行？", ["2017 年 5 月 1 日"]),
        ("1281年归元朝。", "归哪个朝代？", []),
        ("没有数字。", "有多少？", []),
    ],
)
def test_values_that_may_answer(text: str, question: str, values: list[str]) -> None:
    found = asked_values(analyse(question), text, Span(0, len(text)))
    assert [value.of(text) for value in found] == values


def test_nothing_outside_the_quote_is_a_value() -> None:
    text = "1985年动工，1988年建成。"
    quote = Span(text.index("1988"), len(text))
    found = asked_values(analyse("什么时候？"), text, quote)
    assert [value.of(text) for value in found] == ["1988年"]


def test_an_answer_without_values_stays_as_it_is() -> None:
    text = "由大数据局牵头。"
    at = Span(1, 5)
    assert whole(analyse("谁牵头？"), text, Span(0, len(text)), at) == at


@pytest.mark.parametrize(
    ("question", "year"),
    [("何年建成？", True), ("是哪个年份？", True), ("哪年几月？", False), ("哪个年代？", False)],
)
def test_questions_for_a_year(question: str, year: bool) -> None:
    assert asks_year(analyse(question)) == year
