"""Lists answer whole: the right one, every item, in order."""

from __future__ import annotations

import pytest

from rag.answer import Answer
from rag.answering.list_choice import introduction, quoted_items
from rag.answering.list_items import asked_items
from rag.answering.lists import wants_list
from rag.question import analyse
from rag.types import Span
from tests.rag.answering.documents import answered, made

TASKS = """三项重点任务

1. 建设青山软件园二期，新增办公面积6万平方米。
2. 培育开源社区，支持高校开设开源课程。
3. 设立软件人才公寓，首批提供800套。
"""
ORDINALS = """做好数据开放的几点要求。
第一，明确开放范围。
第二，统一数据标准。
第三，保障数据安全。
第四，建立考核机制。
"""
INLINE = "全市重点发展光伏、风电、储能三大产业，带动就业2万人。"


def quotes(answer: Answer) -> list[str]:
    return [answer.citations[n - 1].quote for n in answer.claims[0].citations]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("有哪些任务？", True),
        ("三项重点任务是什么？", True),
        ("哪三大产业？", True),
        ("三家企业的收入是多少？", False),
        ("为什么设三个园区？", False),
        ("局长是谁？", False),
    ],
)
def test_when_a_list_is_asked_for(question: str, wanted: bool) -> None:
    assert wants_list(analyse(question)) is wanted


def test_a_counted_heading_is_answered_by_its_items() -> None:
    answer = answered("三项重点任务是什么？", made(TASKS))
    assert len(quotes(answer)) == 3
    assert [q[:7] for q in (quote.lstrip("123. ") for quote in quotes(answer))] == [
        "建设青山软件园", "培育开源社区，", "设立软件人才公",
    ]  # fmt: skip


def test_ordinals_are_answered_whole() -> None:
    answer = answered("做好数据开放有哪些要求？", made(ORDINALS))
    assert [q[:2] for q in quotes(answer)] == ["第一", "第二", "第三", "第四"]


def test_a_run_in_series_gives_one_citation_per_item() -> None:
    answer = answered("全市重点发展哪三大产业？", made(INLINE))
    assert quotes(answer) == ["光伏", "风电", "储能"]
    assert answer.claims[0].text == "光伏\n风电\n储能"


def test_of_two_lists_the_one_with_the_stated_number_of_items_answers() -> None:
    answer = answered("四点要求是什么？", made(TASKS + "\n" + ORDINALS))
    assert len(quotes(answer)) == 4


def test_long_items_are_quoted_by_what_names_them() -> None:
    long = "，".join(["提供场地、资金、人才等方面的支持"] * 8)
    document = made(f"两项措施\n\n1. 建设软件园。{long}。\n2. 培育开源社区。{long}。\n")
    (found,) = [e for e in document.structure.enumerations if e.kind == "numbered"]
    assert all(len(item) < 20 for item in quoted_items(document, found.items))


LAYOUT = """青山市规划
一、“一体两翼三大转型”
（一）一体：建好一个园区。
（二）两翼：算力和数据。
（三）三大转型：
1. 治理转型
2. 生活转型
3. 产业转型
"""
PLACES = (
    "（1）电子元件：重点地区为东山、西山、南山。（2）平台经济：以北山、中山、下山为重点，"
    "领域有物流、医疗、教育。"
)
ANSWERS = """青山公司问答
【问】公司做过哪些产品？
【答】主要有以下几项：
1. 健康码。
2. 接警系统。
3. 审批平台。
"""


def test_the_list_an_item_opens_answers_before_the_one_around_it() -> None:
    assert len(quotes(answered("青山市的三大转型都是什么转型？", made(LAYOUT)))) == 3
    assert "治理转型" in answered("青山市的三大转型都是什么转型？", made(LAYOUT)).claims[0].text


def test_places_are_named_by_what_they_are_places_of() -> None:
    document = made("青山市任务清单。\n" + PLACES.replace("（2）", "\n（2）"))
    text = answered("电子元件以哪些地方为重点？", document).claims[0].text
    assert [name in text for name in ("东山", "北山")] == [True, False]


def test_a_list_under_a_question_answers_that_question() -> None:
    text = answered("青山公司做过什么大家用过的产品？", made(ANSWERS)).claims[0].text
    assert [name in text for name in ("健康码", "接警系统", "审批平台")] == [True] * 3


def test_one_item_is_quoted_where_one_is_asked_for() -> None:
    assert quotes(answered("第三条要求讲什么？", made(ORDINALS))) == ["第三，保障数据安全。"]


