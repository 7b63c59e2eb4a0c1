"""Copied answers: Markdown and GB/T 7714-2015."""

from __future__ import annotations

from datetime import date

from rag.answer import Answer, Citation, Claim
from rag.types import Document, Span
from ui.references import gbt7714, markdown, web_address

TODAY = date(2026, 3, 5)


def document(**changes: object) -> Document:
    facts = {
        "id": "d1", "source": "a/plan.pdf", "text": "第一。第二。第三。", "kind": "pdf",
        "title": "软件产业计划", "publisher": "青山市人民政府", "date": "2025-03-18",
    } | changes  # fmt: skip
    return Document(**facts)  # type: ignore[arg-type]


def citation(source: Document, number: int, start: int, page: int | None = None) -> Citation:
    span = Span(start, start + 3)
    return Citation(
        number=number, document_id=source.id, external_id=None, source=source.source,
        title=source.title, publisher=source.publisher, date=source.date, page=page,
        heading_path=("一、现状",), span=span, quote=span.of(source.text),
    )  # fmt: skip


def answer(*citations: Citation, question: str = "问？") -> Answer:
    claims = tuple(Claim(c.quote, (c.number,)) for c in citations)
    return Answer(
        question=question, status="answered", text="", claims=claims, citations=citations,
        reason=None, nearest=(), generator="extractive", encoder="e5", index_version="1",
        timings={},
    )  # fmt: skip


def test_an_electronic_document_has_address_and_both_dates() -> None:
    source = document(url="https://example.org/p/1.html", number="青政发〔2025〕3号")
    text = gbt7714(answer(citation(source, 1, 0, 2)), {"d1": source}, TODAY)
    assert text == (
        "“第一。”[1]\n\n参考文献\n"
        "[1] 青山市人民政府. 软件产业计划：青政发〔2025〕3号[EB/OL]. "
        "(2025-03-18)[2026-03-05]: 2. https://example.org/p/1.html.\n"
    )


def test_without_address_date_or_publisher() -> None:
    source = document(publisher=None, date=None)
    text = gbt7714(answer(citation(source, 1, 0)), {"d1": source}, TODAY)
    assert "[1] 佚名. 软件产业计划[Z]. 日期不详.\n" in text


def test_quotes_of_one_document_share_a_reference() -> None:
    one, two = document(), document(id="d2", title="通报", source="b.txt")
    cited = (citation(one, 1, 0, 3), citation(two, 2, 0), citation(one, 3, 3, 1))
    text = gbt7714(answer(*cited), {"d1": one, "d2": two}, TODAY)
    assert [line[-3:] for line in text.split("\n")[:3]] == ["[1]", "[2]", "[1]"]
    assert "[1] 青山市人民政府. 软件产业计划[Z]. 2025-03-18: 1,3." in text
    assert "[3]" not in text


def test_markdown_has_a_footnote_for_each_quote() -> None:
    source = document(url="https://example.org/p/1.html")
    text = markdown(answer(citation(source, 1, 0, 2), citation(source, 2, 3)), {"d1": source}, "zh")
    assert "> 第一。 [^1]\n" in text
    assert (
        "[^1]: 《软件产业计划》，青山市人民政府，2025-03-18，一、现状，第 2 页，"
        "<https://example.org/p/1.html>\n" in text
    )
    assert "[^2]: " in text
    english = markdown(answer(citation(source, 1, 0, 2)), {}, "en")
    assert (
        "[^1]: “软件产业计划”, 青山市人民政府, 2025-03-18, 一、现状, page 2, a/plan.pdf" in english
    )


def test_text_cannot_become_markdown() -> None:
    source = document(text="<b>x</b>[a](javascript:x)" + "。" * 9, title="*题*")
    cited = citation(source, 1, 0)
    text = markdown(answer(cited, question="# <script>"), {"d1": source}, "zh")
    assert "\\# \\<script\\>" in text
    assert "《\\*题\\*》" in text
    assert "<b" not in text.replace("\\<b", "")


def test_only_plain_addresses_become_links() -> None:
    for url in (
        "javascript:alert(1)",
        "data:text/html,x",
        'https://a/"onclick=',
        "https://a b",
        "",
    ):
        assert web_address(url) is None
    assert web_address("http://a.gov.cn/x_1.html?y=%20#z") is not None
