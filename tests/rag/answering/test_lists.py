"""Lists answer whole: the right one, every item, in order."""

from __future__ import annotations

import pytest

from rag.answer import Answer
from rag.answering.list_choice import introduction, quoted_items
from rag.answering.list_items import asked_items
from rag.answering.lists import wants_list
from rag.config import Config
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
        ("三大产业集群除了算力，还有哪一个？", False),
        ("文件由两个部门印发，一个是商务局，另一个是？", False),
        ("哪个园区同时有光伏、风电、储能三个项目？", False),
        ("都有哪家公司到场？", True),
        ("哪个项目先开工，分别有哪些内容？", True),
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


@pytest.mark.parametrize(
    ("question", "text", "told"),
    [
        ("云石平台解决了哪些困难？",
         "云石平台由青山公司、白水公司、红岩公司、绿野公司共同建设。"
         "有了云石平台，群众不再为排队发愁，证照当天就能办结。", "排队"),
        ("青山园区有哪些优势？",
         "青山园区北接桂花镇、梨树镇、白果镇、香樟镇。"
         "青山园区电价低，离机场只有十公里，气温常年凉爽。", "电价"),
    ],
)  # fmt: skip
def test_a_list_the_reader_does_not_mark_is_not_the_answer(
    question: str, text: str, told: str
) -> None:
    answer = answered(question, made(text), read=True)
    assert len(quotes(answer)) == 1
    assert told in quotes(answer)[0]


def test_ordinals_are_answered_whole() -> None:
    answer = answered("做好数据开放有哪些要求？", made(ORDINALS))
    assert [q[:2] for q in quotes(answer)] == ["第一", "第二", "第三", "第四"]


def test_a_run_in_series_gives_one_citation_per_item() -> None:
    solar = INLINE.replace("光伏", "太阳能").replace("储能", "生物质能")
    answer = answered("全市重点发展哪三大产业？", made(solar))
    assert quotes(answer) == ["太阳能", "风电", "生物质能"]
    assert answer.claims[0].text == "太阳能\n风电\n生物质能"


def test_a_run_of_words_of_two_characters_is_quoted_in_one_piece() -> None:
    assert quotes(answered("全市重点发展哪三大产业？", made(INLINE))) == ["光伏、风电、储能"]


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
    found = quotes(answered("除了光伏，青山市还重点发展哪些产业？", document))
    assert found == ["风电、储能、氢能"]


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
    assert found == ["风电、储能、氢能"]


def test_a_run_is_not_quoted_in_one_piece_across_what_is_set_aside() -> None:
    document = made("青山市重点发展光伏、风电、储能、氢能等产业，带动就业。")
    found = quotes(answered("除了风电，青山市还重点发展哪些产业？", document))
    assert found == ["光伏", "储能", "氢能"]


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


MEASURES = """四、举措（4项）
第一，攻克核心技术。目标是早日实现自立自强。
第二，加快新型基础设施建设。抓手有数据中心、工业互联网。
第三，推进重点领域的数字产业。重点是通信设备、集成电路、智能硬件、新型显示。
第四，规范发展。促进与监管两手并用。
"""
REASONS = """青山市软件大会要点

（一）概况
2025年8月9日，青山市软件大会召开。会期选在软件博览会开幕之前。

（二）为什么此时开会
1. 时间节点：今年是规划的最后一年。
2. 主题分量：上级多次谈到软件产业。
3. 竞争形势：前面有标兵，后面有追兵。
"""


def test_a_list_inside_an_item_answers_where_the_reader_marks_it() -> None:
    question = "四项举措里，重点领域的数字产业具体指哪几样产品？"
    answer = answered(question, made(MEASURES), read=True)
    assert quotes(answer) == ["通信设备", "集成电路", "智能硬件", "新型显示"]


def test_the_whole_list_answers_where_all_items_are_asked_for() -> None:
    assert len(quotes(answered("有哪四项举措？", made(MEASURES), read=True))) == 4


@pytest.mark.parametrize(
    "question",
    [
        "青山市软件大会为什么选在2025年8月开？",
        "青山市软件大会干嘛放在2025年8月开？",
        "青山市软件大会偏偏在2025年8月开，是何缘由？",
    ],
)
def test_reasons_set_out_under_a_heading_answer_together(question: str) -> None:
    answer = answered(question, made(REASONS), config=Config(refusal=False), read=True)
    assert [q[:2] for q in quotes(answer)] == ["1.", "2.", "3."]


def test_an_item_that_is_quoted_is_not_added_to_its_list() -> None:
    open_ = Config(refusal=False)
    answer = answered("软件大会为什么在8月开？", made(REASONS), config=open_, read=True)
    said = [claim.text for claim in answer.claims[1:]]
    assert not any(text in answer.claims[0].text for text in said)


