"""What is told of another of its kind is no answer, wherever the asked one may stand."""

from __future__ import annotations

import pytest

from rag.answering.rival_fit import rival_fits
from rag.question import analyse


@pytest.mark.parametrize(
    ("question", "text", "near", "fits"),
    [
        ("巴西梅罗油田的总经理是谁？", "布济乌斯油田总经理马西奥说", "", False),
        ("巴西梅罗油田的总经理是谁？", "梅罗油田总经理马西奥说", "", True),
        ("巴西梅罗油田的总经理是谁？", "总经理马西奥说", "", True),  # of no other
        ("巴西梅罗油田的总经理是谁？", "布济乌斯油田的邻居", "梅罗油田：", True),
        ("胡锡进觉得今天像哪一年？", "武超则认为更像2012年", "", False),
        ("胡锡进觉得今天像哪一年？", "武超则认为更像2012年", "胡锡进问了武超则。", True),
        ("胡锡进觉得今天像哪一年？", "他认为更像2012年", "", True),
        ("李先生被骗了多少钱？", "张先生被骗了14万元", "", False),
        ("李先生被骗了多少钱？", "李先生被骗了14万元", "", True),
        ("李刚被骗了多少钱？", "张先生被骗了14万元", "", True),  # may be called so
        ("新款Model Y的售价是多少？", "model s售价为8万美元", "", False),
        ("新款Model Y的售价是多少？", "model y售价为8万美元", "", True),
        ("新款Model 3的售价是多少？", "model s售价为8万美元", "model 3也热销。", False),
        ("新款Model Y的售价是多少？", "新款售价为8万美元", "", True),
    ],
)
def test_a_rival_of_what_is_asked_about_is_told_from_it(
    question: str, text: str, near: str, fits: bool
) -> None:
    text = text.replace(" ", "")  # as sentences are squeezed
    assert rival_fits(analyse(question), text, near + text) is fits
