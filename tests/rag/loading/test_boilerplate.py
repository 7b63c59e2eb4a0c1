"""What is taken for page furniture, with which reason, and what must never be."""

from __future__ import annotations

import pytest

from rag.loading.base import Draft
from rag.loading.repair import repair
from rag.mapped import MappedText

BODY = "会议指出，要坚持稳中求进，持续推进数字产业发展，全年完成投资120亿元，同比增长8%。"


def repaired(text: str) -> Draft:
    return repair(Draft(decoded=text, text=MappedText.identity(text)), "txt")


def reasons(draft: Draft) -> dict[str, str]:
    return {d.text: d.reason for d in draft.dropped}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("要闻    |    城市    |   原创   |   视频      直播   |  专题", "navigation"),
        ("当前位置：首页 > 政务公开 > 政策文件", "navigation"),
        ("首页 > 新闻 > 正文", "navigation"),
        ("[返回频道](//a.cn/x.html)｜[返回首页](//a.cn/)", "link"),
        ("<https://a.cn/share.html?code=NW2022>", "bare address"),
        ("原文链接：https://a.cn/1.html", "bare address"),
        ("上一篇：某市召开会议", "navigation"),
        ("5.jpeg", "image file name"),
        ("【字体：大 中 小】【打印】【关闭】", "page widget"),
        ("浏览次数：1234", "page widget"),
        ("- 12 -", "page number"),
        ("第 3 页 共 12 页", "page number"),
        ("分享到：微信 微博 QQ空间", "sharing"),
        ("微信扫一扫分享", "sharing"),
        ("点击上方蓝字关注我们", "sharing"),
        ("长按识别二维码", "sharing"),
        ("相关阅读：", "prompt"),
        ("展开全文", "prompt"),
        ("某某网 版权所有 Copyright 2024", "copyright"),
        ("某ICP备12345678号-1", "copyright"),
        ("未经授权，不得转载", "copyright"),
        ("责任编辑：张三", "editor credit"),
        ("（编辑 张三）", "editor credit"),
        ("免责声明：本文仅代表作者观点，与本站无关。", "legal notice"),
    ],
)
def test_furniture_is_dropped_with_its_reason(line: str, reason: str) -> None:
    out = repaired(f"某市数据工作简报\n{BODY}\n{line}")
    assert reasons(out) == {line: reason}
    assert out.text.text == f"某市数据工作简报\n{BODY}"


@pytest.mark.parametrize(
    "line",
    [
        "大数据",
        "2023年 | 12.5 | 8% | 1400",
        "年份 | 产值 | 增速 | 2023",
        "（三）未经许可不得转载他人作品。",
        "第十二条 未经授权，任何人不得使用公共数据。",
        "某某日报记者 张三",
        "（文章来源：某某日报）",
        "2025-08-20 08:46:33来源:某某新闻编辑:张三",
        "第五章 法律责任",
        "编辑：要把好数据质量关，全年检查120家单位，发现问题30个，均已整改。",
        "软件、硬件、数据、算力",
        "举报",
        "全市扫码支付商户达到12万家。",
    ],
)
def test_the_documents_own_lines_stay(line: str) -> None:
    text = f"某市数据工作简报\n{BODY}\n{line}\n{BODY}"
    assert repaired(text).text.text == text


def test_closing_notice_goes_to_its_end_and_the_text_before_it_stays() -> None:
    notice = [
        "某网关于转载与版权的声明",
        "1、本网站由某公司建设，页面上的文字、图片的版权归某公司。",
        "2、其他媒体转载标有“来源：某网”的稿件，应先取得书面许可。",
        "取得许可的被授权人不得转给他人，并且要写明“来源：某网”的字样。",
        "3、对稿件有异议的，请于见报后30日内来信，本网将核实并删除。",
    ]
    out = repaired("\n\n".join(["某市召开大会", BODY, BODY, *notice]))
    assert out.text.text == f"某市召开大会\n\n{BODY}\n\n{BODY}"
    assert "\n".join(d.text for d in out.dropped).count("30日") == 1
    assert set(reasons(out).values()) == {"legal notice"}


def test_a_declaration_that_is_the_document_stays() -> None:
    end = "双方声明\n加强版权保护合作。\n打击侵权行为，追究法律责任。"
    text = f"关于数据合作的联合声明\n{BODY}\n{end}"
    assert repaired(text).text.text == text


def test_copies_of_the_title_go_and_repeated_headings_stay() -> None:
    title = "某市数字经济发展推进大会工作侧记"
    text = f"{title}\n{BODY}\n{title}\n主要任务\n{BODY}\n主要任务\n{BODY}"
    out = repaired(text)
    assert out.text.text.count(title) == 1
    assert out.text.text.count("主要任务") == 2
    assert reasons(out) == {title: "repeated title"}


def test_a_page_of_nothing_else_is_not_emptied() -> None:
    assert repaired("5.jpeg\n首页 > 新闻").text.text == "5.jpeg\n首页 > 新闻"
