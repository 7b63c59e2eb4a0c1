"""What is the largest of several is told only by what says so."""

from __future__ import annotations

import pytest

from rag.answering.rank_fit import lacks_rank, lacks_utmost
from rag.question import analyse


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [
        ("出口额最大的商品是什么？", "出口278.7亿元,增长35.9%。", True),
        ("进出口额最大的民营企业是哪一家？", "民营企业有398家。", True),
        ("出口额最大的商品是什么？", "手机出口居首位。", False),
        ("名次最高的是哪个区？", "青山区列第12位。", False),
        ("最近签约的是哪家企业？", "甲公司签约。", False),  # a time
        ("最大的商品出口额是多少？", "出口278.7亿元。", False),  # an amount
    ],
)
def test_the_utmost_is_said_to_be_it(question: str, text: str, lacks: bool) -> None:
    assert lacks_utmost(analyse(question), text) is lacks


def test_a_rank_is_ranked() -> None:
    assert lacks_rank(analyse("增速在全国排第几？"), "增速为8%。")
    assert not lacks_rank(analyse("增速在全国排第几？"), "增速居首位。")
