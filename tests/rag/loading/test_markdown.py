"""Markdown: the text it shows, with headings, tables and nothing lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.loading.markdown import read_markdown


def shown(text: str) -> str:
    return read_markdown(text).text.text


def headings(text: str) -> list[tuple[str, int]]:
    draft = read_markdown(text)
    return [(h.span.of(draft.text.text), h.level) for h in draft.headings]


class TestInline:
    @pytest.mark.parametrize(
        ("source", "text"),
        [
            ("**重点：**内容", "重点：内容"),
            ("收入*1000*亿，***都***", "收入1000亿，都"),
            ("3*4*5=60 与 2**10", "3*4*5=60 与 2**10"),
            ("snake_case_name 与 _强调_", "snake_case_name 与 强调"),
            ("~~7%~~ 5~10", "7% 5~10"),
            ("用 `a*b*c | 1` 与 ``x ` y``", "用 a*b*c | 1 与 x ` y"),
            (r"\*不是\* \[1\]", "*不是* [1]"),
            ("[规划](http://a.cn/2024 'x')见[此][r]", "规划见此"),
            ("**[甲](u)** [**乙**](u)", "甲 乙"),
            ("![图1](a1.png)后", "后"),
            ("<http://a.cn/12>", "http://a.cn/12"),
            ("甲<br>乙<span data-x='7'>丙</span><!-- 9 -->", "甲\n乙丙"),
            ("A&amp;B &#8212;", "A&B —"),
            ("增长[^1]。", "增长[^1]。"),
        ],
    )
    def test_markup_is_taken_off(
        self, source: str, text: str, keeps_promises: Callable[..., None]
    ) -> None:
        draft = read_markdown(source)
        assert draft.text.text == text
        keeps_promises(draft)

    def test_addresses_with_figures_are_on_the_dropped_list(self) -> None:
        dropped = read_markdown("[甲](http://a.cn/2024) [乙](b)\n\n[r]: http://a.cn/7").dropped
        assert [(d.reason, "2024" in d.text or "7" in d.text) for d in dropped] == [
            ("link target", True),
            ("link target", True),
        ]


class TestBlocks:
    def test_headings(self) -> None:
        source = "# 一 #\n\n## **二**\n\n三\n===\n\n四\n---\n\n#不是"
        assert headings(source) == [("一", 1), ("二", 2), ("三", 1), ("四", 2)]

    def test_a_bold_line_is_a_heading_below(self) -> None:
        assert headings("## 二\n\n**（一）目标**\n\n**甲：**乙") == [("二", 2), ("（一）目标", 3)]

    def test_a_rule_under_a_paragraph_is_a_rule(self) -> None:
        assert headings("这是一段完整的话。\n---\n后文") == []

    def test_lists_and_quotes(self) -> None:
        assert shown("- 甲\n  - 乙\n1. 丙\n> 丁\n> > 戊") == "- 甲\n  - 乙\n1. 丙\n丁\n戊"

    def test_code_stands_as_it_is(self) -> None:
        draft = read_markdown("```py\nx = 1  # *a*\n  | b |\n```\n后")
        assert draft.text.text == "x = 1  # *a*\n  | b |\n后"
        assert len(draft.verbatim) == 2

    def test_tables_become_rows(self) -> None:
        draft = read_markdown(
            "| 指标 | 2021年 |\n|:--|--:|\n| **收入** | 59.3% |\n| 甲\\|乙 | |\n\n后"
        )
        assert draft.text.text == "指标：收入；2021年：59.3%\n指标：甲|乙\n\n后"
        assert len(draft.verbatim) == 2

    def test_a_dash_line_without_columns_is_no_table(self) -> None:
        assert shown("甲 | 乙\n---\n丙") == "甲 | 乙\n\n丙"

    def test_html_tables(self) -> None:
        table = "<table><tr><td>市</td><td>GDP</td></tr>\n<tr><td>甲</td><td>5</td></tr></table>"
        source = f"前\n\n{table}尾\n后"
        assert shown(source) == "前\n\n市：甲；GDP：5\n尾\n后"

    def test_front_matter(self) -> None:
        draft = read_markdown("---\ntitle: 题\ndate: 2024-05-06\n---\n# 文\n")
        assert draft.text.text == "文"
        assert draft.fields["date"] == (("2024-05-06", "front matter"),)
        assert draft.dropped[0].reason == "front matter"


PIECES = st.sampled_from(
    ["# ", "## ", "**", "*", "_", "__", "~~", "`", "```\n", "|", "| 甲 | 1 |\n|--|--|\n", "---\n",
     "===\n", "> ", "- ", "1. ", "[", "]", "(", ")", "](x1)", "![a](2)", "<br>", "<!--", "-->",
     "<b a=3>", "<table>", "<td>", "</table>", "&amp;", "\\", "\n", "\n\n", " ", "收入", "7.2%",
     "12", "，", "。", "[r]: u5\n", "<http://a/6>"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_markdown_loses_no_figure(keeps_promises: Callable[..., None], text: str) -> None:
    keeps_promises(read_markdown(text))
