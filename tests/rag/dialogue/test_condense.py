"""Follow-ups become questions that stand alone; complete questions come back as they are."""

from __future__ import annotations

import pytest

from rag import condense

GROWTH = "2025年上半年贵州软件业收入增长多少？"


@pytest.mark.parametrize(
    ("before", "question", "expected"),
    [
        (GROWTH, "那2021年呢？", "2021年贵州软件业收入增长多少？"),
        (GROWTH, "贵阳呢？", "2025年上半年贵阳软件业收入增长多少？"),
        ("云上鲲鹏的总经理是谁？", "那东江科技呢？", "东江科技的总经理是谁？"),
        ("云上鲲鹏2024年中标合同额是多少？", "该公司的产值是多少？", "云上鲲鹏的产值是多少？"),
        ("贵安超算中心是哪一年启用的？", "谁负责？", "贵安超算中心谁负责？"),
    ],
)
def test_follow_ups(before: str, question: str, expected: str) -> None:
    assert condense([(before, "")], question) == expected


@pytest.mark.parametrize("question", ["贵安新区有多少个大型数据中心？", "谢谢", "？", ""])
def test_complete_questions_are_left_alone(question: str) -> None:
    assert condense([(GROWTH, "")], question) == question


def test_without_history_nothing_changes() -> None:
    assert condense([], "那2021年呢？") == "那2021年呢？"
