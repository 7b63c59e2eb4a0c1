"""Lists answer whole: the right one, every item, in order."""

from __future__ import annotations

import pytest

from rag.answer import Answer
from rag.answering.lists import introduction, quoted_items, wants_list
from rag.question import analyse
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
    assert all(len(item) < 20 for item in quoted_items(document, found))


def test_the_sentence_around_a_series_introduces_it() -> None:
    document = made("开头一句。" + INLINE)
    (found,) = document.structure.enumerations
    assert introduction(document, found).of(document.text) == INLINE
