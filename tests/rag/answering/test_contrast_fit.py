"""What is told apart from what was asked is no answer to it."""

from __future__ import annotations

import pytest

from tests.rag.answering.documents import fitted, made


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("全市出口多少亿元？", "上半年，全市进口38亿元。", False),
        ("全市出口多少亿元？", "上半年，全市进出口38亿元，其中出口8亿元。", True),
        ("全市进出口多少亿元？", "上半年，全市出口38亿元。", True),  # names neither half
        ("国有企业营收多少？", "民营企业营收38亿元。", False),
        ("公司的董事长是谁？", "公司总经理林远38岁。", False),
        ("公司的董事长是谁？", "公司董事长兼总经理林远38岁。", True),
        ("董事长和总经理是谁？", "公司总经理林远38岁。", True),  # both are asked about
        ("第六届博览会有多少人参加？", "第七届博览会有38人参加。", False),
        ("第七届博览会有多少人参加？", "第七届博览会有38人参加。", True),
        ("项目一期投资多少？", "项目二期投资38亿元。", False),
        ("98号汽油涨了多少？", "92号、95号汽油涨38分。", False),
        ("投资计划为什么受到批评？", "支出过度，共38亿元。", True),  # asks for no amount
        ("公司规模多大？", "公司总经理林远管理38人。", True),  # nothing is told apart
    ],
)
def test_counterparts(question: str, text: str, fits: bool) -> None:
    assert fitted(question, made(text), "38" if "38" in text else text).contrast is fits
