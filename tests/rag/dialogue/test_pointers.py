"""Corrections, 当时, 其中 and the like are written out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.dialogue import condense
from rag.dialogue.pointers import written_out

INCOME = ("2025年上半年贵州软件业收入增长多少？", "增长7.2%。")
OPENED = ("贵安超算中心是哪一年投用的？", "中心2020年投用。")
GOAL = ("2022年贵州软件业收入增长目标是多少？", "25%。")


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
        (GOAL, "有没有完成？", "2022年贵州软件业收入增长目标有没有完成？"),
        (GOAL, "不，我要的是2021年的目标", "2021年贵州软件业收入增长的目标是多少？"),
    ],
)
def test_what_points_back(before: tuple[str, str], question: str, expected: str) -> None:
    assert condense([before], question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "2021年贵州软件业收入增长多少？",
        "比上年同期增长多少的行业有哪些？",
        "2023年当时的目标是多少？",  # says its time itself
        "我国的算力枢纽有几个？",
    ],
)
def test_what_does_not(question: str) -> None:
    assert written_out([INCOME], question) == question


@given(st.text(alphabet="不是我问的当时同期那年其中它这家公司2021年？，。呢多少", max_size=16))
def test_any_words_are_taken(question: str) -> None:
    assert isinstance(condense([OPENED, INCOME], question), str)
