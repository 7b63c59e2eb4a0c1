"""An amount of what the document never speaks of is not told by the amount of its like."""

from __future__ import annotations

import pytest

from rag.answering.noun_fit import counted_fit, noun_met, nouns_fit
from rag.question import analyse
from rag.words import words
from tests.rag.answering.documents import answered, fitted, made

TRADE = made(
    "2022年全球奶粉行业市场规模为323亿美元。恒大地产逾期商票累计约2446亿元。"
    "我省税务部门推出81条便民服务举措，光伏储能业务毛利率为26%。青山公园总投资9亿元，占地宽广。",
    title="行业简报",
)


@pytest.mark.parametrize(
    "question",
    [
        "2022年全球奶酪行业市场规模是多少？",
        "富力地产截至6月末逾期商票累计多少？",
        "全省市场监管部门推出了多少条便民服务举措？",
        "电信诈骗的逾期商票累计多少？",
    ],
)
def test_the_amount_of_another_is_told_from_the_one_of_the_document(question: str) -> None:
    assert not nouns_fit(analyse(question), TRADE)


@pytest.mark.parametrize(
    "question",
    [
        "2022年全球奶粉行业市场规模是多少？",
        "全球奶粉市场有多少资金？",  # what any amount is called
        "据通报，恒大地产的逾期商票累计多少？",  # who tells of it
        "光储业务的毛利率是多少？",  # an abbreviation written out
        "那宗商票累计多少？",
        "全省推出了多少条举措？",
        "奶酪行业为什么增长？",  # no amount
        "How large was the cheese market?",
    ],
)
def test_what_the_document_speaks_of_is_left_alone(question: str) -> None:
    assert nouns_fit(analyse(question), TRADE)


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        ("消费者里女性占几成？", False),
        ("青山公园造价是多少？", True),  # by another word: 总投资
        ("已经发了多少补贴？", False),
        ("一共多少钱？", True),
        ("青山公园的造价是多少？", True),
        ("奶粉的热量是多少？", False),
        ("举措用的是什么牌子的奶粉？", True),  # a name does not say what it is
        ("发补贴的是哪家券商？", True),
        ("商票和毛利加起来是多少？", True),
    ],
)
def test_what_is_counted_is_spoken_of(question: str, fits: bool) -> None:
    assert counted_fit(analyse(question), TRADE) is fits


@pytest.mark.parametrize(
    ("noun", "text", "met"),
    [
        ("监管部门", "税务部门", False),
        ("监管部门", "有关监管单位", True),
        ("农业银行", "工商银行", False),
        ("农业银行", "农行", True),
        ("脱脂奶粉", "奶粉", True),
        ("年利率", "毛利率为26%", False),
        ("年利率", "利率为6%", True),
    ],
)
def test_a_noun_is_met_by_more_than_its_kind(noun: str, text: str, met: bool) -> None:
    (word,) = words(noun)
    assert noun_met(word, text) is met


def test_a_refusal_says_what_is_lacking() -> None:
    other = answered("2022年全球奶酪行业市场规模是多少美元？", TRADE)
    assert other.reason is not None
    assert other.reason.code == "wrong_subject"
    assert answered("消费者里女性占几成？", TRADE).status == "refused"


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("住房贷款余额是多少？", "消费贷款(不含住房贷款)余额18万亿元。", False),
        ("不含住房贷款的消费贷款余额是多少？", "消费贷款(不含住房贷款)余额18万亿元。", True),
        ("个体户有多少户？", "全市企业(不包括个体户)18万户。", False),
        ("被告判了几年？", "被告在2023年被起诉，涉案18万元。", False),
        ("被告判了几年？", "被告被判18年。", True),
    ],
)
def test_what_is_left_out_or_only_dated_is_not_counted(
    question: str, text: str, fits: bool
) -> None:
    fit = fitted(question, made(text), "18")
    assert (fit.contrast and not fit.unmeasured) is fits


@pytest.mark.parametrize("asked", ["软件收入的涨速是多少？", "数据中心的个数是多少？"])
def test_what_any_amount_is_called_need_not_be_said(asked: str) -> None:
    told = made("2025年，软件收入增长7.2%，建成数据中心23个。")
    assert counted_fit(analyse(asked), told)
