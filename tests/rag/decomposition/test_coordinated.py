"""Coordinated constituents of one type are told apart; what is said once belongs to each."""

from __future__ import annotations

import pytest

from rag.decomposition import decompose


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (  # modifiers of one kind share the noun, and what stands before the first
            "贵州到2025年想建成的三星级和五星级酒店，数量分别是几家？",
            (
                "贵州到2025年想建成的三星级酒店，数量是几家？",
                "贵州到2025年想建成的五星级酒店，数量是几家？",
            ),
        ),
        (
            "建行的数据中心和电信的信息园，各有什么“最”？",
            ("建行的数据中心，有什么最？", "电信的信息园，有什么最？"),
        ),
        ("一档和二档补贴分别是多少元？", ("一档补贴是多少元？", "二档补贴是多少元？")),
        (
            "贵州2023年城乡居民收入分别是多少？",
            ("贵州2023年城镇居民收入是多少？", "贵州2023年农村居民收入是多少？"),
        ),
        (
            "遵义市夏粮和秋粮产量哪个多？",
            ("遵义市夏粮产量是多少？", "遵义市秋粮产量是多少？"),
        ),
        (
            "“一主两特”中“一主”和“两特”分别是什么？",
            ("“一主两特”中“一主”是什么？", "“一主两特”中“两特”是什么？"),
        ),
        (
            "白山云公司产值和员工人数各多少？",
            ("白山云公司产值多少？", "白山云公司员工人数多少？"),
        ),
        (
            "贵州2025年云服务、软件、数据加工三块各要做到多大？",
            (
                "贵州2025年云服务要做到多大？",
                "贵州2025年软件要做到多大？",
                "贵州2025年数据加工要做到多大？",
            ),
        ),
        (
            "遵义的“一带”“两廊”分别指什么？",
            ("遵义的“一带”指什么？", "遵义的“两廊”指什么？"),
        ),
        (  # a time is of all that follow it
            "国家规划对2025年的水利设施和防洪体系各提了什么要求？",
            (
                "国家规划对2025年的水利设施提了什么要求？",
                "国家规划对2025年的防洪体系提了什么要求？",
            ),
        ),
        (
            "遵义市补贴标准：本科生和硕士生每月各多少钱？",
            ("遵义市补贴标准：本科生每月多少钱？", "遵义市补贴标准：硕士生每月多少钱？"),
        ),
        (
            "甲公司2021全年产值 vs 2022年头两个月产值，各多少？",
            ("甲公司2021年全年产值，多少？", "甲公司2022年前两个月产值，多少？"),
        ),
        (
            "遵义港吞吐量从2020年的多少提高到2023年的多少？",
            ("遵义港吞吐量2020年是多少？", "遵义港吞吐量2023年是多少？"),
        ),
    ],
)
def test_members_of_one_kind(question: str, parts: tuple[str, ...]) -> None:
    assert decompose(question) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "拿2024年和2021年比，遵义市旅游收入的增速快了还是慢了？",
            ("2024年，遵义市旅游收入的增速是多少？", "2021年，遵义市旅游收入的增速是多少？"),
        ),
        (
            "遵义2024年旅游收入的增速，和文旅计划要求的年均速度，哪个更高？",
            ("遵义2024年旅游收入的增速是多少？", "文旅计划要求的年均速度是多少？"),
        ),
        (
            "云上贵州服务器2021年初跟年底比多了多少台？",
            ("云上贵州服务器2021年初是多少？", "云上贵州服务器2021年年底是多少？"),
        ),
        (
            "贵州数字经济占比2020年多少，2025年要到多少，差几个百分点？",
            ("贵州数字经济占比2020年多少？", "贵州数字经济占比2025年的目标是多少？"),
        ),
        (
            "与铜仁相比，遵义的人口多还是少？",
            ("遵义的人口是多少？", "铜仁的人口是多少？"),
        ),
        (
            "是遵义的人口多，还是铜仁的人口多？",
            ("遵义人口有多少？", "铜仁人口有多少？"),
        ),
        (
            "遵义和铜仁，哪边的新增就业人数多？",
            ("遵义的新增就业人数是多少？", "铜仁的新增就业人数是多少？"),
        ),
        (
            "遵义高铁跟铜仁地铁谁先通车，谁后通车？",
            ("遵义高铁是什么时候通车的？", "铜仁地铁是什么时候通车的？"),
        ),
    ],
)
def test_what_is_held_against_what(question: str, parts: tuple[str, ...]) -> None:
    assert decompose(question) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "遵义旅游收入增速，2022年的目标比前一年的实绩高还是低？",
            ("遵义旅游收入增速2022年的目标是多少？", "遵义旅游收入增速2021年是多少？"),
        ),
        (
            "遵义2022年的产值目标跟2021年实际做出来的比，差多少？",
            ("遵义2022年的产值目标是多少？", "遵义2021年的产值是多少？"),
        ),
        (
            "遵义市森林覆盖率2020年和2025年目标相比提高了多少个百分点？",
            ("遵义市森林覆盖率2020年是多少？", "遵义市森林覆盖率2025年的目标是多少？"),
        ),
    ],
)
def test_a_goal_is_asked_of_the_year_that_has_one(question: str, parts: tuple[str, ...]) -> None:
    assert decompose(question) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "遵义市第一季度和上半年的工业增速口径一样吗？各是多少？",
            ("遵义市第一季度的工业增速是多少？", "遵义市上半年的工业增速是多少？"),
        ),
        (
            "本科生、硕士生、博士生的补贴一样吗？分别多少？",
            ("本科生的补贴多少？", "硕士生的补贴多少？", "博士生的补贴多少？"),
        ),
        (
            "贵州和贵安的大型数据中心一样多吗？分别有几个？",
            ("贵州的大型数据中心有几个？", "贵安的大型数据中心有几个？"),
        ),
        (
            "《遵义市水条例》和《遵义市大气条例》哪部先施行？各自施行日期是？",
            ("《遵义市水条例》是什么时候施行的？", "《遵义市大气条例》是什么时候施行的？"),
        ),
        (
            "遵义高铁和铜仁地铁，哪个先通车？分别是什么时候？",
            ("遵义高铁是什么时候通车的？", "铜仁地铁是什么时候通车的？"),
        ),
    ],
)
def test_a_remark_belongs_to_no_part(question: str, parts: tuple[str, ...]) -> None:
    assert decompose(question) == parts


