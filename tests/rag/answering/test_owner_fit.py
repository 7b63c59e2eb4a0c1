"""An attribute of somebody whom the document never names is another's."""

from __future__ import annotations

import pytest

from rag.answering.owner_fit import owner_fits
from rag.question import analyse
from tests.rag.answering.documents import fitted, made

FIRM = made(
    "青云平台运营有限公司的总经理是林白。2022年拥有服务器300台，平台用户21万人，全年产值目标9亿元。",
    title="青云公司简介",
)


@pytest.mark.parametrize(
    "question",
    [
        "百度的总经理是谁？",
        "美团2022年拥有多少台服务器？",
        "网易有多少用户？",
        "小米2022年的产值目标是多少？",
        "字节跳动的总经理是谁？",
        "金蝶公司的总经理是谁？",
        "浪潮集团去年的产值目标是多少？",
        "有赞2022年的产值目标是多少？",
    ],
)
def test_another_owner_is_told_from_the_one_of_the_document(question: str) -> None:
    assert not owner_fits(analyse(question), FIRM)


@pytest.mark.parametrize(
    "question",
    [
        "青云的总经理是谁？",
        "青云平台有多少用户？",
        "公司的总经理是谁？",
        "请查2022年的产值目标",
        "文件的发布日期是哪天？",
        "截至2022年底有多少台服务器？",
        "总经理是谁？",
        "贵州2022年的产值目标是多少？",  # places have a rule of their own
        "大家常说的青云平台是什么？",
        "外国公司2022年为什么增资？",
        "海外企业的总经理是谁？",
        "Who is the general manager?",
        "哪年上线的？",
    ],
)
def test_what_names_no_other_owner_is_left_alone(question: str) -> None:
    assert owner_fits(analyse(question), FIRM)


def test_a_refusal_says_that_it_is_another_subject() -> None:
    assert not fitted("百度的总经理是谁？", FIRM, "总经理是林白").whole
    assert fitted("青云的总经理是谁？", FIRM, "总经理是林白").whole


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        ("前理事沃什认为利率会维持到什么时候？", False),
        ("平台董事长邢某说今年要招多少人？", False),
        ("总经理林白说今年要招多少人？", True),
        ("董事长怎么说？", True),
        ("专家表示要招多少人？", True),
    ],
)
def test_who_is_said_to_speak_is_named(question: str, fits: bool) -> None:
    assert owner_fits(analyse(question), FIRM) is fits
