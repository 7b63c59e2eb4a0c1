"""The page's HTML as text: escaping, claims and chips, the source panel, notices, references."""

from __future__ import annotations

import json
import re
import sys
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answer import Answer, Citation, Claim
from rag.assistant import Assistant
from rag.errors import UsageError
from rag.types import Document, Heading, Page, Section, Span, Structure
from tests.running import Cli
from tests.ui.payloads import PAYLOADS
from tests.ui.test_references import answer, citation, document
from ui.conversation import Chat, filters_from
from ui.currency import notice
from ui.handlers import received
from ui.library import Listing, listing_from, rows, table
from ui.markup import data, escape
from ui.messages import MESSAGES, both
from ui.panels import marked, panel, window
from ui.pdf_pages import render_page
from ui.render import Turn, conversation, turn_html
from ui.service import Service
from ui.trouble import Trouble
from ui.views import View, view_from

TODAY = date(2026, 3, 5)


class Reader(HTMLParser):
    """Tags, attributes and text as a browser would see them."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.marks: list[str] = []
        self._depth = 0
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if self._depth or (tag == "mark" and ("class", "pq-quote") in attrs):
            self._depth += 1
            if self._depth == 1:
                self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        if self._depth:
            self._depth -= 1

    def handle_data(self, text: str) -> None:
        self.text += text
        if self._depth:
            self.marks[-1] += text


@given(st.text(max_size=200))
def test_escaped_text_is_text_again(text: str) -> None:
    read = Reader(f'<p title="{escape(text)}">{escape(text)}</p>')
    expected = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]", "\ufffd", text)
    assert [tag for tag, _ in read.tags] == ["p"]
    assert read.tags[0][1]["title"] == expected
    assert not set(escape(text)) & set("<>\"'{}$`")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_stay_text_everywhere(payload: str) -> None:
    source = document(title=payload, publisher=payload, source=f"{payload}.txt", text=payload * 3)
    given = answer(citation(source, 1, 0), question=payload)
    turn = Turn(1, payload, f"{payload}?", given, documents={source.id: source}, filters=payload)
    failed = Turn(2, payload, payload, trouble=Trouble(payload, payload))
    later = Turn(3, payload, payload, trouble=Trouble(payload, payload, again=True))
    read = Reader(conversation([turn, failed, later], "zh", TODAY))
    allowed = {"div", "article", "h2", "h3", "p", "ul", "li", "button", "span", "bdi", "section",
               "time", "footer", "svg", "path", "rect", "circle"}  # fmt: skip
    assert {tag for tag, _ in read.tags} <= allowed
    assert not [a for _, attrs in read.tags for a in attrs if a.startswith("on")]
    assert payload in read.text


def make(text: str, **changes: object) -> Document:
    return Document(id="d", source="s.txt", text=text, kind="txt", title="题", **changes)  # type: ignore[arg-type]


@given(
    st.text(alphabet="ab<&\n 章", min_size=1, max_size=60),
    st.lists(st.integers(0, 60), min_size=6, max_size=6),
)
def test_the_mark_is_the_quote_and_all_text_is_there(text: str, edges: list[int]) -> None:
    edges = [min(edge, len(text)) for edge in edges]
    (a, b), (c, d), (e, f) = (sorted(edges[i : i + 2]) for i in (0, 2, 4))
    heading = Section(Heading(Span(c, d), 1), "章", Span(c, len(text)), ("章",))
    shown = make(text, structure=Structure((heading,)), pages=(Page(1, Span(0, len(text))),))
    read = Reader(marked(shown, Span(0, len(text)), Span(a, b), [Span(e, f)] if e < f else []))
    assert read.text == text
    assert read.marks == ([text[a:b]] if a < b else [])


def test_a_long_document_is_shown_around_the_quote() -> None:
    text = "".join(f"第{i}行的内容在这里。\n" for i in range(8000))
    first, last = window(text, 60_000)
    assert first <= 60_000 < last
    assert last - first <= 25_000
    assert text[first - 1] == "\n"
    at = text.index("第5000行")
    quote = Span(at, at + 10)
    read = Reader(marked(make(text), Span(*window(text, at)), quote))
    assert read.marks == [quote.of(text)]


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"document": 1},
        {"document": "d", "start": "0", "end": 3},
        {"document": "d", "start": 5, "end": 3},
        {"document": "d", "start": 5},
        {"document": "d", "page": -1},
        {"document": "d", "page": True},
        {"document": "d", "mode": "html"},
        {"document": "d", "find": ["x"]},
        {"document": "d", "at": 1e300},
        {"document": "d", "hit": 2**70},
    ],
)
def test_views_from_a_browser_are_checked(values: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        view_from(values)


def test_a_view_survives_its_way_through_the_browser() -> None:
    view = View("d", 1, 2, 3, at=4, mode="text", page=5, find="x", hit=6)
    assert view_from(view.to_dict()) == view


def test_listings_from_a_browser_are_checked() -> None:
    for values in ({"sort": "id"}, {"first": "1"}, {"words": None}):
        with pytest.raises(UsageError):
            listing_from(values)
    listing = Listing("date", descending=True, first=50, words="计划")
    assert listing_from(listing.to_dict()) == listing


def test_the_panel_tells_what_is_gone(service: Service) -> None:
    assert "已不在索引中" in panel(service, View("0" * 16, 0, 3), "zh")
    document_id = service.documents()[0].id
    assert "已不在索引中" in panel(service, View(document_id, 0, 10**9), "zh")
    assert "no longer" in panel(service, View("x"), "en")


def test_the_table_sorts_with_gaps_last(service: Service) -> None:
    for descending in (False, True):
        dates = [row.info.date for row in rows(service, Listing("date", descending))]
        known = [value for value in dates if value]
        assert known == sorted(known, reverse=descending)
        assert all(value is None for value in dates[len(known) :])
    assert len(rows(service, Listing(words="能耗"))) == 1
    assert "没有符合的文档" in table(service, Listing(words="无此文"), "zh")


def turn_with(given: Answer) -> str:
    return turn_html(Turn(1, given.question, given.question, given), "zh", TODAY)


def test_a_list_has_a_chip_behind_each_item() -> None:
    source = document()
    cited = [citation(source, n, 3 * n - 3) for n in (1, 2, 3)]
    listed = answer(*cited)
    whole = Claim("\n".join(c.quote for c in cited), (1, 2, 3), Span(4, 6))
    markup = turn_with(
        Answer(**{s: getattr(listed, s) for s in listed.__slots__} | {"claims": (whole,)})
    )
    assert markup.count("<li dir") == 3
    assert re.findall(r"第.。?<", markup) is not None
    assert '<b class="pq-focus">第二</b>' in markup


def test_prose_over_several_quotes_keeps_its_words() -> None:
    source = document()
    cited = [citation(source, 1, 0), citation(source, 2, 3)]
    told = answer(*cited)
    prose = Claim("先第一，后第二。", (1, 2))
    markup = turn_with(
        Answer(**{s: getattr(told, s) for s in told.__slots__} | {"claims": (prose,)})
    )
    assert "先第一，后第二。" in Reader(markup).text
    assert markup.count("pq-chip") == 2


@pytest.mark.parametrize(
    ("question", "when", "expected"),
    [
        ("目前有多少家？", "2023-01-01", "2023-01-01"),
        ("目前有多少家？", "2026-01-01", None),
        ("有多少家？", "2025-06-01", None),
        ("有多少家？", "2021-06-01", "2021-06-01"),
        ("什么是数据要素？", "2021-06-01", None),
        ("2025年有多少家？", "2024-06-01", "早于所问的时间（2025年）"),
        ("2024年有多少家？", "2024-06-01", None),
        ("2030年目标是多少？", "2024-06-01", None),
        ("有多少家？", None, "未注明日期"),
    ],
)
def test_old_evidence_is_pointed_out(question: str, when: str | None, expected: str | None) -> None:
    cited = [citation(document(date=when), 1, 0)]
    told = notice(question, cited, TODAY, "zh")
    assert (told is None) if expected is None else (told is not None and expected in told)


def test_every_message_has_both_languages_and_the_same_gaps() -> None:
    for key, (chinese, english) in MESSAGES.items():
        gaps = [set(re.findall(r"{(\w+)}", text)) for text in (chinese, english)]
        assert gaps[0] == gaps[1], key
        assert chinese
        assert english


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("问题是空的。 The question is empty.", "问题是空的。", "The question is empty."),
        ("缩短问题 / shorten it", "缩短问题", "shorten it"),
        (
            "写成 2025 或 2025-03 / write 2025 or 2025-03",
            "写成 2025 或 2025-03",
            "write 2025 or 2025-03",
        ),
        ("文件太大。/ Too large: 3 MB.", "文件太大。", "Too large: 3 MB."),
        ("policyqa docs list", "policyqa docs list", "policyqa docs list"),
        ("", "", ""),
    ],
)
def test_a_reader_gets_their_half_of_a_message(text: str, chinese: str, english: str) -> None:
    assert both(text, "zh") == chinese
    assert both(text, "en") == english


def test_only_uploaded_files_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path / "uploads"))
    (tmp_path / "uploads").mkdir()
    inside, outside = tmp_path / "uploads" / "a.txt", tmp_path / "b.txt"
    inside.write_text("x", "utf-8")
    outside.write_text("x", "utf-8")
    (tmp_path / "uploads" / "link.txt").symlink_to(outside)
    paths = [
        inside,
        outside,
        tmp_path / "uploads" / "link.txt",
        "/etc/passwd",
        inside.parent / "../b.txt",
    ]
    files: list[object] = [{"path": str(path), "name": "n.txt"} for path in paths]
    files += [None, {"path": 1, "name": "x"}, {"path": "a\0b", "name": "x"}, {"name": "x"}]
    assert received(files, 10) == [(inside.resolve(), "n.txt")]
    assert received("x", 10) == []


def test_filters_from_a_browser_are_checked() -> None:
    assert filters_from({"since": "2024", "until": "", "other": 1}).since == "2024"
    for values in ({"since": 2024}, {"publisher": "x" * 1000}, {"source": ["x"]}):
        with pytest.raises(UsageError):
            filters_from(values)


def test_a_chat_keeps_its_own_turns() -> None:
    one, two = Chat().with_turn(Turn(1, "a", "a")), Chat().with_turn(Turn(1, "b", "b"))
    assert one.id
    assert one.id != two.id
    assert one.with_turn(Turn(1, "c", "c")).turns[0].question == "c"
    many = one
    for number in range(2, 100):
        many = many.with_turn(Turn(number, "q", "q"))
    assert many.turns[-1].number == 99
    assert len(many.turns) < 99


BUILD = """
import json, re, sys
from ui.desk import Desk
from ui.limits import Buckets
from ui.page import build_page, page_options
from ui.service import Service
from ui.settings import Limits
limits = Limits()
with Service.open("index") as service:
    page = build_page(service, Desk(limits), Buckets(1, 1), limits)
    options = page_options()
    print(json.dumps({
        "visibility": sorted({fn.api_visibility for fn in page.fns.values()}),
        "endpoints": [page.get_api_info()[k] for k in ("named_endpoints", "unnamed_endpoints")],
        "addresses": sorted(set(re.findall(r"(?:https?:)?//[a-z0-9-]+[.][a-z.]+",
            json.dumps(page.config, default=str) + options["head"]))),
        "options": [options[k] for k in ("show_error", "mcp_server", "run_history")],
    }))
