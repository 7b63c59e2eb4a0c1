"""Word: order, headings, numbers Word computes, tables, notes, and damaged packages."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from rag.loading.base import Draft
from rag.loading.docx import read_docx

W = nsdecls("w")


def saved(document: Any) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def draft_of(document: Any) -> Draft:
    return read_docx(saved(document), "a.docx")


def rewritten(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The package with every part passed through `change`; None leaves the part out."""
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if (body := change(name, old.read(name))) is not None:
                new.writestr(name, body)
    return out.getvalue()


def paragraph_xml(document: Any, xml: str) -> None:
    document.element.body.insert(-1, parse_xml(xml))


class TestText:
    def test_paragraphs_and_tables_in_order(self, keeps_promises: Callable[..., None]) -> None:
        document = Document()
        document.add_paragraph("前文12。")
        table = document.add_table(2, 3)
        for cell, text in zip(
            table._cells, ["指标", "2021年", "2022年", "收入", "59.3%", "7"], strict=True
        ):
            cell.text = text
        document.add_paragraph("后文。\n第二行")
        draft = draft_of(document)
        assert draft.text.text == "前文12。\n指标：收入；2021年：59.3%；2022年：7\n后文。\n第二行"
        assert not draft.wrapped
        keeps_promises(draft)

    def test_merged_cells(self) -> None:
        document = Document()
        table = document.add_table(3, 3)
        for cell, text in zip(table._cells, "市年值甲乙1-丙2", strict=True):
            cell.text = text
        table.cell(2, 0).text = ""
        table.cell(1, 0).merge(table.cell(2, 0))
        assert draft_of(document).text.text.splitlines()[1] == "市：甲；年：丙；值：2"

    def test_a_nested_table_is_spelt_out_in_its_cell(self) -> None:
        document = Document()
        table = document.add_table(2, 2)
        for cell, text in zip(table._cells, "市值甲外", strict=True):
            cell.text = text
        table.cell(1, 1).add_table(1, 1).cell(0, 0).text = "内12"
        assert "内12" in draft_of(document).text.text

    def test_tabs_breaks_hyphens_links_and_insertions(self) -> None:
        document = Document()
        paragraph_xml(document, f"""<w:p {W}><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/>
            <w:t>丙</w:t><w:noBreakHyphen/></w:r><w:ins><w:r><w:t>增1</w:t></w:r></w:ins>
            <w:del><w:r><w:delText>删2</w:delText></w:r></w:del>
            <w:hyperlink><w:r><w:t>链3</w:t></w:r></w:hyperlink>
            <w:r><w:rPr><w:vanish/></w:rPr><w:t>藏4</w:t></w:r></w:p>""")  # fmt: skip
        assert draft_of(document).text.text == "甲\t乙\n丙-增1链3"

    def test_a_power_keeps_its_distance(self) -> None:
        document = Document()
        paragraph = document.add_paragraph("10")
        paragraph.add_run("4").font.superscript = True
        paragraph.add_run("户")
        assert draft_of(document).text.text == "10^4户"

    def test_footnotes_follow_the_text(self) -> None:
        document = Document()
        paragraph_xml(document, f'<w:p {W}><w:r><w:t>收入</w:t><w:footnoteReference w:id="2"/>'
                                "<w:t>增长</w:t></w:r></w:p>")  # fmt: skip
        note = '<w:footnote w:id="2"><w:p><w:r><w:t>口径1</w:t></w:r></w:p></w:footnote>'
        data = saved(document)
        out = BytesIO(data)
        with zipfile.ZipFile(out, "a") as package:
            package.writestr("word/footnotes.xml", f"<w:footnotes {W}>{note}</w:footnotes>")
        assert read_docx(out.getvalue(), "a").text.text == "收入[1]增长\n[1] 口径1"

    def test_text_boxes_follow_their_paragraph_once(self) -> None:
        box = "<w:txbxContent><w:p><w:r><w:t>框12</w:t></w:r></w:p></w:txbxContent>"
        spaces = (
            W + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
            ' xmlns:v="urn:schemas-microsoft-com:vml"'
            ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
        )
        document = Document()
        paragraph_xml(document, f"""<w:p {spaces}><w:r><w:t>主文</w:t><mc:AlternateContent>
            <mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>{box}</wps:txbx></wps:wsp>
            </w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>
            </mc:Fallback></mc:AlternateContent></w:r></w:p>""")  # fmt: skip
        assert draft_of(document).text.text == "主文\n框12"

    def test_page_headers_are_extracted_but_not_shown(self) -> None:
        document = Document()
        document.add_paragraph("正文")
        document.sections[0].header.paragraphs[0].text = "机密12"
        draft = draft_of(document)
        assert draft.text.text == "正文"
        assert [(d.reason, d.text) for d in draft.dropped] == [("page header", "机密12")]