def test_a_long_conjunction_stands_between_questions() -> None:
    asked = decompose("白山云公司有多少员工以及总部设在哪里？")
    assert asked == ("白山云公司有多少员工？", "白山云公司总部设在哪里？")


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Does Databao have more customers or more products in Guizhou, and how many of each?",
            (
                "How many customers does Databao have in Guizhou?",
                "How many products does Databao have in Guizhou?",
            ),
        ),
        (
            "How many cities and how many routes did Manbang cover in 2021?",
            (
                "How many cities did Manbang cover in 2021?",
                "How many routes did Manbang cover in 2021?",
            ),
        ),
    ],
)
def test_english_questions_share_a_verb(question: str, parts: tuple[str, ...]) -> None:
    assert decompose(question) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "《甲片》有多大比例的特效在贵安超算渲的？这家中心总共参与过多少部？",
            ("《甲片》有多大比例的特效在贵安超算渲的？", "贵安超算总共参与过多少部？"),
        ),
        (
            "《甲片》有几成特效是云山科技公司做的？该公司有多少员工？",
            ("《甲片》有几成特效是云山科技公司做的？", "云山科技公司有多少员工？"),
        ),
    ],
)
def test_a_body_is_no_film(question: str, parts: tuple[str, ...]) -> None:
    assert decompose(question) == parts


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "白山云和数据宝，一个做什么、另一个做什么？",
            ("白山云的业务是什么？", "数据宝的业务是什么？"),
        ),
        (
            "医渡科技和易鲸捷各是做哪一行的？",
            ("医渡科技的业务是什么？", "易鲸捷的业务是什么？"),
        ),
        ("贵安新区干什么，云岩区干什么？", ("贵安新区干什么？", "云岩区干什么？")),
    ],
)
def test_what_a_firm_does_is_its_business(question: str, parts: tuple[str, ...]) -> None:
    assert decompose(question) == parts
