"""Time, place, subject and goal: what makes a sentence no answer."""

from __future__ import annotations

from datetime import date

import pytest

from rag.answering.fit import definite, phrases
from rag.answering.goals import is_goal
from rag.answering.place_fit import home_of
from rag.answering.time_fit import latest_year
from rag.question import analyse
from tests.rag.answering.documents import fitted, made

INCOME = "青山市软件业务收入达到38.6亿元。"


@pytest.mark.parametrize(
    ("question", "text", "dated", "fits"),
    [
        ("2024年收入多少？", "2024年收入达到38亿元。", None, True),
        ("2023年收入多少？", "2024年收入达到38亿元。", None, False),
        ("2024年收入多少？", "2024年上半年收入达到38亿元。", None, True),
        ("2024年全年收入多少？", "2024年上半年收入达到38亿元。", None, False),
        ("2024年全年收入多少？", "2024年全年收入达到38亿元，上半年9亿元。", None, True),
        # 今年 is told to be a year, and only its first months are counted
        ("2024年全年收入多少？", "今年前两月收入达到38亿元，这里的今年指2024年。", None, False),
        ("2024年前两月收入多少？", "今年前两月收入达到38亿元，这里的今年指2024年。", None, True),
        ("2024年前三季度收入多少？", "2024年上半年收入达到38亿元。", None, False),
        ("2024年前六个月收入多少？", "2024年上半年收入达到38亿元。", None, True),
        ("2024全年收入多少？", "2023年收入达到38亿元。", None, False),
        ("2024年收入多少？", "去年收入达到38亿元。", "2025-02-01", True),
        ("2024年收入多少？", "今年收入达到38亿元。", "2025-02-01", False),
        ("2025年收入多少？", "收入达到38亿元。", "2025-02-01", True),  # the document's date
        ("2024年收入多少？", "收入达到38亿元。", "2025-02-01", False),
        ("收入多少？", "2019年收入达到38亿元。", "2025-02-01", True),
        ("今年收入多少？", "2024年收入达到38亿元。", "2025-02-01", False),
        ("今年收入多少？", "2025年收入达到38亿元。", "2025-02-01", True),
        # of an undated sentence, only the part of its year is told
        ("今年一季度收入多少？", "今年第二季度收入38亿元。", None, False),
        ("今年二季度收入多少？", "今年第二季度收入38亿元。", None, True),
        ("今年上半年收入多少？", "2023年前三季度收入38亿元。", None, True),
        ("2024年一季度收入多少？", "上半年收入38亿元，排名较一季度前移。", "2024-07-20", False),
    ],
)
def test_time(question: str, text: str, dated: str | None, fits: bool) -> None:
    assert fitted(question, made(text, date=dated), "38亿元").time is fits


def test_an_undated_document_that_says_this_year_may_speak_of_any() -> None:
    document = made("今年收入达到38亿元。")
    assert fitted("2024年收入多少？", document, "38亿元").time
    assert not fitted("2024年收入多少？", made("收入达到38亿元。"), "38亿元").time


def test_an_undated_document_was_not_written_before_what_it_looks_back_on() -> None:
    document = made("2023年新增企业9家。\n今年收入达到38亿元。")
    assert not fitted("2021年收入多少？", document, "38亿元").time
    assert fitted("2024年收入多少？", document, "38亿元").time


def test_the_year_named_before_in_the_paragraph_holds_on() -> None:
    document = made("2024年成绩显著。收入达到38亿元。")
    assert fitted("2024年收入多少？", document, "38亿元").time
    assert not fitted("2022年收入多少？", document, "38亿元").time


def test_the_latest_year_is_no_goal() -> None:
    assert latest_year("园区于2023年建成投产，企业陆续入驻。力争到2030年产值翻番。") == 2023
    assert latest_year("没有年份") is None