class TestHeadings:
    def test_levels_by_style_and_outline(self) -> None:
        document = Document()
        document.add_heading("题", 0)
        document.add_heading("一、总", 1)
        document.add_paragraph("文")
        document.add_heading("（一）分", 2)
        paragraph_xml(document, f'<w:p {W}><w:pPr><w:outlineLvl w:val="2"/></w:pPr>'
                                "<w:r><w:t>1.细</w:t></w:r></w:p>")  # fmt: skip
        draft = draft_of(document)
        got = [(h.span.of(draft.text.text), h.level) for h in draft.headings]
        assert got == [("一、总", 1), ("（一）分", 2), ("1.细", 3)]
        assert draft.fields["title"][0] == ("题", "title style")

    def test_chinese_style_names(self) -> None:
        document = Document()
        document.add_heading("总", 1)

        def rename(name: str, body: bytes) -> bytes:
            return re.sub(rb"(?i)heading 1", "标题 1".encode(), body) if "styles" in name else body

        data = rewritten(saved(document), rename)
        assert [h.level for h in read_docx(data, "a").headings] == [1]

    def test_a_short_bold_paragraph_is_a_heading_below(self) -> None:
        document = Document()
        document.add_heading("一、总", 1)
        document.add_paragraph().add_run("工作目标").bold = True
        document.add_paragraph("文。")
        document.add_paragraph("文。")
        assert [h.level for h in draft_of(document).headings] == [1, 2]

    def test_a_table_of_contents_is_dropped(self) -> None:
        document = Document()
        document.styles.add_style("TOC 1", 1)
        document.add_paragraph("一、总 ...... 3", style="TOC 1")
        document.add_paragraph("文")
        draft = draft_of(document)
        assert draft.text.text == "文"
        assert draft.dropped[0].reason == "table of contents"


class TestNumbers:
    def test_word_numbers_and_bullets(self) -> None:
        document = Document()
        for text, style in (("甲", "List Number"), ("乙", "List Number"), ("丙", "List Bullet")):
            document.add_paragraph(text, style=style)
        assert draft_of(document).text.text == "1. 甲\n2. 乙\n- 丙"

    def test_articles_count_through_chapters(self) -> None:
        document = Document()
        numbering = document.part.numbering_part.element
        levels = "".join(
            f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:lvlText w:val="{text}"/></w:lvl>'
            for n, (form, text) in enumerate(
                [
                    ("chineseCountingThousand", "第%1章"),
                    ("chineseCounting", "（%2）"),
                    ("decimal", "%1.%3．"),
                ]
            )
        )
        numbering.insert(
            0, parse_xml(f'<w:abstractNum {W} w:abstractNumId="77">{levels}</w:abstractNum>')
        )
        numbering.append(
            parse_xml(f'<w:num {W} w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
        )
        outline = ((0, "总则"), (1, "目的"), (1, "依据"), (2, "细"), (0, "附则"), (1, "施行"))
        for level, text in outline:
            number = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'
            paragraph_xml(document, f"<w:p {W}><w:pPr>{number}</w:pPr>"
                                    f"<w:r><w:t>{text}</w:t></w:r></w:p>")  # fmt: skip
        lines = draft_of(document).text.text.splitlines()
        assert lines == [
            "第一章 总则",
            "（一）目的",
            "（二）依据",
            "一.1．细",
            "第二章 附则",
            "（一）施行",
        ]


class TestProperties:
    def test_title_and_author_but_no_date(self) -> None:
        document = Document()
        document.add_paragraph("文")
        document.core_properties.title = "规划"
        document.core_properties.author = "办公室"
        fields = draft_of(document).fields
        assert fields["title"] == (("规划", "document properties"),)
        assert fields["author"] == (("办公室", "document properties"),)
        assert "date" not in fields

    def test_names_programs_put_there_are_passed_over(self) -> None:
        document = Document()
        document.add_paragraph("文")
        assert draft_of(document).fields == {}


class TestRefusal:
    @pytest.fixture
    def data(self) -> bytes:
        document = Document()
        document.add_paragraph("文12")
        return saved(document)

    def test_damage(self, data: bytes, refusal: Callable[..., str]) -> None:
        assert "损坏" in refusal(data[: len(data) // 2], "a.docx")
        without = rewritten(data, lambda name, body: None if name == "word/document.xml" else body)
        assert "损坏" in refusal(without, "a.docx")
        torn = rewritten(
            data, lambda name, body: body[:99] if name == "word/document.xml" else body
        )
        assert "损坏" in refusal(torn, "a.docx")

    def test_a_password(self, refusal: Callable[..., str]) -> None:
        container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
        assert "加密" in refusal(container + "EncryptedPackage".encode("utf-16-le"), "a.docx")

    def test_entity_bombs(self, data: bytes, refusal: Callable[..., str]) -> None:
        bomb = rewritten(data, lambda name, body: b'<!DOCTYPE a [<!ENTITY b "x">]><a>&b;</a>'
                         if name == "word/document.xml" else body)  # fmt: skip
        assert "DTD" in refusal(bomb, "a.docx")

    def test_a_package_that_unpacks_too_large(
        self, data: bytes, refusal: Callable[..., str]
    ) -> None:
        spaces = b" " * 201_000_000
        bomb = rewritten(data, lambda name, body: spaces if name == "word/document.xml" else body)
        assert len(bomb) < 1_000_000
        assert "200 MB" in refusal(bomb, "a.docx")

    def test_no_text(self, refusal: Callable[..., str]) -> None:
        assert "没有文字" in refusal(saved(Document()), "a.docx")
