"""A question that names no subject of its own is about what the last one was about, in full."""

from __future__ import annotations

import pytest

from rag.dialogue import condense

FIRST = ("广东第一个海上风电场是哪个？", "桂山海上风电场。")
LAW = ("省政府2022年5月印发了什么文件？", "《养老服务条例》。")
CARS = ("杭州哪一年引进了比亚迪？", "2008年。")
VALUE = ("2023年杭州数字经济增加值多少？", "9675亿元。")
STATIONS = ("成都有几个大型充电站？", "30个。")
FIRMS = ("光谷有多少家高新企业？", "5000家。")


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (FIRST, "装机多大", "桂山海上风电场装机多大"),
        (FIRST, "它哪年投产的", "桂山海上风电场哪年投产的"),
        (("市长上周去哪里调研了？", "去了东湖高新区。"), "它有多大面积", "东湖高新区有多大面积"),
        (LAW, "从哪天起施行", "《养老服务条例》从哪天起施行"),
        (LAW, "当月还印发了什么", "省政府2022年5月还印发了什么"),
        (CARS, "花了多少钱", "杭州引进了比亚迪花了多少钱"),
        (
            ("三部门的职业教育方案第一条原则是什么", "产教融合。"),
            "要防什么",
            "三部门的职业教育方案要防什么",
        ),
        (("长江日报那篇通讯讲的什么", "创业故事。"), "这篇是谁写的", "长江日报那篇通讯是谁写的"),
        (
            ("深圳有多少个公共充电桩？", "10万个。"),
            "这是已经投用的吗",
            "深圳有公共充电桩是已经投用的吗",
        ),
        (
            ("算力枢纽节点布在几个地方？", "八个。"),
            "贵州跟谁归成一类？",
            "算力枢纽节点贵州跟谁归成一类？",
        ),
        (
            ("云上2021年有多少物理服务器？", "3954台。"),
            "刚起步的时候才几台",
            "物理服务器刚起步的时候才几台",
        ),
    ],
)
def test_the_subject_of_the_last_question(
    before: tuple[str, str], question: str, expected: str
) -> None:
    assert condense([before], question).endswith(expected)


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (VALUE, "宁波单独看呢", "2023年宁波数字经济增加值多少？"),
        (VALUE, "放在全国来看", "2023年全国数字经济增加值多少？"),
        (VALUE, "余杭区也查一下", "2023年余杭区数字经济增加值多少？"),
        (VALUE, "往前推三年", "2020年杭州数字经济增加值多少？"),
        (VALUE, "单看一季度有没有数", "2023年一季度杭州数字经济增加值多少？"),
        (VALUE, "再往后一年有数吗", "2024年杭州数字经济增加值多少？"),
        (STATIONS, "把中型的也算上", "成都有几个中型和大型充电站？"),
        (STATIONS, "范围扩大到四川", "四川有几个大型充电站？"),
        (("吉利的董事长是谁？", "李书福。"), "比亚迪也说一下总部", "比亚迪的总部在哪里？"),
        (FIRMS, "光生物医药这一类的？", "光谷有高新企业，其中生物医药的有多少？"),
        (
            ("2024年绍兴纺织业产值目标是多少", "3000亿元。"),
            "眼下实际到了多少",
            "目前绍兴纺织业产值是多少",
        ),
    ],
)
def test_frames_around_a_fragment(before: tuple[str, str], question: str, expected: str) -> None:
    assert condense([before], question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "贵州有几家独角兽企业？",
        "区块链是什么？",
        "《数据条例》什么时候施行？",
        "今天天气怎么样？",
        "宁波港2023年吞吐量是多少？",
    ],
)
def test_a_question_with_a_subject_is_left_alone(question: str) -> None:
    assert condense([VALUE], question) == question