def test_a_table_of_contents_is_no_answer() -> None:
    text = "青山市行动计划\n一、来历\n计划由市里公布。\n二、工作\n行动计划有三项工作：\n"
    document = made(text + "1. 调度算力；\n2. 协同算力；\n3. 试行服务。\n三、背景\n省里有目标。\n")
    assert "调度算力" in answered("行动计划有哪些工作？", document).claims[0].text


def test_the_sentence_around_a_series_introduces_it() -> None:
    document = made("开头一句。" + INLINE)
    (found,) = document.structure.enumerations
    assert introduction(document, found).of(document.text) == INLINE


def test_a_sentence_that_announces_a_list_is_no_answer() -> None:
    lead = "青山市文件要点\n\n为落实青山市文件的定位，文件安排了三项重点任务，各区参照执行。\n\n"
    assert len(quotes(answered("青山市文件安排了哪三项重点任务？", made(lead + TASKS)))) == 3


ROWS = (
    "时间：2016年；文件：《青山省数据规划》；层级：青山省",
    "时间：2017年；文件：《白水市数据共享条例》；层级：白水市",
    "时间：2018年；文件：《白水市数据安全条例》；层级：白水市",
    "时间：2020年；文件：《青山省数据流通办法》；层级：青山省",
)
HUBS = "枢纽布在八个地方：东部有山东、江苏、浙江、福建；另外有贵州、甘肃、宁夏、青海。"


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("白水市出过哪几部数据方面的法规？", [1, 2]),
        ("2018年到2020年出了哪些数据文件？", [2, 3]),
        ("出过哪些数据文件？", [0, 1, 2, 3]),
    ],
)
def test_rows_of_the_value_or_the_time_asked_for(question: str, rows: list[int]) -> None:
    document = made("\n".join(ROWS))
    spans = [Span(at, at + len(row)) for row in ROWS if (at := document.text.index(row)) >= 0]
    assert asked_items(analyse(question), document, spans) == tuple(spans[i] for i in rows)


def test_what_the_question_sets_aside_is_no_answer() -> None:
    document = made("青山市重点发展光伏、风电、储能、氢能等产业，带动就业。")
    assert quotes(answered("除了光伏，青山市还重点发展哪些产业？", document)) == [
        "风电", "储能", "氢能",
    ]  # fmt: skip


def test_lists_inside_the_items_of_a_list_are_one() -> None:
    assert len(quotes(answered("枢纽一共布在哪些地方？", made(HUBS)))) == 8


@pytest.mark.parametrize(
    ("question", "kind", "count"),
    [
        ("贵安硬件制造的龙头都有谁", "list", None),
        ("枢纽都选在了哪儿，帮我列全", "list", None),
        ("规划里“5+2+2”的那个“5”指什么", "list", 5),
        ("还想在哪四处打开新局面？", "list", 4),
        ("计划立了几条原则，各叫什么？", "list", None),
        ("会是哪两天开的？", "date", None),
        ("局长是谁？", "person", None),
    ],
)
def test_questions_for_several_things(question: str, kind: str, count: int | None) -> None:
    assert (analyse(question).kind, analyse(question).count) == (kind, count)


def test_the_fourth_of_the_items_counted() -> None:
    found = quotes(answered("做好数据开放的四点要求，第四点讲的是什么？", made(ORDINALS)))
    assert found == ["第四，建立考核机制。"]


def test_items_left_when_one_is_set_aside_behind_its_name() -> None:
    document = made("青山市重点发展光伏、风电、储能、氢能等产业，带动就业。")
    found = quotes(answered("光伏之外，青山市重点发展的产业有哪些？", document))
    assert found == ["风电", "储能", "氢能"]


def test_the_offices_of_one_person_are_no_list() -> None:
    text = "青山集团党委书记、董事长、总经理张三到场。\n青山集团旗下企业有甲公司、乙公司、丙公司。"
    found = answered("青山集团有哪些企业？", made(text)).claims[0].text
    assert "甲公司" in found


def test_since_a_year_is_open_to_later_ones() -> None:
    document = made("\n".join(ROWS))
    spans = [Span(at, at + len(row)) for row in ROWS if (at := document.text.index(row)) >= 0]
    assert asked_items(analyse("2018年以后出了哪些文件？"), document, spans) == tuple(spans[2:])


def test_an_item_set_aside_by_its_label() -> None:
    lines = "三项产业：\n（1）光伏：建两个基地。\n（2）风电：装机翻番。\n（3）储能：试点先行。\n"
    found = quotes(answered("除了光伏，还有哪些产业？", made(lines)))
    assert [q[3:5] for q in found] == ["风电", "储能"]
