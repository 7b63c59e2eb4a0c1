"""Whatever a document says, the page and its copies show it as text: nothing is loaded from it."""

from __future__ import annotations

import json
import re
from datetime import date
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from rag.answer import Answer, Claim, Conflict, Finding, Verdict
from rag.answering.compose import cite
from rag.types import Document, Span
from tests.running import ROOT
from ui.plain import pieces
from ui.references import gbt7714, markdown
from ui.render import Turn, turn_html

SET = ROOT / "eval" / "sets" / "hostile" / "documents.jsonl"
ROWS = [json.loads(line) for line in SET.read_text("utf-8").splitlines()]
EACH = pytest.mark.parametrize("row", ROWS, ids=[f"{r['id']} {r['kind']}" for r in ROWS])
TODAY = date(2025, 9, 1)
LOADS = {"src", "href", "srcset", "xlink:href", "action", "formaction", "poster", "data", "style"}
ACTIVE = {"img", "image", "iframe", "object", "embed", "script", "style", "link", "base", "meta"}

_ADDRESS = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


def everywhere(row: dict[str, str]) -> tuple[Answer, Document]:
    """An answer in which every part that can hold a document's words holds all of them."""
    text = row["text"]
    document = Document("d", "d.txt", text, "text", row["marker"], publisher=text[:60], url=text)
    citation = cite(document, Span(0, len(text)), 1)
    finding = Finding("words", "unsupported", text, text, 0, Span(0, 1), text)
    written = Claim(text, (1,), verdict=Verdict("partly", (finding,)))
    return Answer(
        question=text,
        status="answered",
        text=text,
        claims=(Claim(text, (1,), Span(0, 1)), written),
        citations=(citation,),
        reason=None,
        nearest=(citation,),
        generator="gguf:x",
        encoder="e5-small",
        index_version="1-0",
        timings={},
        conflicts=(Conflict(text, (text, text), (1, 1), text),),
        withheld=(written,),
        notices=(text,),
    ), document


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def assert_inert(html: str) -> None:
    """No element that loads or runs anything, and no address of a document in any attribute.

    Where footnotes are unknown, "[^1]: words" is the address of a link, relative and harmless.
    """
    for tag, attributes in Tags(html).found:
        assert tag not in ACTIVE
        assert not any(name.startswith("on") for name in attributes)
        for name in LOADS & attributes.keys():
            value = attributes[name] or ""
            assert not _ADDRESS.match(value)
            assert "url(" not in value


@EACH
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_shows_it_as_text(row: dict[str, str], lang: str) -> None:
    answer, document = everywhere(row)
    turn = Turn(1, row["text"], row["text"], answer=answer, documents={"d": document})
    assert_inert(turn_html(turn, lang, TODAY))  # type: ignore[arg-type]


@EACH
def test_the_markdown_copy_loads_nothing(row: dict[str, str]) -> None:
    answer, document = everywhere(row)
    copied = markdown(answer, {"d": document}, "zh")
    rendered = MarkdownIt("commonmark", {"html": True}).enable("table").render(copied)
    assert_inert(rendered)


@EACH
def test_text_copies_hold_no_image(row: dict[str, str]) -> None:
    answer, document = everywhere(row)
    assert gbt7714(answer, {"d": document}, TODAY)
    assert [piece.text for piece in pieces(answer)]
