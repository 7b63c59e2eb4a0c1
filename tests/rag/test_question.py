"""What is asked, read from the wording."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.question import analyse

WORDS = st.sampled_from(
    ["2025年", "上半年", "贵州", "软件业", "收入", "多少", "哪些", "三项", "是谁", "为什么", "目标",
     "实际", "“", "”", "《", "》", "which four", "how many", "什么时候", "？", "9999999", " "]
)  # fmt: skip


@settings(deadline=None)  # the first call loads a dictionary
@given(st.one_of(st.text(), st.lists(WORDS, max_size=12).map("".join)))
def test_any_text_can_be_taken_apart(text: str) -> None:
    asked = analyse(text)
    assert asked.text == text
    assert asked.parts >= 1
    assert asked.count is None or asked.count >= 0
    if asked.lang == "zh":
        assert len(asked.core) == len(text)
    assert all(w.span.of(asked.core) == w.text for w in asked.words)


def test_absurd_counts_count_nothing() -> None:
    assert analyse("9" * 5000 + "项是什么").count is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("信息园几几年几月动的土？", "date"),
        ("软件业收入是多少？", "number"),
        ("增速达到百分之几？", "number"),
        ("这条路有多长？", "number"),
        ("平台什么时候上线？", "date"),
        ("公司成立于哪一年？", "date"),
        ("首任局长是谁？", "person"),
        ("现任局长叫什么名字？", "person"),
        ("总部在哪里？", "place"),
        ("由哪家公司承建？", "organisation"),
        ("园区几时动工的？", "date"),
        ("为什么让这几个地方先试？", "why"),
        ("十几年前凭哪些条件起步？", "list"),
        ("好几家企业的总部在哪里？", "place"),
        ("大会在哪座城市开？", "place"),
        ("有哪些重点任务？", "list"),
        ("行业存在什么问题", "list"),
        ("农户面临啥困难", "list"),
        ("这次改革是为了什么", "why"),
        ("东江科技做什么的", "definition"),
        ("那家企业是干啥的？", "definition"),
        ("三个有利于是什么？", "list"),
        ("哪三项任务？", "list"),
        ("采取了哪些方式？", "how"),
        ("博览会在哪个城市办？", "place"),
        ("当年为啥选这条路？", "why"),
        ("“三个有利于”是什么意思？", "definition"),
        ("什么是东数西算？", "definition"),
        ("企业如何申请补贴？", "how"),
        ("为什么要建数据中心？", "why"),
        ("这项试点图个啥？", "why"),
        ("大会非得今年开，讲究在哪儿？", "why"),
        ("新区凭什么敢押注大数据？", "why"),
        ("那张表是冲着什么毛病去的？", "why"),
        ("企业凭什么胜出？", "how"),
        ("拿指标，方案给了什么渠道？", "how"),
        ("靠什么打开市场？", "how"),
        ("用什么办法打开市场？", "how"),
        ("这套系统是谁家写的？", "organisation"),
        ("方案好在哪儿？", "why"),
        ("营收跌了两成，原因出在哪？", "why"),
        ("减产的原因主要在于什么？", "why"),
        ("青山论坛是个什么定位的活动？", "definition"),
        ("这个局算什么性质的单位？", "definition"),
        ("公司拿过谁的投资，都列一下", "list"),
        ("贵州大数据", "other"),
        ("那个平台叫什么？", "other"),
        ("How many data centers are there?", "number"),
        ("When was the bureau founded?", "date"),
        ("Who leads the bureau?", "person"),
        ("Which four areas are named?", "list"),
        ("Why was it built?", "why"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert analyse(text).kind == kind


def test_a_list_of_numbers_asks_for_numbers() -> None:
    asked = analyse("收入和利润分别是多少？")
    assert (asked.kind, asked.lang) == ("number", "zh")


def test_as_many_parts_as_values_are_asked() -> None:
    assert analyse("规模多大、增速多少？").parts == 2
    assert analyse("规模多大？").parts == 1
    assert analyse("有哪些任务？").parts == 1


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("有多少家企业？", ("家",)),
        ("投资多少亿元？", ("亿元",)),
        ("占比是多少？", ("%",)),
        ("同比增长多少？", ("%",)),
        ("规模有多大？", ()),
        ("贵安算力有多大", ("eflops",)),
        ("算力中心有多少个", ("个",)),
        ("一个月挣多少？", ("元",)),
        ("教师的月薪是多少？", ("元",)),
        ("有多少员工？", ("人",)),
        ("系统里查得到几个人？", ("人",)),
        ("良品率抬高了几个点？", ("%",)),
        ("建了几个点位？", ("个",)),
        ("近几年来几家企业？", ("家",)),
    ],
)
def test_units(text: str, units: tuple[str, ...]) -> None:
    assert analyse(text).units == units


@pytest.mark.parametrize(
    ("text", "count"),
    [("七条举措是什么", 7), ("哪12项任务", 12), ("两大体系指什么", 2), ("which four areas", 4),
     ("2024年有什么变化", None), ("第三条说什么", None), ("5月有哪些活动", None), ("哪一个", None)],
)  # fmt: skip
def test_stated_counts(text: str, count: int | None) -> None:
    assert analyse(text).count == count


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("到2027年目标是多少？", "target"),
        ("力争突破多少亿元？", "target"),
        ("计划目前建成多少？", "target"),
        ("实际完成了多少？", "actual"),
        ("目标最终实现了多少？", "actual"),
        ("目前有多少家？", "actual"),
        ("平台哪年开始用的？", "actual"),
        ("平台哪年开始用？", None),
        ("平台计划哪年开始用的？", "target"),
        ("已知有多少家？", None),
        ("有多少家企业？", None),
        ("What is the target for 2027?", "target"),
        ("How much has actually been built?", "actual"),
    ],
)
def test_goal_or_result(text: str, wanted: str | None) -> None:
    assert analyse(text).wanted == wanted


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("青山市有多少机架？", ["机架"]),
        ("营业收入是多少？", ["营业收入"]),
        ("一般公共预算里教育花了多少？", ["教育"]),
    ],
)
def test_the_noun_that_is_asked_about(text: str, asked: list[str]) -> None:
    assert [w.text for w in analyse(text).asked] == asked


def test_a_year_in_a_name_of_letters_is_no_time() -> None:
    assert analyse("CSA2021安全金盾奖颁给了谁？").times == ()


def test_times_are_kept_and_taken_out_of_the_words() -> None:
    asked = analyse("2025年上半年软件业收入是多少？")
    assert [(p.first.isoformat(), p.last.isoformat()) for p in asked.times] == [
        ("2025-01-01", "2025-06-30")
    ]
    assert not asked.relative_time
    assert [w.text for w in asked.words] == ["软件业", "收入"]


def test_a_relative_time_is_noted_when_it_is_all_there_is() -> None:
    assert analyse("今年上半年收入多少？").relative_time
    assert not analyse("收入多少？").relative_time


def test_quotations_and_titles() -> None:
    assert analyse("《行动方案》中的“一码通”是什么？").quoted == ("行动方案", "一码通")


def test_an_english_question_is_read_through_the_glossary() -> None:
    asked = analyse("How many data centers does Gui'an have in 2025?")
    assert (asked.lang, asked.kind) == ("en", "number")
    assert {"数据中心", "贵安"} <= set(asked.core.split())
    assert [p.first.year for p in asked.times] == [2025]
    assert [word.text for word in asked.asked] == ["数据中心"]


def test_han_in_an_english_question_is_kept() -> None:
    asked = analyse("What does the abbreviation 东数西算 stand for in this programme document?")
    assert asked.lang == "en"
    assert "东数西算" in asked.core


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("贵安 标准机架 规划数量", "number"),
        ("白山云 2021年 全年产值", "number"),
        ("贵安超算中心 启用年份", "date"),
        ("数据宝董事长", "person"),
        ("专精特新企业名单", "list"),
        ("贵安新区软件业情况", "other"),
        ("座谈会是哪两天开的", "date"),
        ("接受采访是几号？", "date"),
        ("2号线是几号线？", "number"),
        ("青山市数字经济增加值2025", "number"),
    ],
)
def test_what_keywords_ask_for_is_told_by_the_last(text: str, kind: str) -> None:
    assert analyse(text).kind == kind


@pytest.mark.parametrize(
    ("text", "units"),
    [("青山公司产值", ("元",)), ("软件业增速目标", ("%",)), ("青山公司简介", ()), ("机架数量", ())],
)
def test_what_is_typed_into_a_search_box_implies_its_unit(
    text: str, units: tuple[str, ...]
) -> None:
    assert analyse(text).units == units


@pytest.mark.parametrize(
    "question", ["炒股新手问一下，市盈率是什么意思", "请教一下：市盈率是什么意思"]
)
def test_who_asks_is_not_what_is_asked_about(question: str) -> None:
    assert [w.text for w in analyse(question).words] == ["市盈率"]


@pytest.mark.parametrize(
    ("text", "held"),
    [("公司的实际产值是多少？", False), ("实际利用外资多少？", True)],
)
def test_what_asks_for_a_result_is_no_word_to_look_for(text: str, held: bool) -> None:
    asked = analyse(text)
    assert ("实际" in asked.core) is held
    assert asked.wanted == "actual"


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Baishan Canvas负责人是谁", "zh"),
        ("PUE是多少", "zh"),
        ("Who runs 白山云?", "en"),
        ("What is 云上贵州's output?", "en"),
    ],
)
def test_a_name_in_other_letters_does_not_change_the_language(text: str, lang: str) -> None:
    assert analyse(text).lang == lang


@pytest.mark.parametrize(
    ("text", "year"),
    [("公司22年的产值目标", 2022), ("22年的历史", None), ("公司22年全年产值", 2022)],
)
def test_years_of_two_digits(text: str, year: int | None) -> None:
    assert [t.first.year for t in analyse(text).times] == ([year] if year else [])
