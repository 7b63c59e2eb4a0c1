"""A claim beside its quotes: nasty pairs that look alike, by what they turn on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import rag
from rag.support import check_claim

GROWTH = "贵州软件业收入增长7.2%，四川软件业收入增长8.1%。"
GOAL = "力争到2025年，软件业务收入突破1000亿元，企业达到8000户。"
CONTRACT = "2024年中标合同额7.1亿元，刷新该公司历史纪录；产值接近3亿元，同比增长111%。"
EFFECT = "产品良品率提升25%，能耗下降18%。"

TRUE = [
    ("规模为12000亿元。", "规模达到1.2万亿元。"),
    ("规模为1,200,000,000,000元。", "规模达到1.2万亿元。"),
    ("规模达１２０００亿元。", "规模达到1.2万亿元。"),
    ("规模为一点二万亿元。", "规模达到1.2万亿元。"),
    ("占比为三分之一。", "占比33.3%。"),
    ("七成业务来自省外。", "省外业务占70%。"),
    ("收入翻了一番。", "收入增长一倍。"),
    ("收入增长-3%。", "收入下降3%。"),
    ("二〇二五年上半年收入增长百分之七点二。", "2025年1—6月，收入增长7.2%。"),
    ("占比不低于10%。", "占比达到10%以上。"),
    ("占比在5%到10%之间。", "占比5%—10%。"),
    ("收入超过700亿元。", "收入760亿元。"),
    ("大约九成是国产。", "国产化率约90%。"),
    ("四川软件业收入增长8.1%。", GROWTH),
    ("软件业收入增速：四川8.1%，贵州7.2%。", GROWTH),
    ("到2025年，企业的目标数量是8000家。", GOAL),
    ("产值近3亿元，增长111%；中标合同额为7.1亿元。", CONTRACT),
    ("能耗降低18%，良品率提高25%。", EFFECT),
    ("距离为5000米。", "距离为5公里。"),
    ("The yield rate rose by 25%, and energy consumption fell by 18%.", EFFECT),
    ("Output was nearly 300 million yuan in 2024.", CONTRACT),
    ("报道未列明四类产业的名称。", "报道没有逐一列出“四类产业”的名称。"),
]
FALSE = [
    ("规模为1.2亿元。", "规模达到1.2万亿元。", "number"),
    ("增长7.2个百分点。", "增长7.2%。", "number"),
    ("收入下降-3%。", "收入下降3%。", "direction"),
    ("企业超过100家。", "企业100家。", "number"),
    ("企业100家。", "企业超过100家。", "number"),
    ("产值超过3亿元。", CONTRACT, "number"),
    ("占比10%以下。", "占比达到10%以上。", "number"),
    ("总市值超过500亿元。", "总市值超过500亿港元。", "number"),
    ("距离为5000公里。", "距离为5公里。", "number"),
    ("贵州软件业收入增长8.1%，四川软件业收入增长7.2%。", GROWTH, "number"),
    ("四川软件业收入增速为7.2%。", GROWTH, "number"),
    ("云南软件业收入增长7.2%。", GROWTH, "name"),
    ("中标合同额接近3亿元，产值7.1亿元。", CONTRACT, "number"),
    ("2023年中标合同额7.1亿元。", CONTRACT, "date"),
    ("2024年上半年中标合同额7.1亿元。", CONTRACT, "date"),
    ("到2025年软件业务收入已突破1000亿元。", GOAL, "target"),
    ("2025年，软件业务收入突破1000亿元。", GOAL, "target"),
    ("能耗提高18%。", EFFECT, "direction"),
    ("能耗下降25%，良品率提升18%。", EFFECT, "number"),
    ("The yield rate rose by 18%.", EFFECT, "number"),
    ("The yield rate fell by 25%.", EFFECT, "direction"),
    ("报道逐一列出了“四类产业”的名称。", "报道没有逐一列出“四类产业”的名称。", "negation"),
    ("以上不是目标。", "以上是目标，不是完成数。", "negation"),
    ("张雪蓉任局长。", "局长是李明华。", "name"),
    ("出台了《数据开放条例》。", "出台了《数据安全条例》。", "name"),
    ("提出“两主一特”。", "提出“一主两特”。", "quotation"),
]


@pytest.mark.parametrize(("claim", "quote"), TRUE)
def test_true_in_other_words(claim: str, quote: str) -> None:
    verdict = check_claim(claim, [quote])
    assert verdict.status == "supported", [r.message for r in verdict.reasons]


@pytest.mark.parametrize(("claim", "quote", "aspect"), FALSE)
def test_false_by_a_little(claim: str, quote: str, aspect: str) -> None:
    verdict = check_claim(claim, [quote])
    assert verdict.status != "supported"
    worst = [r.aspect for r in verdict.reasons if r.support != "supported"]
    assert aspect in worst, [r.message for r in verdict.reasons]


class TestDates:
    QUOTE = "今年前两月，公司完成产值2.2亿余元，比上年同期增长40.10%。"

    @pytest.mark.parametrize(
        ("claim", "date", "status"),
        [
            ("2022年1—2月产值超过2.2亿元，增长40.1%。", "2022-03-21", "supported"),
            ("今年前两个月产值增长40.1%。", "2022-03-21", "supported"),
            ("2021年1—2月产值增长40.1%。", "2022-03-21", "contradicted"),
            ("2022年1—2月产值增长40.1%。", None, "partly"),
        ],
    )
    def test_relative_ones_lean_on_the_document(
        self, claim: str, date: str | None, status: str
    ) -> None:
        assert check_claim(claim, [self.QUOTE], [date]).status == status

    def test_each_quote_has_its_own(self) -> None:
        quotes = ["今年收入增长25%。", "今年收入增长59.3%。"]
        dates = ["2022-03", "2021-12"]
        assert check_claim("2021年收入增长59.3%。", quotes, dates).status == "supported"
        assert check_claim("2022年收入增长59.3%。", quotes, dates).status == "contradicted"

    def test_one_for_each_quote(self) -> None:
        with pytest.raises(ValueError, match="1 dates for 2 quotes"):
            check_claim("增长。", ["增长。", "下降。"], ["2022"])


class TestReasons:
    def test_the_span_that_decides(self) -> None:
        quote = "软件业收入同比增长7.2%。"
        worst = check_claim("软件业收入增长7.3%。", [quote]).reasons[0]
        assert (worst.aspect, worst.support, worst.said, worst.found) == (
            "number", "contradicted", "7.3%", "7.2%",
        )  # fmt: skip
        assert worst.quote == 0
        assert worst.span is not None
        assert worst.span.of(quote) == "7.2%"

    def test_worst_first_and_in_the_language_of_the_claim(self) -> None:
        verdict = check_claim("Revenue fell by 7.3% in 2025.", ["2025年收入增长7.2%。"])
        assert verdict.reasons[0].support == "contradicted"
        assert verdict.reasons[-1].support == "supported"
        assert all("disagrees" in r.message for r in verdict.reasons if r.support == "contradicted")

    def test_what_supports_is_told_too(self) -> None:
        verdict = check_claim("增速为7.2%。", ["收入增长7.2%。"])
        assert ("number", "7.2%") in [(r.aspect, r.found) for r in verdict.reasons]

    def test_facts_of_two_quotes_are_joined(self) -> None:
        quotes = ["2021年收入增长59.3%。", "企业有390家。"]
        assert check_claim("2021年收入增长59.3%，企业390家。", quotes).status == "supported"


class TestNothingToGoBy:
    def test_no_quotes(self) -> None:
        assert check_claim("收入增长7.2%。", []).status == "unsupported"
        assert check_claim("收入增长7.2%。", [" "]).status == "unsupported"

    def test_another_subject(self) -> None:
        verdict = check_claim("茅台镇酿酒历史悠久，口味醇厚。", ["软件业收入增长7.2%。"])
        assert verdict.status == "unsupported"

    def test_an_empty_claim_says_nothing(self) -> None:
        assert check_claim(" ", ["软件业收入增长7.2%。"]).status == "supported"


def test_the_door() -> None:
    assert rag.check_claim is check_claim


TEXT = st.text(
    "0123456789.%万亿元年月日增长下降不没有力争目标约超，。；、《》“”贵州四川的是ab c\n",
    max_size=60,
)


@settings(max_examples=60, deadline=None)
@given(TEXT, st.lists(TEXT, max_size=2))
def test_any_text_is_accepted(claim: str, quotes: list[str]) -> None:
    verdict = check_claim(claim, quotes)
    for reason in verdict.reasons:
        if reason.span is not None and reason.quote is not None:
            assert reason.span.of(quotes[reason.quote]) == reason.found


@settings(max_examples=60, deadline=None)
@given(TEXT.filter(str.strip))
def test_a_text_supports_itself(text: str) -> None:
    assert check_claim(text, [text]).status == "supported"