def test_when_a_sentence_speaks() -> None:
    assert fitted("收入多少？", made("2024年收入38亿元。"), "38").when == date(2024, 12, 31)
    assert fitted("收入多少？", made("收入38亿元。", date="2025-03"), "38").when == date(
        2025, 3, 31
    )
    assert fitted("收入多少？", made("收入38亿元。"), "38").when is None


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("贵阳收入多少？", "贵阳收入达到38亿元。", True),
        ("贵阳收入多少？", "遵义收入达到38亿元。", False),
        ("贵州收入多少？", "贵阳收入达到38亿元。", False),  # a part's figure is not the whole's
        ("贵州哪里建了园区？", "贵阳建成了38亿元的园区。", False),
        ("收入多少？", "遵义收入达到38亿元。", True),
        ("贵州收入多少？", "贵州日报报道，贵州收入38亿元。", True),
        ("沈阳辽中的大桥投资多少？", "辽中区大桥投资38亿元。", True),  # as addresses are written
        ("沈阳辽中的大桥投资多少？", "大桥投资38亿元。", False),
        ("忻州原平市的大桥投资多少？", "忻州消息，定襄县的大桥投资38亿元。", False),
    ],
)
def test_place(question: str, text: str, fits: bool) -> None:
    assert fitted(question, made(text), "38亿元").place is fits


def test_the_place_may_be_the_headings_or_the_paragraphs() -> None:
    assert fitted("贵阳收入多少？", made("收入达到38亿元。", title="贵阳市简报"), "38").place
    assert fitted("贵阳收入多少？", made("贵阳发展很快。收入达到38亿元。"), "38").place


def test_a_pronoun_reaches_back_past_another_place() -> None:
    document = made("贵阳引进了云上公司。该公司在北京收入达到38亿元。")
    assert fitted("贵阳的云上公司收入多少？", document, "38亿元").place


def test_home_is_what_a_document_names_most() -> None:
    assert home_of("贵阳、贵阳、贵阳、遵义") == {"贵阳市"}
    assert home_of("没有地名") == frozenset()


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("力争突破60亿元", True),
        ("到2027年底建成园区", True),
        ("预计投产后产值20亿元", True),
        ("目标是60亿元,已完成50亿元", False),
        ("同比增长12%,有望再创新高", False),
        ("收入达到38亿元", False),
        ("会议拟议事项", False),
        ("大桥年底可按计划竣工", True),
        ("累计减免564亿元,当量从1.16下降到2022年的0.73", False),
    ],
)
def test_goals(text: str, goal: bool) -> None:
    assert is_goal(text) is goal


@pytest.mark.parametrize(
    ("question", "only"),
    [
        ("实际收入多少？", True),
        ("目前收入多少？", True),
        ("目标是多少？", False),
        ("收入多少？", False),
    ],
)
def test_a_goal_is_no_result(question: str, only: bool) -> None:
    assert fitted(question, made("力争收入突破60亿元。"), "60").only_target is only


def test_a_sentence_announced_as_a_goal_is_one() -> None:
    document = made("方案提出了发展目标：收入突破60亿元。")
    assert fitted("实际收入多少？", document, "60").only_target


def test_whole_means_nothing_forbids_it() -> None:
    document = made(INCOME, date="2024")
    assert fitted("2024年青山市软件业务收入多少？", document, "38.6").whole
    assert not fitted("2023年青山市软件业务收入多少？", document, "38.6").whole


def test_a_subject_that_is_never_named_is_not_covered() -> None:
    document = made("华为云在园区投资20亿元。")
    assert fitted("华为云投资多少？", document, "20").subject == 1.0
    assert fitted("“神舟云”投资多少？", document, "20").subject < 0.6
    assert fitted("投资多少？", document, "20").subject == 1.0


def test_names_and_phrases_of_a_question() -> None:
    assert [w.text for w in definite(analyse("“神舟”的投资是多少？"))] == ["神舟"]
    assert definite(analyse("贵阳的投资是多少？")) == ()
    assert phrases(analyse("出省带宽是多少？")) == ("出省带宽",)
    assert phrases(analyse("云？")) == ()


