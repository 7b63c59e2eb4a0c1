"""Two sides are told apart by what closes the question, which names nothing, and a conjunction."""

from __future__ import annotations

import pytest

from rag.answering.decompose import decompose


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (  # each side stands for itself
            "甲园区2024年规上工业的收入，与遵义“制造强市”为2027年设的工业收入目标相比，两个数各是多少？",
            (
                "甲园区2024年规上工业的收入是多少？",
                "遵义“制造强市”2027年的工业收入目标是多少？",
            ),
        ),
        (
            "遵义2022年3月统计的规上工业企业数，与毕节2025年想达到的工业企业数，一个多少家、一个多少户？",
            (
                "遵义2022年3月统计的规上工业企业数是多少？",
                "毕节2025年想达到的工业企业数是多少？",
            ),
        ),
        (  # a bare attribute is of the indicator that the first side names
            "2022年遵义给白酒业利润增速定的目标，与2025年上半年实际跑出来的增速差在哪里？",
            (
                "2022年遵义白酒业利润增速的目标是多少？",
                "遵义白酒业利润2025年上半年的增速是多少？",
            ),
        ),
        (
            "遵义2021年旅游产业增加值的目标，与全省2025年的增加值目标相差多大？",
            (
                "遵义2021年旅游产业增加值的目标是多少？",
                "全省2025年的旅游产业增加值目标是多少？",
            ),
        ),
        (  # the goal alone, said first or last
            "和全年目标相比，贵州茅台公司2022年前两个月做出来的产值还差多远？",
            (
                "贵州茅台公司2022年前两个月的产值是多少？",
                "贵州茅台公司2022年全年的产值目标是多少？",
            ),
        ),
        (
            "贵州茅台公司2022年前两个月完成的产值，距全年产值目标差了多少？",
            (
                "贵州茅台公司2022年前两个月完成的产值是多少？",
                "贵州茅台公司2022年全年产值目标是多少？",
            ),
        ),
        (  # where both are found stands in front
            "在“制造强市”计划里，遵义的年均增速目标比全省2022年的增速目标高还是低？",
            (
                "在“制造强市”计划里，遵义的年均增速目标是多少？",
                "在“制造强市”计划里，全省2022年的增速目标是多少？",
            ),
        ),
        (
            "论2024年的增速，遵义的白酒业收入和旅游业产值，谁跑在前头？",
            (
                "遵义的白酒业收入2024年的增速是多少？",
                "遵义旅游业产值2024年的增速是多少？",
            ),
        ),
        (  # another time of the same
            "遵义在2021年拿下的白酒业收入增速，到了2025年上半年变成多少了？",
            (
                "遵义在2021年的白酒业收入增速是多少？",
                "遵义在2025年上半年的白酒业收入增速是多少？",
            ),
        ),
        (  # what the second leaves out at its end
            "遵义酒类管理条例问世的年份，跟城市绿化条例差几年？",
            (
                "遵义酒类管理条例问世的年份是什么时候？",
                "遵义城市绿化条例问世的年份是什么时候？",
            ),
        ),
        (
            "白酒外销在2025年要做到的规模与茶叶要做到的规模，孰大孰小？",
            ("白酒外销在2025年要做到的规模是多少？", "2025年茶叶要做到的规模是多少？"),
        ),
        (
            "东江科技落地贵安的时间与它建成监控系统的时间，中间隔了几年？",
            ("东江科技落地贵安的时间是什么时候？", "东江科技建成监控系统的时间是什么时候？"),
        ),
        (  # what was reached by now and what was aimed at
            "遵义旅游在地区生产总值里的份额，最新数据跟“十四五”规划当初想要达到的水平相比还差多少？",
            (
                "遵义旅游在地区生产总值里的份额目前是多少？",
                "遵义旅游在地区生产总值里的份额“十四五”的目标是多少？",
            ),
        ),
        (  # groups of places are held against each other, not their members
            "东部及成渝那几个枢纽节点与贵州、甘肃、宁夏这几个，各自的工作重点有什么区别？",
            (
                "东部及成渝那几个枢纽节点的工作重点有什么区别？",
                "贵州、甘肃、宁夏这几个的工作重点有什么区别？",
            ),
        ),
    ],
)
def test_two_sides(question: str, parts: tuple[str, ...]) -> None:
    assert decompose(question) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (  # a later time takes the place of the one that the question before named
            "贵安的智算在2023年处于什么状态，到最近一次统计时又占了整个算力的多大比例？",
            (
                "贵安的智算在2023年处于什么状态？",
                "贵安的智算到最近一次统计时占了整个算力的多大比例？",
            ),
        ),
        (  # a title may say among whom
            "遵义旅游增速在全省的位次，2020年时是怎样的，后来连续八年的口径又是怎么表述的？",
            (
                "遵义旅游增速在全省的位次2020年时是怎样的？",
                "遵义旅游增速在全省的位次后来连续八年的口径是怎么表述的？",
            ),
        ),
        (  # what a document does something to may stand before its name
            "要发展的新兴产业，国发〔2022〕2号文件列了几种，遵义清单里的前沿门类又列了哪几个？",
            (
                "国发〔2022〕2号文件要发展的新兴产业列了几种？",
                "遵义清单里的前沿门类列了哪几个？",
            ),
        ),
    ],
)
def test_rows_of_another_time(question: str, parts: tuple[str, ...]) -> None:
    assert decompose(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "2021年贵州软件和信息技术服务业收入增长跟全国比高多少",  # told as one figure
        "贵安新区2024年的软件业收入比上年快了多少",
        "总书记那次到贵州的反应，与后来提出的要求，有什么不同？",  # no values
    ],
)
def test_one_question(question: str) -> None:
    assert decompose(question) == (question,)
