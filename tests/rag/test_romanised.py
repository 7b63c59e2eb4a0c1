"""Chinese names in Latin letters are told by what the documents hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.lexicon import rows
from rag.romanised import places_spelt, syllables, words_spelt

HELD = "白山云的边缘云，医渡科技上市，满帮集团，徐麟调研，百鸟河数字小镇"


def frequency(terms: Sequence[str]) -> Mapping[str, int]:
    return {term: HELD.count(term) for term in terms}


@pytest.mark.parametrize(
    ("spelling", "word"),
    [
        ("baishan", "白山"),
        ("yidu", "医渡"),
        ("manbang", "满帮"),
        ("xulin", "徐麟"),
        ("bainiaohe", "百鸟河"),
        ("Bai'shan", "白山"),
    ],
)
def test_a_name_the_documents_hold_is_found_by_its_sound(spelling: str, word: str) -> None:
    assert words_spelt(spelling, frequency) == (word,)


@pytest.mark.parametrize("spelling", ["zhongrong", "cloud", "shan", ""])
def test_what_they_do_not_hold_or_is_no_sound_is_not(spelling: str) -> None:
    assert words_spelt(spelling, frequency) == ()


def test_the_more_frequent_word_comes_first() -> None:
    held = {"世纪": 1, "实际": 7}
    found = words_spelt("shiji", lambda terms: {t: held.get(t, 0) for t in terms})
    assert found == ("实际", "世纪")


@pytest.mark.parametrize(
    ("spelling", "cuts"),
    [
        ("gui'an", (("gui", "an"),)),
        ("guian", (("gui", "an"),)),
        ("xian", (("xian",), ("xi", "an"))),
        ("fangan", (("fan", "gan"),)),
        ("lüshun", (("lv", "shun"),)),
        ("data", (("da", "ta"),)),
        ("software", ()),
    ],
)
def test_where_syllables_end(spelling: str, cuts: tuple[tuple[str, ...], ...]) -> None:
    assert syllables(spelling) == cuts


@given(st.text(max_size=12))
def test_any_text_may_be_cut(text: str) -> None:
    assert all("".join(cut) for cut in syllables(text))


def test_places_of_one_spelling_are_all_meant() -> None:
    assert set(places_spelt("Suzhou")) == {"苏州", "宿州"}
    assert places_spelt("Atlantis") == ()


def test_every_syllable_has_characters_once() -> None:
    table = [row.split("\t") for row in rows("pinyin.tsv")]
    assert len({syllable for syllable, _ in table}) == len(table) >= 400
    assert [s for s, characters in table if len(set(characters)) < len(characters)] == []
