"""The whole way from bytes to a document, and every reason a file may be turned away."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import LoadError, UsageError
from rag.loading import Loaded, discover, load_bytes, load_file
from rag.loading.html_tree import TEXT, parse
from rag.types import Span

One = Callable[..., Loaded]
Refusal = Callable[..., str]
Check = Callable[..., None]
PROSE = "全省数字经济增加值占比达到42%，软件业务收入增长7.2%。\n会议要求加快建设算力网络。"
PAGE = "<html><body><h1>通知</h1><p>收入增长7.2%。</p><p>户数增加12户。</p></body></html>"


def visible(found: Loaded) -> list[Span] | None:
    """What a browser would show of a page; None (everything) for other kinds."""
    if found.kind != "html":
        return None
    nodes = parse(found.decoded)
    return [Span(nodes.start[i], nodes.end[i]) for i, t in enumerate(nodes.tag) if t == TEXT]


class TestSniffing:
    @pytest.mark.parametrize(
        ("name", "data", "kind"),
        [
            ("a.txt", PROSE.encode(), "txt"),
            ("a.md", b"# A\n\ntext 12", "md"),
            ("a.markdown", b"# A\n\ntext 12", "md"),
            ("a.html", PAGE.encode(), "html"),
            ("a.htm", b"plain words 12", "html"),
            ("a.txt", PAGE.encode(), "html"),
            ("a.md", PAGE.encode(), "html"),
            ("a.doc", PAGE.encode("gb18030"), "html"),
            ("a.pdf", PAGE.encode(), "html"),
            ("a.txt", ("---\ntitle: 题\n---\n<p>甲。</p>\n<p>乙12。</p>").encode(), "html"),
            ("README", PROSE.encode("gb18030"), "txt"),
        ],
    )
    def test_content_before_name(self, name: str, data: bytes, kind: str, load_one: One) -> None:
        assert load_one(data, name).kind == kind

    def test_a_pdf_by_any_name(self, make_pdf: Callable[..., bytes], load_one: One) -> None:
        assert load_one(make_pdf([["收入12亿元。"]]), "a.txt").kind == "pdf"


class TestEncodings:
    @pytest.mark.parametrize(
        ("data", "encoding"),
        [
            (PROSE.encode("gb18030"), "gb18030"),
            (codecs.BOM_UTF8 + PROSE.encode(), "utf-8-sig"),
            (codecs.BOM_UTF16_LE + PROSE.encode("utf-16-le"), "utf-16-le"),
            (PROSE.replace("\n", "\r\n").encode("utf-16-be"), "utf-16-be"),
        ],
    )
    def test_the_text_is_the_same(self, data: bytes, encoding: str, load_one: One) -> None:
        found = load_one(data, "a.txt")
        assert found.decoded == PROSE
        assert found.encoding == encoding
        assert found.original == data

    def test_an_override(self, load_one: One) -> None:
        assert (
            load_one("größer 12".encode("latin-1"), "a.txt", encoding="latin-1").text == "größer 12"
        )

    def test_an_unknown_override_is_raised_at_once(self) -> None:
        with pytest.raises(UsageError):
            load_bytes(b"a", "a.txt", "a.txt", encoding="klingon")


class TestRefusal:
    @pytest.mark.parametrize(
        ("name", "data", "words"),
        [
            ("a.txt", b"", "empty"),
            ("a.pdf", b"", "empty"),
            ("a.txt", b" \r\n\t", "empty"),
            ("a.txt", codecs.BOM_UTF8, "empty"),
            ("a.txt", bytes(range(256)) * 9, "binary"),
            ("a.docx", b"PK\x03\x04 torn", "Broken docx"),
            ("a.docx", PROSE.encode(), "Named .docx"),
            ("a.pdf", PROSE.encode(), "Named .pdf"),
            ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "soffice --headless"),
            ("a.xlsx", b"PK\x03\x04", ".xlsx files are not supported"),
            ("a.wps", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "convert-to docx a.wps"),
            ("a.ofd", b"PK\x03\x04", ".ofd"),
            ("a.csv", b"a,b\n1,2", ".csv"),
            ("a.json", b'[{"text": 1}]', ".jsonl"),
            ("a.txt", b"\x89PNG\r\n\x1a\n\0\0", "ocrmypdf"),
            ("a.rtf", b"{\\rtf1 a}", ".rtf"),
            ("a.zip", b"PK\x05\x06" + bytes(18), "unpack"),
            ("a.html", b"<html><script>var a = 1</script></html>", "No text is left"),
        ],
    )
    def test_says_what_and_how_to_mend_it(
        self, name: str, data: bytes, words: str, refusal: Refusal
    ) -> None:
        assert words in refusal(data, name)

    def test_too_large(self, tmp_path: Path) -> None:
        path = tmp_path / "a.txt"
        path.write_bytes(b"a" * 101)
        [error] = load_file(path, "a.txt", limit=100)
        assert isinstance(error, LoadError)
        assert "Too large" in str(error)

    def test_a_file_that_went_away(self, tmp_path: Path) -> None:
        [error] = load_file(tmp_path / "a.txt", "a.txt")
        assert isinstance(error, LoadError)
        assert "Cannot read" in str(error)


@settings(max_examples=60)
@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.md", "a.html", "a.docx", "a.jsonl"]))
def test_any_bytes_are_a_document_or_a_reason(data: bytes, name: str) -> None:
    for found in load_bytes(data, name, name):
        assert isinstance(found, Loaded | LoadError)
        assert "Unexpected" not in str(found)


PIECES = st.sampled_from(
    ["收入", "增长", "7.2%", "12", "，", "。\n", "\n", "\n\n", " ", "# ", "**", "| 1 | 2 |\n",
     "<p>", "</p>", "<td>", "<table>", "</table>", "&amp;", "- ", "来源：某报", "[甲](b3)", "---\n",
     "2024年1月2日\n",
     "第一章 总则\n", "一、", "全 省 数 字 经 济 发 展 ", "版权声明：转载请注明\n"]
)  # fmt: skip


@settings(max_examples=80)
@given(
    st.lists(PIECES, max_size=60).map("".join),
    st.sampled_from(["a.txt", "a.md", "a.html"]),
)
def test_the_whole_way_keeps_the_promises(keeps_promises: Check, text: str, name: str) -> None:
    for found in load_bytes(text.encode(), name, name):
        if isinstance(found, Loaded):
            keeps_promises(found, visible(found))
        else:
            assert "Unexpected" not in str(found)


def test_the_whole_way_of_a_pdf(
    make_pdf: Callable[..., bytes], load_one: One, keeps_promises: Check
) -> None:
    trades = ["软件通信制造算力", "数据电商物流文旅", "农业林业渔业牧业", "教育医疗交通能源"]
    pages = [
        [f"{trade[n : n + 2]}业收入{p + n}亿元" for n in range(0, 8, 2)]
        for p, trade in enumerate(trades)
    ]
    found = load_one(make_pdf(pages, header="某省规划"), "a.pdf")
    keeps_promises(found)
    assert found.boxes
    assert len(found.boxes) == 16 * len(found.decoded)
    assert found.pages[2].span.of(found.text).startswith("农业业收入2亿元")


REAL = os.environ.get("POLICYQA_REAL_DOCS")


@pytest.mark.skipif(not REAL, reason="POLICYQA_REAL_DOCS names no folder of real documents")
def test_real_documents(keeps_promises: Check) -> None:
    files = discover([Path(REAL or ".")]).files
    assert files
    for file in files:
        for found in load_file(file.path, file.source):
            assert isinstance(found, Loaded), f"{file.source}: {found}"
            keeps_promises(found, visible(found))
            assert found.metadata.title
