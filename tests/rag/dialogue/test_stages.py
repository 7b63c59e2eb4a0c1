"""What points back is written out first: corrections, times, pronouns, lists that were answered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.dialogue import condense
from rag.dialogue.corrections import corrected
from rag.dialogue.items import listed_items
from rag.dialogue.moments import written_out

INCOME = ("2025年上半年贵州软件业收入增长多少？", "增长7.2%。")
OPENED = ("贵安超算中心是哪一年投用的？", "中心2020年投用。")
GOAL = ("2022年贵州软件业收入增长目标是多少？", "25%。")
VISITED = ("大会观摩了哪几个点？", "依次是华为云上屯数据中心、中融智能制造、数据宝。")
RUN_BY = ("贵安超算中心由谁运营？", "由贵安新区科创产业发展有限公司运营。")


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (INCOME, "不是，我问的是电子信息制造业。", "2025年上半年贵州电子信息制造业收入增长多少？"),
        (INCOME, "我指的是全年。", "2025年贵州软件业收入增长多少？"),
        (INCOME, "同期电子信息制造业增长多少？", "2025年上半年电子信息制造业增长多少？"),
        (INCOME, "那一年呢？", "2025年贵州软件业收入增长多少？"),
        (INCOME, "比上年同期高还是低？", "2025年上半年贵州软件业收入增长比上年同期高还是低？"),
        (OPENED, "当时有多少台服务器？", "贵安超算中心2020年有多少台服务器？"),
        (OPENED, "其中影视渲染占多少？", "贵安超算中心影视渲染占多少？"),
        (OPENED, "为什么要建它？", "为什么要建贵安超算中心？"),
        (OPENED, "这家中心的董事长呢？", "贵安超算中心的董事长是谁？"),
        (GOAL, "有没有完成？", "2022年贵州软件业收入增长目标有没有完成？"),
        (GOAL, "不，我要的是2021年的目标", "2021年贵州软件业收入增长的目标是多少？"),
        (VISITED, "第二个是干什么的？", "大会的中融智能制造是做什么的？"),
        (RUN_BY, "它的董事长是谁？", "贵安新区科创产业发展有限公司的董事长是谁？"),
        (RUN_BY, "它渲染过多少作品？", "贵安超算中心渲染过多少作品？"),
    ],
)
def test_what_points_back(before: tuple[str, str], question: str, expected: str) -> None:
    assert condense([before], question) == expected


def test_another_subject_is_asked_as_it_stands_without_the_words_that_announce_it() -> None:
    assert condense([INCOME], "换个话题，什么是独角兽？") == "什么是独角兽？"


def test_a_pointer_may_reach_past_the_last_turn() -> None:
    turns = [("云上鲲鹏的总经理是谁？", "蒋真。"), ("东江科技的总经理是谁？", "张俊。")]
    assert condense(turns, "前面那家的产值呢？") == "云上鲲鹏的产值是多少？"


@pytest.mark.parametrize(
    "question",
    [
        "2021年贵州软件业收入增长多少？",
        "比上年同期增长多少的行业有哪些？",
        "2023年当时的目标是多少？",  # says its time itself
        "上半年上海的收入是多少？",  # of another place
    ],
)
def test_times_that_need_no_other(question: str) -> None:
    assert written_out([INCOME], question) == question


@pytest.mark.parametrize("question", ["是2021年吗？", "不用了，谢谢", "这是谁提出的？", "no", "不"])
def test_what_corrects_nothing(question: str) -> None:
    assert corrected([INCOME], question) == question


@pytest.mark.parametrize("answer", ["", "增长7.2%。", "由甲公司运营。"])
def test_an_answer_without_a_list_has_no_items(answer: str) -> None:
    assert listed_items(answer) == ()


@given(
    st.text(
        alphabet="不是我问的当时同期那年其中它这家公司2021年第二个前者上月？，、；。呢多少",
        max_size=16,
    )
)
def test_any_words_are_taken(question: str) -> None:
    assert isinstance(condense([OPENED, VISITED, INCOME], question), str)
