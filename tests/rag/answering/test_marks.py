"""Sentences and the passage numbers they cite, out of text that comes in pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.marks import NO_ANSWER, Cutter, Sentence


def cut(*pieces: str) -> list[tuple[str, tuple[int, ...]]]:
    cutter = Cutter()
    found: list[Sentence] = [s for piece in pieces for s in cutter.feed(piece)]
    return [(s.text, s.numbers) for s in (*found, *cutter.finish())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("增长7.2%[1]。共26个。[2][3]", [("增长7.2%。", (1,)), ("共26个。", (2, 3))]),
        ("增长7.2%【1】。共26个［2，3］。", [("增长7.2%。", (1,)), ("共26个。", (2, 3))]),
        ("It grew 7.2% [1]. It has 26 [2, 3].", [("It grew 7.2%.", (1,)), ("It has 26.", (2, 3))]),
        ("It grew. [1] It has 26.[2]", [("It grew.", (1,)), ("It has 26.", (2,))]),
        ("情况如下：\n1. 增长7.2%[1]\n- **共26个**[2]", [("增长7.2%", (1,)), ("共26个", (2,))]),
        ("没有标注。还有[1]。", [("没有标注。", ()), ("还有。", (1,))]),
        ("# 标题[1]\n\n---\n...", [("标题", (1,))]),
        ("<think>想[9]一想。\n</think>\n共26个[1]。", [("共26个。", (1,))]),
        ("<think>想不完", []),
        ("2024年发布[1]。", [("2024年发布。", (1,))]),
        ("贵州〔2021〕3号印发[12]。", [("贵州〔2021〕3号印发。", (12,))]),
        ("", []),
        ("[1][2]", []),
    ],
)
def test_sentences_and_their_numbers(text: str, expected: list[object]) -> None:
    assert cut(text) == expected
    assert cut(*text) == expected


def test_a_sentence_comes_when_the_next_one_begins() -> None:
    cutter = Cutter()
    assert cutter.feed("共26个。") == []
    assert cutter.feed("[") == []
    assert cutter.feed("1]") == []
    assert cutter.feed("[2]") == []
    assert cutter.feed("另") == [Sentence("共26个。", (1, 2))]


@given(text=st.text(st.sampled_from("增长7.2%[1]。【2】\n：-*a b<think>”“；"), max_size=60))
def test_any_text_in_any_pieces(text: str) -> None:
    for sentence, numbers in cut(*text):
        assert any(c.isalnum() for c in sentence)
        assert all(number >= 0 for number in numbers)


@pytest.mark.parametrize("text", ["无法回答", "无法回答。", "NO ANSWER", "No answer."])
def test_the_words_for_no_answer(text: str) -> None:
    assert NO_ANSWER.fullmatch(text)


def test_other_words_are_an_answer() -> None:
    assert not NO_ANSWER.fullmatch("无法回答的问题有26个。")
