"""Spoken words of a question as the hits write them."""

from __future__ import annotations

import pytest

from rag.question import analyse
from rag.wording import restated
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
        ("Who is the chairman?", "Who is the chairman?"),
    ],
)
def test_spoken_words_become_those_of_the_hits(asked: str, read: str) -> None:
    assert restated(analyse(asked), HITS) == read


def test_a_spoken_word_that_the_hits_have_stays() -> None:
    assert restated(analyse("老总是谁？"), hits(made("老总是李明，也任董事长。"))) == "老总是谁？"


def test_without_hits_nothing_changes() -> None:
    assert restated(analyse("老总是谁？"), []) == "老总是谁？"
