"""HTML: what is shown, what is dropped and why, and that nothing falls between the two."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.loading.html import read_html
from rag.loading.html_tree import TEXT, parse
from rag.loading.sniff import looks_like_html
from rag.types import Span

BODY = "<p>" + "正文一段，说明数字经济的发展情况。" * 20 + "</p>"


def shown(page: str) -> str:
    return read_html(page).text.text


def reasons(page: str) -> dict[str, str]:
    """Reason -> dropped source, for pages with one block of each reason."""
    return {block.reason: block.text for block in read_html(page).dropped}


class TestText:
    def test_blocks_are_lines(self) -> None:
        assert shown("<div>甲<p>乙<br>丙</p>丁</div>戊") == "甲\n乙\n丙\n丁\n戊"

    def test_source_line_breaks_are_layout(self) -> None:
        assert shown("<p>收入\n  增长 7.2%\nin total</p>") == "收入增长 7.2% in total"

    def test_entities_stand_for_their_character(self) -> None:
        draft = read_html("<p>A&amp;B&lt;1 &#8212; &copy2021</p>")
        assert draft.text.text == "A&B<1 — ©2021"
        at = draft.text.text.index("—")
        assert draft.decoded[draft.text.origin[at] :].startswith("&#8212;")

    def test_comparisons_are_not_tags(self) -> None:
        assert shown("<p>当x<y时，值为123，5<10 且 z>3</p>") == "当x<y时，值为123，5<10 且 z>3"

    def test_a_power_keeps_its_distance(self) -> None:
        assert shown("<p>10<sup>4</sup>户，m<sup>2</sup></p>") == "10^4户，m2"

    def test_preformatted_text_keeps_its_lines(self) -> None:
        draft = read_html("<pre>a  1\n  b</pre>")
        assert draft.text.text == "a  1\n  b"
        assert [v.of(draft.text.text) for v in draft.verbatim] == ["a  1", "  b"]

    def test_lists_get_the_marks_a_browser_draws(self) -> None:
        page = "<ul><li>甲<li><p>乙</p></ul><ol start=3><li>丙</li><li>丁</li></ol>"
        assert shown(page) == "- 甲\n- 乙\n3. 丙\n4. 丁"

    def test_headings_have_levels(self) -> None:
        draft = read_html("<h1>总<br>则</h1><p>甲。</p><h3>细则</h3>")
        got = [(h.span.of(draft.text.text), h.level) for h in draft.headings]
        assert got == [("总 则", 1), ("细则", 3)]

    def test_a_short_bold_paragraph_is_a_heading_below(self) -> None:
        draft = read_html(
            "<h2>总</h2><p><b>一、要求</b></p><p>甲。</p><p><b>重点：</b>乙。</p><p>丙</p>"
        )
        got = [(h.span.of(draft.text.text), h.level) for h in draft.headings]
        assert got == [("总", 2), ("一、要求", 3)]


class TestTables:
    def test_rows_carry_headers(self) -> None:
        draft = read_html(
            "<table><caption>表1</caption><tr><th>指标<th colspan=2>2021年</tr>"
            "<tr><td rowspan=2>软件<td>1<td>2</tr><tr><td>3<td>4</table>"
        )
        assert draft.text.text.splitlines() == [
            "表1",
            "指标：软件；2021年：1；2021年：2",
            "指标：软件；2021年：3；2021年：4",
        ]
        assert len(draft.verbatim) == 3

    def test_headers_of_rows_name_their_values(self) -> None:
        page = "<table><tr><th>面积<td>大<tr><th>收入<td>100<tr><th>户数<td>12</table>"
        assert shown(page) == "面积：大\n收入：100\n户数：12"

    def test_a_cell_can_be_found_in_the_source(self) -> None:
        draft = read_html("<table><tr><th>年<th>值<tr><td>2021<td>59.3%</table>")
        at = draft.text.text.index("59.3%")
        assert draft.decoded[draft.text.origin[at] :].startswith("59.3%")

    def test_a_layout_table_is_a_page(self) -> None:
        page = f"<table><tr><td><h1>题</h1>{BODY}</td><td>栏</td></tr><tr><td>甲</td></tr></table>"
        assert shown(page).startswith("题\n正文一段")

    def test_nested_tables_lay_out(self) -> None:
        page = "<table><tr><td><table><tr><th>年<th>值<tr><td>1<td>2</table></td></tr></table>"
        assert shown(page) == "年：1；值：2"

    def test_text_outside_cells_is_kept(self) -> None:
        assert "散落12" in shown("<table>散落12<tr><th>年<th>值<tr><td>1<td>2</table>")


class TestChrome:
    @pytest.mark.parametrize(
        ("block", "reason"),
        [
            ("<script>var a=12</script>", "script"),
            ("<style>p{width:12px}</style>", "style sheet"),
            ("<nav><a href=a>首页1</a></nav>", "navigation"),
            ("<header>站名1</header>", "page header"),
            ("<footer>备案12号</footer>", "page footer"),
            ("<aside>相关1</aside>", "aside"),
            ("<form>搜索1<input value=2></form>", "form"),
            ("<div hidden>隐1</div>", "hidden"),
            ("<div style='color:red; display: none'>隐1</div>", "hidden"),
            ("<div role=navigation>栏1</div>", "navigation"),
            ("<div class='top nav'>栏1</div>", "navigation"),
            ("<div id=footer>备案12号</div>", "page footer"),
            ("<noscript>请启用1</noscript>", "noscript"),
            ("<ul><li><a href=1>一1</a><li><a href=2>二2</a><li><a href=3>三3</a></ul>",
             "navigation links"),
            ("<p><a href=/>首页</a> &gt; <a href=/1>新闻1</a> &gt; 正文</p>", "navigation links"),
        ],
    )  # fmt: skip
    def test_is_dropped_with_its_reason(self, block: str, reason: str) -> None:
        page = f"<body>{block}{BODY}</body>"
        assert shown(page) == shown(BODY)
        assert reasons(page)[reason] == block

    @pytest.mark.parametrize("tag", ["form", "aside", "nav", "div hidden", "div class=menu"])
    def test_what_holds_most_of_the_page_stays(self, tag: str) -> None:
        assert shown(f"<{tag}>{BODY}</{tag.split()[0]}>") == shown(BODY)

    def test_an_articles_own_header_and_footer_stay(self) -> None:
        page = f"<article><header>题</header>{BODY}<footer>落款</footer></article>"
        assert shown(page).startswith("题\n")
        assert shown(page).endswith("\n落款")

    def test_a_headline_keeps_the_page_header(self) -> None:
        assert shown(f"<header><h1>题</h1></header>{BODY}").startswith("题\n")

    def test_a_page_of_links_is_its_links(self) -> None:
        page = "<ul>" + "".join(f"<li><a href={n}>通知{n}</a>" for n in range(9)) + "</ul>"
        assert "通知8" in shown(page)

    def test_a_list_of_attachments_stays(self) -> None:
        links = "".join(f"<a href={n}.pdf>附件{n}规划</a><br>" for n in range(4))
        assert "附件3规划" in shown(f"{BODY}<div>{links}</div>")

    def test_markdown_left_in_a_post(self) -> None:
        page = f"{BODY}\n\n<http://a.cn/2022.html>\n\n[返回](//a.cn/1)｜[首页](//a.cn/2)"
        draft = read_html(page)
        assert draft.text.text == shown(BODY)
        assert [d.reason for d in draft.dropped] == ["link target", "navigation links"]
        assert draft.fields["url"] == (("http://a.cn/2022.html", "link in text"),)


class TestFields:
    def test_head_of_a_government_page(self) -> None:
        fields = read_html(
            "<!-- saved from url=(0020)http://a.gov.cn/x --><html><head><title>题 &amp; 网</title>"
            '<meta name="ArticleTitle" content="题"><meta name=PubDate content="2024-01-02 08:00">'
            '<meta name=ContentSource content="某报"><meta property="og:site_name" content="某网">'
            '<link rel=canonical href="http://a.gov.cn/y"></head><body><h1>题</h1>'
            "<time class=modified datetime=2025-01-01></time><time datetime=2024-01-02></time>"
        ).fields
        assert fields["title"] == (
            ("题 & 网", "title element"), ("题", "meta tag ArticleTitle"), ("题", "h1"),
        )  # fmt: skip
        assert fields["date"] == (
            ("2024-01-02 08:00", "meta tag PubDate"), ("2024-01-02", "time element"),
        )  # fmt: skip
        assert [v for v, _ in fields["publisher"]] == ["某报", "某网"]
        assert [o for _, o in fields["url"]] == ["canonical link", "saved page"]

    def test_front_matter_before_the_markup(self) -> None:
        draft = read_html("\n---\ntitle: '题'\ndate: 2022-03-21\n---\n\n<p>文1</p><p>文2</p>")
        assert draft.text.text == "文1\n文2"
        assert draft.dropped[0].reason == "front matter"
        assert draft.fields["title"] == (("题", "front matter"),)


class TestMalformed:
    @pytest.mark.parametrize(
        "page",
        [
            "<p>甲<p>乙</b></i></div>丙12",
            "<table><td>甲<tr>乙<td>12",
            "<![CDATA[数1]]><p>甲",
            "<![if IE]>12<p>甲",
            "<p>甲<!-- 未完 12",
            "<p>甲<script>未完 12",
            "<p>甲<a href='x>乙 12",
            "甲 &#xFFFFFFF; &#0; &bogus; 12 &",
            "<p>甲</p",
            "</p></p></br>甲<",
        ],
    )
    def test_loses_nothing(self, page: str, keeps_promises: Callable[..., None]) -> None:
        keeps_promises(read_html(page), visible_spans(page))

    def test_a_hundred_thousand_nested_tags(self) -> None:
        assert shown("<div><b>" * 100_000 + "深1" + "</i></div>" * 100_000) == "深1"


def visible_spans(page: str) -> list[Span]:
    nodes = parse(page)
    return [Span(nodes.start[i], nodes.end[i]) for i, tag in enumerate(nodes.tag) if tag == TEXT]


PIECES = st.sampled_from(
    ["<p>", "</p>", "<div>", "</div>", "<br>", "<table>", "</table>", "<tr>", "<td>", "<th>",
     "<td colspan=2>", "<td rowspan=3>", "</tr>", "<h2>", "</h2>", "<ul>", "<li>", "</ul>", "<nav>",
     "</nav>", "<script>", "</script>", "<a href=x1>", "</a>", "<b>", "</b>", "<!--", "-->", "<",
     ">", "&amp;", "&#49;", "&lt", "<pre>", "</pre>", "<sup>", "</sup>", "\n", " ", "收入", "增长",
     "7.2%", "12", "，", "。", "<div hidden>", "<form>", "<caption>", "<title>", "</title>",
     "<http://a.cn/9>", "[链](x)"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_soup_loses_no_figure(keeps_promises: Callable[..., None], page: str) -> None:
    keeps_promises(read_html(page), visible_spans(page))


def test_prose_about_tags_is_not_html() -> None:
    assert looks_like_html("<p>收入增长。</p><p>户数增加。</p>")
    assert looks_like_html("<!DOCTYPE html><html>甲")
    assert not looks_like_html("网页里用<p>表示段落，用<br>换行。")
    assert not looks_like_html("# 题\n\n<p align=center>甲</p>\n<p>乙</p>", markdown=True)
