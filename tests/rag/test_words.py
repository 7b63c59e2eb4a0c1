"""Words tile the text, light ones do not count, terms of the field hold together."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.lexicon import is_light, is_term
from rag.text import fold
from rag.words import PROPER_TAGS, terms_joined, words


def content(text: str) -> list[str]:
    return [w.text for w in words(text) if w.content]


@settings(deadline=None)  # the first call loads a dictionary
@given(st.text(max_size=60))
def test_words_tile_the_folded_text(text: str) -> None:
    found = words(text)
    assert "".join(w.text for w in found) == fold(text)
    assert all(w.span.of(fold(text)) == w.text for w in found)


@settings(deadline=None)  # the first call loads a dictionary
@given(st.text(alphabet="软件和信息技术服务业规模以上占比12 年", max_size=30))
def test_joined_words_tile_the_text_too(text: str) -> None:
    joined = terms_joined(words(text))
    assert "".join(w.text for w in joined) == fold(text)
    assert all(w.span.of(fold(text)) == w.text for w in joined)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("数据中心的规模是多少", ["数据中心", "规模"]),
        ("请问一共有多少", []),
        ("the software of Guizhou", ["software", "guizhou"]),
        ("，。！", []),
        ("周鸿祎的建议", ["周鸿祎", "建议"]),  # 祎 is not in the dictionary
        ("王祎琳", ["王祎琳"]),
    ],
)
def test_content_words(text: str, expected: list[str]) -> None:
    assert [w.text for w in terms_joined(words(text)) if w.content] == expected


def test_half_a_character_is_read_as_an_unknown_one() -> None:
    found = words("收入\ud800多少")
    assert [w.span.end for w in found][-1] == 5
    assert "\ufffd" in "".join(w.text for w in found)


def test_figures_are_content() -> None:
    assert "26" in content("26个")


def test_a_term_of_the_field_is_one_word() -> None:
    joined = [w.text for w in terms_joined(words("软件和信息技术服务业收入"))]
    assert joined == ["软件和信息技术服务业", "收入"]
    assert is_term("软件和信息技术服务业")


def test_a_year_is_no_part_of_what_is_told_of_it() -> None:
    for text in ("2021年产值", "2021年收入", "2021年销量"):
        assert [w.text for w in words(text)] == ["2021", "年", text[5:]]
    assert [w.text for w in words("2021年初")] == ["2021", "年初"]
    assert [w.text for w in words("年产值")] == ["年产值"]


def test_light_words_are_data() -> None:
    assert is_light("什么")
    assert is_light("the")
    assert not is_light("数据")
    assert not is_light("#")


@pytest.mark.parametrize("word", ["城市", "东西", "山洞", "上路"])
def test_common_words_are_no_places(word: str) -> None:
    assert [w.tag for w in words(f"哪些{word}") if w.text == word] not in (["ns"], [])


def test_a_verb_with_its_particle_is_a_verb() -> None:
    (joined,) = terms_joined(words("涨了"))
    assert (joined.text, joined.content) == ("涨了", True)


@pytest.mark.parametrize(
    "text", ["智慧", "申报", "力争", "牵线", "白手起家", "荣获", "高水平", "新一轮"]
)
def test_common_words_are_no_names(text: str) -> None:
    assert [w.tag in PROPER_TAGS for w in words(text)] == [False]


@pytest.mark.parametrize("text", ["华为", "腾讯", "张丽", "北斗"])
def test_names_stay_names(text: str) -> None:
    assert words(text)[0].tag in PROPER_TAGS


def test_a_short_term_holds_together_beside_a_common_word() -> None:
    assert [w.text for w in words("贵安超算是怎么找到市场的")][:3] == ["贵安", "超算", "是"]
