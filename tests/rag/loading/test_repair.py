"""Repairs on whole texts: what becomes of wraps, blanks and page furniture, and what never may."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.loading.base import Draft
from rag.loading.repair import repair
from rag.mapped import INSERTED, MappedText
from rag.types import Heading, Page, Span


def draft_of(text: str, **changes: object) -> Draft:
    return replace(Draft(decoded=text, text=MappedText.identity(text)), **changes)  # type: ignore[arg-type]


def repaired(text: str, kind: str = "txt", **changes: object) -> str:
    return repair(draft_of(text, **changes), kind).text.text


class TestLineWraps:
    def test_number_and_its_measure_word_are_joined_with_the_blank_the_text_uses(self) -> None:
        text = "到去年底，东港片区共有冷链仓库 26 \n个，可以存放水果约 140 万箱。"
        assert repaired(text) == "到去年底，东港片区共有冷链仓库 26 个，可以存放水果约 140 万箱。"

    def test_text_without_blanks_around_numbers_gets_none(self) -> None:
        assert repaired("园区去年全年实现产值760亿元，吸纳就业26\n万人。") == (
            "园区去年全年实现产值760亿元，吸纳就业26万人。"
        )

    def test_blank_lines_inside_sentences(self) -> None:
        column = [
            "东港靠海，春夏多雾，几代人靠打鱼过日子，直到修起冷库、",
            "码头和公路，才有人动了卖水果的念头。头一家铺子开张，算",
            "是蹚出了一条“新路子”。",
            "次年春天，第二座冷库也开了门，此后每年都要添上苹果、",
            "柑橘、葡萄等好几个品种，这里慢慢变成了沿海最热闹的市",
            "场。",
        ]
        assert repaired("\n\n".join(column)).split("\n\n") == [
            "".join(column[:3]),
            "".join(column[3:]),
        ]

    def test_a_figure_cut_off_at_the_line_end(self) -> None:
        lines = [
            "船”三支队伍，常年往来于东港、西港、北岸等几处老码头，渔",
            "获不断。2024年，全港登记在册的大小渔船捕捞总量比上年增长",
            "168%。",
        ]
        assert "增长168%。" in repaired("\n\n".join(lines))

    def test_a_number_cut_off_at_its_point(self) -> None:
        assert (
            repaired("东港水果外销量同比增长8.\n2%，快于去年。")
            == "东港水果外销量同比增长8.2%，快于去年。"
        )
        assert (
            repaired("主要任务如下所示：\n1.\n2.加强统筹") == "主要任务如下所示：\n1.\n2.加强统筹"
        )

    def test_headings_and_list_items_stay_on_their_lines(self) -> None:
        text = (
            "一、总体要求\n（一）基本原则\n坚持创新引领、融合发展，\n不断做强做优。\n"
            "1.加强统筹\n2.绿色集约\n（二）发展思路"
        )
        assert repaired(text) == text.replace("，\n", "，")

    def test_short_articles_in_a_text_set_in_one_column(self) -> None:
        long = (
            "东港靠海，春夏多雾，几代人靠打鱼过日子，直到修起冷库、码头和公路，才有人动了卖水果的"
            "念头。头一家铺子开张，算是蹚出了一条“新路子”，次年春天，第二座冷库也开了门，此后每年都"
            "要添上苹果、柑橘、葡萄等好几个品种，这里慢慢变成了沿海最热闹的市场，来往的船、车、人，"
            "一年比一年多，“冷链之港”的名声，“水果码头”的招牌，先后传到南岸、北岸、西港。"
        )
        articles = [
            f"第{n}条 （{name}）冷库的管理单位应当按照有关规定做好{name}方面的日常检查和记录工作。"
            for n, name in zip("一二三四五六七八", "温湿电水人车船货", strict=True)
        ]
        paragraphs = [long, *articles]
        lines = [p[i : i + 24] for p in paragraphs for i in range(0, len(p), 24)]
        assert repaired("\n".join(lines)).split("\n") == paragraphs

    def test_a_list_of_names_is_no_wrapped_text(self) -> None:
        text = "\n".join(f"{c}市大数据产业发展公司" for c in "甲乙丙丁戊己庚辛壬癸子丑寅卯")
        assert repaired(text) == text

    def test_caption_is_not_joined_into_the_sentence_around_it(self) -> None:
        lines = [
            "船老大说，出海最要紧的是看懂天气，他年轻时跟着父亲，带",
            "着干粮走遍了沿岸的大小渔村，向老人们打听潮水的脾气，",
            "码头清晨一角",
            "并且把听来的话一句一句记在本子上，前后写满了二十多本",
            "，如今都留给了自己的徒弟。",
        ]
        out = repaired("\n".join(lines)).split("\n")
        assert "码头清晨一角" in out
        assert lines[0] + lines[1] in out

    def test_latin_words(self) -> None:
        lines = [
            "The plan, adopted in 2022, names eleven data cen-",
            "ters and 23 pro-",
            "jects, all of",
        ]
        text = "\n".join([*lines, "them large."])
        joined = "The plan, adopted in 2022, names eleven data centers and 23 projects, all of "
        assert repaired(text) == f"{joined}them large."

    def test_reader_that_knows_its_blocks_is_believed(self) -> None:
        text = "持续推进，\n不断深化。"
        assert repaired(text, "html", wrapped=False) == text
        assert repaired(text) == "持续推进，不断深化。"


class TestBlanks:
    def test_letter_spaced_run_with_punctuation_and_figures(self) -> None:
        text = "船 。 2024 年 ，东 港 登 记 渔 船 捕 捞 总 量 168%。"
        assert repaired(text) == "船。2024年，东港登记渔船捕捞总量 168%。"

    @pytest.mark.parametrize(
        "text", ["张三 李四 王五 赵六", "甲 乙 丙", "2017 年 5 月 1 日", "王 伟"]
    )
    def test_short_lists_and_names_survive(self, text: str) -> None:
        assert repaired(text) == text

    def test_margins(self) -> None:
        assert repaired("　　甲。\u00a0\n\n\n\n  乙。 \r\n丙。\n\n") == "甲。\n\n乙。\n丙。"

    def test_a_blank_between_two_chinese_words_is_not_guessed_away(self) -> None:
        assert (
            repaired("把冷库和码头连成一 片，让果农多卖好 价。")
            == "把冷库和码头连成一 片，让果农多卖好 价。"
        )

    def test_invisible_characters_go(self) -> None:
        assert repaired("\ufeff数\u200b据\u00ad") == "数据"


class TestSpans:
    def test_verbatim_lines_keep_their_blanks_and_breaks(self) -> None:
        table = "年份  产值，\n2023  12 亿，\n2024  15 亿"
        text = f"  说明如下。\n\n\n{table}\n完。"
        at = text.index(table)
        out = repair(draft_of(text, verbatim=(Span(at, at + len(table)),)), "txt")
        assert out.verbatim[0].of(out.text.text) == table

    def test_headings_and_pages_move_along(self) -> None:
        first, second = "  一 、总 体 要 求  \n正文一。\n", "\n\n  二、目标\n正文二。"
        text = first + second
        heading = Span(text.index("  二"), text.index("\n正文二"))
        pages = (Page(1, Span(0, len(first))), Page(2, Span(len(first), len(text))))
        out = repair(draft_of(text, headings=(Heading(heading, 1),), pages=pages), "txt")
        assert out.headings[0].span.of(out.text.text).strip() == "二、目标"
        assert out.pages[1].span.of(out.text.text).strip() == "二、目标\n正文二。"
        assert out.pages[1].span.end == len(out.text)

    def test_front_matter_becomes_fields_once(self) -> None:
        text = "\n---\ntitle: '甲'\ndate: 2024-05-01\n---\n---\nkey: 正文\n---\n完。"
        out = repair(draft_of(text), "txt")
        assert out.fields["title"][0] == ("甲", "front matter")
        assert [d.reason for d in out.dropped] == ["front matter"]
        assert out.text.text.startswith("---\nkey: 正文")


WORDS = """
数据 中心 26 个 2024 年 168% ， 。 、 ： “ ” （ ） 《 》 | 一、 （一） 1. - -- 发 展 大 增 A b the,
来源：甲报 编辑：张三 版权声明 转载 本网 首页 5.jpeg http://a.cn/b ★ of ... 记者 张三/文 --- key: v
第三条 附件： … —— % 亿元 ; 责编 12 日 月 cen- ters ‘ ’ 摄 讯 电
"""
SPACES = [
    "\n",
    "\n",
    "\n\n",
    "\n \n\n",
    "\r\n",
    "\u3000\u3000",
    "\u00a0",
    "\t",
    " ",
    "\x00",
    "\u200b",
]
PIECES = st.sampled_from([*WORDS.split(), *SPACES])
TEXTS = st.one_of(
    st.lists(PIECES, max_size=60).map("".join),
    st.lists(PIECES, max_size=60).map(" ".join),
    st.text(max_size=200),
)


def digit_runs(text: str) -> list[str]:
    return re.findall(r"[0-9]+", text)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(["txt", "pdf", "html"]), st.booleans())
def test_nothing_is_invented_nothing_is_lost_and_once_is_enough(
    text: str, kind: str, wrapped: bool
) -> None:
    out = repair(draft_of(text, wrapped=wrapped), kind)
    for char, origin in zip(out.text.text, out.text.origin.tolist(), strict=True):
        assert origin != INSERTED
        assert char == text[origin] or (char.isspace() and text[origin].isspace())
    assert (out.text.origin[1:] > out.text.origin[:-1]).all()
    for dropped in out.dropped:
        assert dropped.text == dropped.span.of(text)
    shown = set(out.text.origin.tolist())
    for dropped in out.dropped:
        shown.update(range(dropped.span.start, dropped.span.end))
    lost = {c for i, c in enumerate(text) if i not in shown and not c.isspace()}
    assert all(c in "-\u2010\xad\ufeff\u200b\u2060\ufffe\uffff\x7f" or c < " " for c in lost)
    kept = "".join((out.text.text, *(d.text for d in out.dropped)))
    kept = "".join(kept.split())
    assert all(run in kept for run in digit_runs(text))
    assert out.text.text == out.text.text.strip() or not wrapped
    again = repair(out, kind)
    assert again.text.text == out.text.text
    assert again.dropped == out.dropped


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="数据，。 \n12 a", max_size=80), st.data())
def test_spans_stay_inside_the_text(text: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(text)))
    span = Span(cut, data.draw(st.integers(cut, len(text))))
    drafted = draft_of(
        text,
        headings=(Heading(span, 1),),
        verbatim=(span,),
        pages=(Page(1, Span(0, cut)), Page(2, Span(cut, len(text)))),
    )
    out = repair(drafted, "pdf")
    size = len(out.text)
    assert all(s.end <= size for s in (*out.verbatim, *(h.span for h in out.headings)))
    assert out.pages[0].span.start == 0
    assert out.pages[0].span.end == out.pages[1].span.start
    assert out.pages[1].span.end == size


@pytest.mark.parametrize(
    "piece",
    [
        "数据",
        "\n",
        "甲 ",
        "，\n",
        "（",
        "“甲\n",
        "来源:",
        "|",
        " \n",
        "- ",
        "[a](",
        "2024年",
        "a: b\n",
        "甲乙丙\n",
    ],
)
def test_large_texts_pass(piece: str) -> None:
    """A pattern or a loop that is not linear would need far longer than the others."""
    text = f"---\n{piece * (40_000 // len(piece))}。"
    assert len(repair(draft_of(text), "txt").text) <= len(text)