BELTS = made(
    "全省以云山为核心，形成“一心引领、两廊联动、多点开花”的产业布局。"
    "一是“一心引领”。立足云山的人才优势，建设辐射周边的创新示范区。"
    "二是“两廊联动”。以云山的机房群为牵引，联动南岭灾备中心和东湖超算中心，建成集存储、计算和运维于一体的"
    "“数据服务走廊”；以北川、西坪为重要节点，衔接邻省的制造基地，重点发展智能终端和车联网，建成“智造创新走廊”。"
    "三是“多点开花”。各县立足资源禀赋错位发展。",
    title="产业布局",
)


@pytest.mark.parametrize(
    "question",
    [
        "“两廊联动”是哪两条走廊？",
        "产业布局要建成哪两条走廊？",
        "“一心引领、两廊联动”里的两条走廊叫什么？",
        "两廊联动说的是哪两个走廊？",
    ],
)
def test_as_many_names_that_end_alike_as_are_asked_for(question: str) -> None:
    assert quotes(answered(question, BELTS)) == ["数据服务走廊", "智造创新走廊"]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("“一心引领”指的是什么？", "创新示范区"),
        ("产业布局里的“两廊联动”是什么意思？", "数据服务走廊"),
        ("“多点开花”是怎么回事？", "错位发展"),
    ],
)
def test_what_a_label_means_is_said_behind_it(question: str, told: str) -> None:
    assert told in answered(question, BELTS).claims[0].text


def test_a_sentence_that_tells_the_third_is_no_list_of_them() -> None:
    document = made(
        "回头看走了两步：第一步建机房，第二步育企业。\n"
        "往前看，要迈出第三步——坚持数据、算力、应用联动。"
    )
    (claim, *_) = answered("接下来的“第三步”是指什么？", document).claims
    assert claim.text.startswith("往前看")


def test_where_people_are_asked_for_a_list_of_deeds_is_no_answer() -> None:
    document = made(
        "大会回顾了两步：第一步建机房，第二步育企业。\n代表们信心很足。（本报记者 林远山 陈志明）",
        title="数字经济大会侧记",
    )
    answer = answered("大会侧记是哪两位记者写的？", document, read=True)
    assert "林远山" in answer.claims[0].text


def test_a_list_goes_before_a_sentence_that_runs_through_nothing() -> None:
    text = (
        "青山论坛开幕式上，面对台下数百名芯片企业高管，市长致辞欢迎投资。\n"
        "青山论坛每年一届，今年到场的有海川集团、远山公司、应用材料公司等企业的高层。"
    )
    found = quotes(answered("青山论坛开幕，哪些芯片大厂派了高管到场？", made(text)))
    assert found == ["海川集团", "远山公司", "应用材料公司"]


def test_the_last_of_the_steps_is_not_all_of_them() -> None:
    text = (
        "一、大会开幕\n各地代表到会。\n"
        "二、三步走\n一是第一步，建设一批机房。\n二是第二步，抓好算力、赋能、产业“三个关键”。\n"
        "三是第三步，让算力、数据、应用、产业彼此联动。\n"
    )
    found = quotes(answered("三步走是哪三步", made(text, title="大会简报")))
    assert [q[:5] for q in found[:3]] == ["一是第一步", "二是第二步", "三是第三步"]


def test_the_words_of_a_title_are_no_list() -> None:
    document = made(
        "园区四看：算力、制造、标注、要素\n园区来了3家企业：甲公司、乙公司、丙公司。",
        title="园区四看：算力、制造、标注、要素",
    )
    assert "算力" not in quotes(
        answered("园区看了哪些企业", document, config=Config(refusal=False))
    )


@pytest.mark.parametrize("question", ["超算除了影视还干啥", "超算除了影视还能做什么"])
def test_what_there_is_besides(question: str) -> None:
    assert wants_list(analyse(question))


def test_a_list_inside_the_item_that_is_asked_about_answers() -> None:
    text = (
        "青山市通报了上半年的办案情况。\n售假渠道变多；新型侵权手法不断出现，有盗印剧本、窃取题库、非法爬取作品等；"
        "跨区域作案明显，查处更难。"
    )
    found = quotes(answered("新型侵权手法都有哪些？", made(text)))
    assert found == ["盗印剧本", "窃取题库", "非法爬取作品"]


def test_a_list_that_says_of_what_it_is_tells_nothing_of_what_stands_beside_it() -> None:
    beside = "青山科创城形成算力、标注、渲染三大产业集群，与青山新区数据中心相互配合。\n"
    told = "青山新区建成电信、联通、移动等超大型数据中心。\n"
    answer = answered("青山新区有哪些数据中心？", made(beside + "\n" + told))
    assert quotes(answer) == ["电信、联通、移动"]
    clusters = answered("青山科创城形成了哪些产业集群？", made(beside + "\n" + told))
    assert quotes(clusters) == ["算力、标注、渲染"]
