"""Encodings: what is read is what was written, and what cannot be read is said to the byte."""

from __future__ import annotations

import codecs
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import LoadError, UsageError
from rag.loading.decode import decode, plausibility

SIMPLIFIED = (
    "全省数字经济增加值占地区生产总值的比重提高到百分之四十以上，软件业务收入增长7.2%。",
    "会议要求加快建设全国一体化算力网络国家枢纽节点，推动大数据与实体经济深度融合。",
    "到2025年，全市力争建成5G基站3万个，千兆光网覆盖所有城镇家庭。",
)
TRADITIONAL = (
    "全市數位經濟的產值占比提高到百分之四十以上，軟體業務收入成長7.2%。",
    "會議要求加快建設資料中心，推動數位科技與實體經濟的深度結合。",
    "臺灣地區的統計資料顯示，這項計畫對於產業發展很有幫助。",
)


class TestDetection:
    @pytest.mark.parametrize("text", SIMPLIFIED)
    @pytest.mark.parametrize(
        "name", ["utf-8", "gb18030", "gbk", "gb2312", "utf-16-le", "utf-16-be"]
    )
    def test_simplified(self, text: str, name: str) -> None:
        found, encoding = decode(text.encode(name))
        assert found == text
        assert encoding == ("gb18030" if name.startswith("gb") else name)

    @pytest.mark.parametrize("text", TRADITIONAL)
    @pytest.mark.parametrize("name", ["big5", "gb18030", "utf-16-le", "utf-8"])
    def test_traditional(self, text: str, name: str) -> None:
        assert decode(text.encode(name)) == (text, name)

    @pytest.mark.parametrize(
        ("mark", "name"),
        [
            (codecs.BOM_UTF8, "utf-8"),
            (codecs.BOM_UTF16_LE, "utf-16-le"),
            (codecs.BOM_UTF16_BE, "utf-16-be"),
            (codecs.BOM_UTF32_LE, "utf-32-le"),
        ],
    )
    def test_byte_order_marks_are_obeyed_and_not_shown(self, mark: bytes, name: str) -> None:
        text, encoding = decode(mark + SIMPLIFIED[0].encode(name))
        assert text == SIMPLIFIED[0]
        assert encoding.startswith(name)

    def test_four_byte_characters_of_gb18030(self) -> None:
        text = "地名用字如𠮷、㙍、䶮也要保留，数据为12项。" + SIMPLIFIED[1]
        assert decode(text.encode("gb18030")) == (text, "gb18030")

    def test_sentences_of_any_length_are_told_apart(self) -> None:
        chance = random.Random(7)
        for lines, name in ((SIMPLIFIED, "gb18030"), (TRADITIONAL, "big5")):
            for _ in range(200):
                line = chance.choice(lines)
                start = chance.randrange(len(line) - 10)
                piece = line[start : start + chance.randrange(10, 40)]
                if not piece.isascii():
                    assert decode(piece.encode(name))[0] == piece

    def test_ascii_is_utf8(self) -> None:
        assert decode(b"plain text, 12%\n") == ("plain text, 12%\n", "utf-8")

    def test_line_ends_are_unified(self) -> None:
        assert decode("甲\r\n乙\r丙\n".encode())[0] == "甲\n乙\n丙\n"

    def test_a_page_that_states_its_encoding_is_believed(self) -> None:
        page = '<meta charset="windows-1251"><p>Отчёт за 2024 год о развитии экономики</p>'
        assert decode(page.encode("cp1251")) == (page, "cp1251")


class TestOverride:
    def test_the_given_encoding_is_used(self) -> None:
        data = "äöü 12".encode("latin-1")
        assert decode(data, "latin-1") == ("äöü 12", "iso8859-1")

    def test_a_mark_is_still_taken_off(self) -> None:
        assert decode(codecs.BOM_UTF8 + b"a", "utf-8")[0] == "a"
        assert decode(codecs.BOM_UTF16_LE + "甲".encode("utf-16-le"), "utf-16")[0] == "甲"

    @pytest.mark.parametrize("name", ["nonsense", "base64", "rot13", "", "a\0b"])
    def test_unknown_names_are_usage_errors(self, name: str) -> None:
        with pytest.raises(UsageError, match="gb18030"):
            decode(b"x", name)

    def test_a_wrong_encoding_says_where_it_fails(self) -> None:
        with pytest.raises(LoadError, match=r"(?s)Byte 3 \(0x"):
            decode(b"abc" + "数据".encode("gb18030"), "utf-8")


class TestRefusal:
    def test_a_bad_byte_is_named_with_its_offset_and_the_remedy(self) -> None:
        data = ("甲" * 50 + SIMPLIFIED[0]).encode("utf-8")
        bad = data[:150] + b"\xff" + data[150:]
        with pytest.raises(
            LoadError, match=r"(?s)Byte 150 \(0xFF\) is not valid utf-8.*--encoding"
        ):
            decode(bad)

    def test_a_cut_off_file_is_refused(self) -> None:
        with pytest.raises(LoadError, match=r"gb18030|utf-8"):
            decode((SIMPLIFIED[0]).encode("gb18030")[:-4] + b"\xb5")

    @pytest.mark.parametrize("data", [bytes(range(256)) * 4, b"\x7fELF\0\0\1\2\3" * 9])
    def test_binary_content_is_no_text(self, data: bytes) -> None:
        with pytest.raises(LoadError, match="Not a text file"):
            decode(data)

    def test_another_encodings_text_is_refused_instead_of_shown_as_mojibake(self) -> None:
        data = "конференция прошла успешно в столице".encode("koi8-r")
        with pytest.raises(LoadError, match="--encoding"):
            decode(data)

    def test_mojibake_scores_far_below_text(self) -> None:
        for line in SIMPLIFIED:
            garbled = line.encode("utf-8").decode("gb18030", "replace")
            assert plausibility(garbled) < 0.4 < 0.7 < plausibility(line)


@given(st.binary(max_size=300))
def test_whatever_is_read_is_lossless(data: bytes) -> None:
    try:
        text, name = decode(data)
    except LoadError:
        return
    codec = name.removesuffix("-sig")
    body = data
    for mark in (codecs.BOM_UTF8, codecs.BOM_UTF32_LE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if name.startswith("utf") and data.startswith(mark):
            body = data[len(mark) :]
            break
    unified = body.decode(codec).replace("\r\n", "\n").replace("\r", "\n")
    assert text == unified


@given(st.text(alphabet=st.sampled_from("".join(SIMPLIFIED)), min_size=8, max_size=80))
def test_any_wording_survives_gb18030(text: str) -> None:
    if sum(not c.isascii() for c in text) >= 8:
        assert decode(text.encode("gb18030"))[0] == text
