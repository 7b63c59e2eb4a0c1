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
        ("第二届博览会有多少人参加？", "首届博览会上月闭幕。38人参加了决赛。", False),
        ("首届博览会有多少人参加？", "第一届博览会上月闭幕。38人参加了决赛。", True),
        ("第一百七十期有多少人收看？", "第一百七十三期有38人收看。", False),
        ("第7支车队有多少人？", "第6支车队刚到。车队有38人。", False),
        ("张某二审判了多少人？", "张某一审宣判，38人旁听。", False),
        ("项目一期投资多少？", "项目二期投资38亿元。", False),
        ("最近20个交易日卖出多少？", "近5个交易日卖出38亿元。", False),
        ("最近三年卖出多少？", "近3年卖出38亿元。", True),
        ("98号汽油涨了多少？", "92号、95号汽油涨38分。", False),
        # nor what is told of one stretch of days that of another
        ("最近20个交易日减持多少股？", "近5个交易日减持38股。", False),
        ("近20个交易日减持多少股？", "近5个交易日减持8股，近20个交易日减持38股。", True),
        ("最近三天接诊多少人？", "过去七天接诊38人。", False),
        ("投资计划为什么受到批评？", "支出过度，共38亿元。", True),  # asks for no amount
        ("公司规模多大？", "公司总经理林远管理38人。", True),  # nothing is told apart
        # the day of one event is not the day of another
        ("公司是哪年上市的？", "公司2015年38人成立。", False),
        ("公司是哪年办起来的？", "公司2015年38人成立。", True),
        ("公司哪年注册成立？", "公司2015年38人落户园区。", False),
        ("中心哪年动工？", "中心2020年投用，38人值守。", False),
        ("中心哪年投入运营？", "中心2020年投用，38人值守。", True),
        ("条例哪天公布？", "条例5月1日施行，共38条。", False),
        ("条例何时公布、何时施行？", "条例5月1日施行，共38条。", True),
        ("公司成立以来服务多少人？", "公司投用以来服务38人。", True),  # asks for no day
        ("全市gdp增长百分之几？", "全市数字经济增长38%。", False),
        ("数字经济占gdp百分之几？", "数字经济比重38%。", True),
        ("超算中心有几个机架？", "数据(算力)中心有38个机架。", False),
        ("到2025年要有多少户软件企业？", "到2025年，培育数字经济企业38家左右。", False),
        ("有多少家高新技术企业？", "专精特新企业38家。", False),
        ("有多少家高新技术企业？", "高新技术企业和专精特新企业共38家。", True),
        # who is asked, whatever field is spoken of
        ("谈云服务的那位总经理是谁？", "总经理林远38岁，看好数字经济。", True),
        ("谈云服务的那位总经理是谁？", "云服务公司董事长林远38岁。", False),
    ],
)
def test_counterparts(question: str, text: str, fits: bool) -> None:
    assert fitted(question, made(text), "38" if "38" in text else text).contrast is fits