def test_a_value_of_the_asked_unit_must_be_there() -> None:
    assert fitted("有多少家企业？", made("企业达到57家。"), "57").typed
    assert not fitted("有多少家企业？", made("企业发展很快。"), "企业").typed
    assert fitted("为什么企业多？", made("企业发展很快。"), "企业").typed


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        ("贵州省数据局局长是谁？", False),
        ("贵阳市数据局局长是谁？", True),
        ("数据局局长是谁？", True),
    ],
)
def test_an_office_of_another_place_is_another_office(question: str, fits: bool) -> None:
    document = made("贵阳市数据局局长林远介绍，这是全省最大的项目。")
    assert fitted(question, document, "林远").place is fits


@pytest.mark.parametrize(
    ("question", "text", "dated", "fits"),
    [
        ("2023年8月9日调价后多花多少？", "今年第八次调价，多花38元。", "2023-08-09", True),
        ("2023年8月调价后多花多少？", "今年以来多花38元。", "2023-08-09", False),
        ("2023年7月卖了多少？", "1-7月卖出38万平方米。", "2023-08-16", False),
        ("2023年1-7月卖了多少？", "1-7月卖出38万平方米。", "2023-08-16", True),
        ("2022年缴存上限是多少？", "2023住房公积金年度上限38元。", None, False),
        ("2023年上半年减税多少？", "今年上半年减税。其中小企业38亿元。", None, True),
        # what a figure is held against is not its time
        ("2023年上半年占比多少？", "上半年卖得好。占比38%，比2022年提升。", "2023-07-21", True),
        ("2023年上半年占比多少？", "上半年卖得好。占比38%，较上年同期高。", "2023-07-21", True),
        ("2022年占比多少？", "上半年卖得好。占比38%，与2021年相比提升。", "2023-07-21", False),
        # what is announced for the time to come
        ("2023年下半年怎么稳岗？", "上半年稳定。下一步，补贴企业38家。", "2023-07-21", True),
        ("2023年下半年怎么稳岗？", "上半年稳定，补贴企业38家。", "2023-07-21", False),
        ("2023年下半年哪些板块看好？", "2024年也将艰难。下半年看好38只股。", None, True),
        # the day of a report is not yet the time of its figures
        ("2023年7月销售增长多少？", "8月15日，商务部公布的报告显示销售增长38%。", None, True),
        ("2023年7月销售增长多少？", "8月15日，商场销售增长38%。", None, False),
        ("2023年3月销售增长多少？", "8月15日，商务部公布的报告显示销售增长38%。", None, False),
        ("2023年7月销售怎样？", "2001年以来最高。8月15日公布的报告显示增长38%。", None, True),
        # 去年 in a text that names its year only in what it tells of this one
        ("2022年收入多少？", "2023机器人大会开幕。去年收入38亿元。", None, True),
        ("2022年收入多少？", "2023年6月开业。去年收入38亿元。", None, True),
        ("2018年收入多少？", "2023机器人大会开幕。去年收入38亿元。", None, False),
        ("2021年收入多少？", "2022年收入不错。去年收入38亿元。", None, False),
        ("2018年收入多少？", "去年收入38亿元。", None, False),
        # a record is told against the time since when it is one
        (
            "2023年7月失业率多少？",
            "7月数据公布。失业率38%，是2021年10月以来的最低水平。",
            None,
            True,
        ),
        ("2022年失业率多少？", "2022年以来失业率38%，逐月下降。", None, True),
        # an election to come, and what is expected, lie ahead
        ("2023年9月概率多大？", "预计不动，到时在2024年降息。目前9月加息概率38%。", None, True),
        ("2023年9月概率多大？", "2024年大选临近。目前9月加息的概率38%。", None, True),
        ("2023年9月概率多大？", "2024年经济增长。目前9月加息的概率38%。", None, False),
        ("2023年谁领先？", "米莱领先38票。", None, True),  # no time is told anywhere
        ("2023年领先多少？", "米莱领先38票。", None, False),
    ],
)
def test_times_of_news(question: str, text: str, dated: str | None, fits: bool) -> None:
    assert fitted(question, made(text, date=dated), "38").time is fits