"""


def test_no_handler_is_an_endpoint_and_no_other_address_is_named(small_index: Path) -> None:
    cli = Cli(small_index)  # a process of its own: Gradio leaves an event loop behind
    found = cli.python([sys.executable, "-c", BUILD]).json
    assert found["visibility"] == ["private"]
    assert found["endpoints"] == [{}, {}]
    assert set(found["addresses"]) <= {"http://www.w3.org", "https://www.w3.org"}
    assert found["options"] == [False, False, False]


def test_page_images_mark_the_quote(pdf_service: Service) -> None:
    for info in pdf_service.documents():
        shown = pdf_service.document(info.id)
        for passage in pdf_service.assistant.index.passages_of(info.id):
            number = shown.page_at(passage.span.start) or 1
            image = pdf_service.page_image(info.id, number, passage.span)
            assert image.png.startswith(b"\x89PNG")
            assert image.boxes, passage.text
            for box in image.boxes:
                assert 0 <= box.left < box.left + box.width <= 1.001
                assert 0 <= box.top < box.top + box.height <= 1.001


def test_a_quote_over_two_pages_has_boxes_on_both(pdf_service: Service) -> None:
    info = next(d for d in pdf_service.documents() if d.source.startswith("computing"))
    shown = pdf_service.document(info.id)
    edge = shown.pages[1].span.start
    span = Span(edge - 30, edge + 30)
    for number in (1, 2):
        assert pdf_service.page_image(info.id, number, span).boxes
    archive = pdf_service.archive(info.id)
    with pytest.raises(Exception, match="没有第 99 页"):
        render_page(shown, archive, 99)


def test_the_panel_of_a_pdf_shows_its_page(pdf_service: Service) -> None:
    info = pdf_service.documents()[0]
    markup = panel(pdf_service, View(info.id, 10, 20, 1), "zh")
    assert "data:image/png;base64," in markup
    assert 'class="pq-box"' in markup
    text = panel(pdf_service, View(info.id, 10, 20, 1, mode="text"), "zh")
    assert Reader(text).marks == [pdf_service.document(info.id).text[10:20]]


def test_data_attributes_survive_quotes() -> None:
    values = {"a": "\"'<>&{}$`", "b": 1}
    read = Reader(f'<p data-x="{data(values)}"></p>')
    assert json.loads(read.tags[0][1]["data-x"] or "") == values


def test_an_empty_index_has_a_welcome_of_its_own(tmp_path: Path) -> None:
    from ui.frame import welcome

    with Service(Assistant.open(tmp_path / "index")) as empty:
        assert "文库还是空的" in welcome(empty, "zh")
        assert "文库还是空的" in table(empty, Listing(), "zh")
        assert empty.examples() == ()


def test_conversations_name_citations_once() -> None:
    source = document()
    markup = turn_with(answer(citation(source, 1, 0), citation(source, 2, 3)))
    assert re.findall(r'id="(pq-cite-[\d-]+)"', markup) == ["pq-cite-1-1", "pq-cite-1-2"]
    assert isinstance(citation(source, 1, 0), Citation)
