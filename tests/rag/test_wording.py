"""Spoken words of a question as the hits write them."""

from __future__ import annotations

import pytest

from rag.question import analyse
from rag.wording import put_to, restated
from tests.rag.answering.documents import hits, made

HITS = hits(
    made("集团董事长是李明。驾驶员用户1000万人，马铃薯病害损失减少。", source="a.txt"),
    made("公司董事长会见代表。", source="b.txt"),
)


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("集团老总是谁？", "集团董事长是谁？"),
        ("种洋芋亏多少？", "种马铃薯损失多少？"),
        ("集团董事长是谁？", "集团董事长是谁？"),
        ("剪彩是哪天？", "剪彩是哪天？"),  # nothing that is written for it stands in the hits
        ("总经理是谁？", "总经理是谁？"),  # another office
        ("集团的实际产值是多少？", "集团的产值是多少？"),  # results are told without the word
        ("实际控制人是谁？", "实际控制人是谁？"),  # a term
        ("Who is the chairman?", "Who is the chairman?"),
    ],
)
def test_spoken_words_become_those_of_the_hits(asked: str, read: str) -> None:
    assert restated(analyse(asked), HITS) == read


def test_a_spoken_word_that_the_hits_have_stays() -> None:
    assert restated(analyse("老总是谁？"), hits(made("老总是李明，也任董事长。"))) == "老总是谁？"


def test_without_hits_nothing_changes() -> None:
    assert restated(analyse("老总是谁？"), []) == "老总是谁？"


@pytest.mark.parametrize(
    ("asked", "written", "read"),
    [
        (
            "数博会在哪办？",
            "中国国际大数据产业博览会在贵阳办。",
            "中国国际大数据产业博览会在哪办？",
        ),
        ("规模以上企业几家？", "规上企业390家。", "规上企业几家？"),
        ("营业收入多少？", "收入38亿元。", "营业收入多少？"),  # another indicator, not a short form
    ],
)
def test_abbreviations_are_read_as_the_hits_have_them(asked: str, written: str, read: str) -> None:
    assert restated(analyse(asked), hits(made(written))) == read


REPORT = made("上半年，软件业收入增长7.2%。目前算力规模达到38PB。", date="2025-08-20")


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("2025年上半年软件业收入增长多少？", "上半年软件业收入增长多少？"),
        ("2025年前六个月软件业收入增长多少？", "上半年软件业收入增长多少？"),
        ("截至2025年8月，园区有几家企业？", "园区有几家企业？"),
        ("截止到2025年底，园区有几家企业？", "园区有几家企业？"),
        ("2024年上半年增长多少？", "2024年上半年增长多少？"),  # the report is of another year
        ("2024年和2025年各增长多少？", "2024年和2025年各增长多少？"),
        ("算力有多大？", "算力规模有多大？"),
        ("园区有多大？", "园区有多大？"),  # nothing that measures it stands in the hit
        ("算力规模有多大？", "算力规模有多大？"),
    ],
)
def test_a_hit_is_asked_in_its_own_time_and_measure(asked: str, read: str) -> None:
    assert put_to(analyse(asked), hits(REPORT)) == [read]


@pytest.mark.parametrize(
    ("asked", "text", "date", "read"),
    [
        # 2023 stands elsewhere in the passage
        (
            "2023年6月外出务工多少人？",
            "2023年二季度发布会举行。6月末，务工3259万人。",
            "2023-07-21",
            "6月外出务工多少人？",
        ),
        # an undated report that shows its year, or the one before
        ("2023年6月卖了多少？", "2023年开局良好。6月卖出38台。", None, "6月卖了多少？"),
        ("2023年6月卖了多少？", "2022年卖出9台。6月卖出38台。", None, "6月卖了多少？"),
        ("2019年6月卖了多少？", "2022年卖出9台。6月卖出38台。", None, "2019年6月卖了多少？"),
        ("2023年6月卖了多少？", "6月卖出38台。", None, "2023年6月卖了多少？"),
        ("2023年卖了多少？", "2022年卖出9台。今年卖出38台。", None, "2023年卖了多少？"),
    ],
)
def test_a_hit_that_leaves_its_year_unsaid_is_asked_so(
    asked: str, text: str, date: str | None, read: str
) -> None:
    assert put_to(analyse(asked), hits(made(text, date=date))) == [read]


def test_a_year_that_the_hit_names_stays() -> None:
    for text in ("2025年收入增长7.2%。", "2024年收入增长7.2%。"):
        asked = "2025年收入增长多少？"
        assert put_to(analyse(asked), hits(made(text, date="2025-08-20"))) == [asked]