def test_a_year_that_lies_ahead_does_not_date_a_document() -> None:
    assert latest_year("2023年新增企业9家，政策延续至2027年底，2026年起实行新规。") == 2023


def test_places_that_are_listed_do_not_move_what_is_spoken_of() -> None:
    listed = made("以贵阳、铜仁、黔南、毕节为重点。到2025年收入突破38亿元。", title="贵州规划")
    moved = made("贵阳先行一步。到2025年收入突破38亿元。", title="贵州规划")
    assert fitted("贵州收入多少亿元？", listed, "38亿元").place
    assert not fitted("贵州收入多少亿元？", moved, "38亿元").place


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [
        ("招聘了多少名标注师？", "公司99%的标注师来自本地。", True),
        ("投资总额是多少？", "全年新增投资企业226家。", True),
        ("投资总额是多少？", "全年投资总额12亿港元。", False),
        ("增加值是多少亿元？", "指标：增加值（亿元）；数值：246.0。", False),  # the header's unit
        ("带了几万大军？", "他此时带了八万大军。", False),
        ("标注师从哪里来？", "公司99%的标注师来自本地。", False),
    ],
)
def test_an_amount_in_a_unit_is_no_other_amount(question: str, text: str, lacks: bool) -> None:
    assert fitted(question, made(text), text[:4]).unmeasured is lacks


@pytest.mark.parametrize(
    ("question", "text", "title", "met"),
    [
        ("腾讯规划了多少机架？", "园区规划标准机架超过140万架。", "", False),
        ("腾讯规划了多少机架？", "园区规划标准机架超过140万架。", "腾讯数据中心", True),
        ("园区规划了多少机架？", "园区规划标准机架超过140万架。", "", True),
        # Tagged as names by the segmenter's dictionary, and none.
        ("养老顾问有多少名？", "全市配备养老服务专员120名。", "", True),
        ("强降雨淹了几个村？", "暴雨造成3个村积水。", "", True),
    ],
)
def test_a_proper_name_must_be_met(question: str, text: str, title: str, met: bool) -> None:
    found = fitted(question, made(text, title=title or "介绍"), text[:4])
    assert found.named is met
    assert met or not found.whole


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        ("贵州要建成哪些产业带？", True),  # a part of it comes first, what lies outside behind it
        ("成都要建成哪些产业带？", True),
        ("云南要建成哪些产业带？", False),
        ("贵州收入多少亿元？", False),  # a figure of a part
    ],
)
def test_a_part_of_the_place_beside_another_place(question: str, fits: bool) -> None:
    text = "以遵义为节点，衔接成都的制造基地，建成创新产业带，收入38亿元。"
    document = made(text, title="贵州规划")
    assert fitted(question, document, "产业带").place is fits


def test_a_name_far_off_in_the_paragraph_counts_less_than_one_near() -> None:
    text = "行业在变。腾讯开发了平台。" + "它的功能很多，用户也很多。" * 24 + "合作伙伴有38家。"
    far = fitted("腾讯的合作伙伴有多少家？", made(text), "38家").subject
    near = fitted("腾讯的合作伙伴有多少家？", made(text[:13] + text[-9:]), "38家").subject
    assert 0 < far < near == 1.0


@pytest.mark.parametrize(
    ("question", "unmeasured"),
    [
        ("新增就业多少人？", False),
        ("新增企业多少家？", False),
        ("新增投资多少元？", True),
        ("失业率是多少？", True),
    ],
)
def test_a_large_number_without_a_unit_counts_anything(question: str, unmeasured: bool) -> None:
    document = made("7月新增就业18.7万，低于预期。")
    assert fitted(question, document, "18.7万").unmeasured is unmeasured


def test_a_day_told_beside_a_bound_is_no_goal() -> None:
    document = made("公司2020年12月18日上市，发行数量占总股本不低于25%。")
    assert not fitted("公司哪天上市的？", document, "12月18日").only_target
    assert fitted("项目哪天投产的？", made("项目拟12月18日投产。"), "12月18日").only_target
