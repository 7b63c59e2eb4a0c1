"""Who holds an office, and who did something, is told of the asked body and the asked act."""

from __future__ import annotations

import pytest

from rag.answering.act_fit import act_fits
from rag.answering.office_fit import office_fits
from rag.question import analyse


@pytest.mark.parametrize(
    ("question", "text", "fits"),
    [
        ("青山大学信息中心主任是谁？", "白山学院信息中心主任林白表示", False),
        ("青山大学信息中心主任是谁？", "青山大学信息中心主任林白表示", True),
        ("青山大学信息中心主任是谁？", "青山大学信息中心副主任林白表示", False),
        ("青山集团的总经理叫什么名字？", "白山云科技有限公司总经理林白", False),
        ("青山集团的总经理叫什么名字？", "公司总经理林白表示", True),
        ("球员涉毒后出来道歉的理事长是谁？", "青山大学理事长林白致歉", True),  # no body is named
        ("青山集团的总经理叫什么名字？", "青山集团董事长兼总经理林白", True),
        ("在大会上讲话的青山协会会长是谁？", "青山协会会长林白在大会上说", True),
        ("青山集团的总经理叫什么名字？", "集团成立于2015年", True),  # nobody's office
        ("青山集团总经理哪年上任？", "白山学院主任2015年上任", True),  # no person
    ],
)
def test_an_office_is_that_of_the_asked_body(question: str, text: str, fits: bool) -> None:
    assert office_fits(analyse(question), text) is fits


@pytest.mark.parametrize(
    ("question", "near", "fits"),
    [
        ("这个智能体是哪家公司开发的？", "智能体亮相大会,青云公司到场", False),
        ("这个智能体是哪家公司开发的？", "智能体由青云公司研发", True),
        ("这座桥是哪个单位承建的？", "大桥由青云公司建设", True),
        ("这座桥在哪家公司旁边？", "大桥紧邻青云公司", True),
    ],
)
def test_who_did_it_is_told_with_what_was_done(question: str, near: str, fits: bool) -> None:
    assert act_fits(analyse(question), near) is fits
