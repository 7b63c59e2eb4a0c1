"""Two hundred questions that ask several things, about anything, and their parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.decomposition import decompose

LISTED = Path(__file__).with_name("asked_together.txt")


def recorded() -> list[tuple[str, tuple[str, ...]]]:
    """Each question of the list with its parts, in order."""
    text = LISTED.read_text("utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    starts = [i for i, line in enumerate(lines) if not line.startswith(" ")]
    ends = [*starts[1:], len(lines)]
    return [
        (lines[a], tuple(map(str.strip, lines[a + 1 : b])))
        for a, b in zip(starts, ends, strict=True)
    ]


@pytest.mark.parametrize(("question", "parts"), recorded())
def test_parts(question: str, parts: tuple[str, ...]) -> None:
    assert decompose(question) == parts


@pytest.mark.parametrize(("question", "parts"), recorded())
def test_every_part_is_one_question(question: str, parts: tuple[str, ...]) -> None:
    for part in parts:
        assert decompose(part) == (part,)


@pytest.mark.parametrize(
    "question",
    [
        "今年的高考报名人数比去年多吗？",
        "2023年江苏的GDP增速比全国高吗？",
        "广东2023年GDP实际增速达到预期目标了吗？",
        "合肥、芜湖两市的GDP之和是多少？",
        "山东的大蒜产量不是全国第一吗，产量多少？",
        "为什么南京的GDP比苏州高？",
        "天河水泥的利润同比增幅多大？",
        "企业利润超过100亿元的有哪些？",
        "南京2024年计划引进多少人才？",
        "又快又好的公交线路有几条？",
        "What are the revenue targets of Chengdu and Mianyang for 2027?",
        "Who is the chairman and general manager of Tianhe Cement?",
        "How many film and TV works were made in Chengdu?",
        "What was the computing and storage capacity of the firm in 2021?",
        "In what year was the bridge opened?",
    ],
)
def test_one_question_stays_one(question: str) -> None:
    assert decompose(question) == (question,)
