"""Facts are found in whatever notation, and only whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.facts import contains_fact, contains_gold, holds_all, normalise


class TestFacts:
    @pytest.mark.parametrize(
        ("text", "fact", "held"),
        [
            ("收入增长７.２％。", "7.2%", True),
            ("收入增长 7.2 %", "7.2%", True),
            ("收入增长17.2%", "7.2%", False),
            ("收入增长3.27.2%", "7.2%", False),
            ("共有26 \n个数据中心", "26个", True),
            ("共有126个", "26个", False),
            ("达到1,300家", "300家", False),
            ("达到1,300家", "1,300家", True),
            ("2021，300家企业", "2021", True),
            ("规模为1.2万亿元", "12000亿元", True),
            ("规模为1.2万亿元", "1.2万", False),
            ("二〇二五年底", "2025年", True),
            ("提高7.2个百分点", "7.2%", False),
            ("提高百分之七点二", "7.2%", True),
            ("在十五年里", "五年", False),
            ("12亿美元", "12亿元", False),
            ("于2021年", "2021", True),
            ("版本2021.5", "2021", False),
            ("截至2021.", "2021", True),
            ("GUI'AN New Area", "gui'an new area", True),
        ],
    )
    def test_numbers_are_found_whole(self, text: str, fact: str, held: bool) -> None:
        assert contains_fact(text, [fact]) is held

    def test_alternatives_and_all_of(self) -> None:
        facts = [["1000亿元", "一千亿元"], ["30%"]]
        assert holds_all("一千亿元，年均增长30%", facts)
        assert not holds_all("一千亿元", facts)
        assert holds_all("anything", [])

    def test_an_empty_fact_is_refused(self) -> None:
        with pytest.raises(ValueError, match="empty fact"):
            contains_fact("text", [" "])

    def test_gold_answers_are_plain_substrings(self) -> None:
        assert contains_gold("共１２６ 个", ["26个"])
        assert not contains_gold("共126个", ["27个", " "])

    @given(st.text(), st.text(alphabet="贵阳大数据 ", min_size=1).filter(str.strip), st.text())
    def test_a_fact_is_found_wherever_it_stands(self, left: str, fact: str, right: str) -> None:
        assert contains_fact(f"{left} {fact} {right}", [fact])
        assert contains_gold(f"{left} {fact} {right}", [fact])

    @given(st.text())
    def test_normalising_twice_changes_nothing_for_han_and_digits(self, text: str) -> None:
        once = normalise(text)
        assert not any(char.isspace() for char in once)
