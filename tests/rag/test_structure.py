"""Headings and their nesting, over the forms Chinese policy documents use."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.structure import find_sections, find_structure
from rag.types import Heading, Span

BODY = "市级财政每年安排专项资金，支持园区改造和设备更新，具体标准另行制定并向社会公布。"


def outline(text: str, headings: tuple[Heading, ...] = ()) -> list[tuple[int, str]]:
    return [(s.heading.level, s.title) for s in find_sections(text, headings)]


def given_heading(text: str, line: str, level: int) -> Heading:
    start = text.index(line)
    return Heading(Span(start, start + len(line)), level)


class TestLevels:
    def test_official_order(self) -> None:
        text = (
            f"一、总体要求\n（一）目标\n1.规模\n{BODY}\n2.质量\n{BODY}\n（二）原则\n{BODY}\n"
            f"二、任务\n{BODY}"
        )
        assert outline(text) == [
            (1, "一、总体要求"),
            (2, "（一）目标"),
            (3, "1.规模"),
            (3, "2.质量"),
            (2, "（二）原则"),
            (1, "二、任务"),
        ]

    def test_ornament_below_a_number(self) -> None:
        text = (
            f"一、背景情况\n{BODY}\n二、文件要点\n（一）国家层面\n★甲文件\n1.意义\n{BODY}\n2.目标\n{BODY}\n"
            f"★乙文件\n（一）思路\n{BODY}\n（二）任务\n1.建网\n{BODY}\n2.用网\n{BODY}\n★丙文件\n{BODY}"
        )
        assert outline(text) == [
            (1, "一、背景情况"),
            (1, "二、文件要点"),
            (2, "（一）国家层面"),
            (3, "甲文件"),
            (4, "1.意义"),
            (4, "2.目标"),
            (3, "乙文件"),
            (4, "（一）思路"),
            (4, "（二）任务"),
            (5, "1.建网"),
            (5, "2.用网"),
            (3, "丙文件"),
        ]

    def test_ornament_above_a_number(self) -> None:
        text = f"★目标\n一、总量\n{BODY}\n二、质量\n{BODY}\n★保障\n一、组织\n{BODY}"
        assert [level for level, _ in outline(text)] == [1, 2, 2, 1, 2]

    def test_laws(self) -> None:
        text = (
            f"第一章 总则\n第一条 {BODY}\n第二条　{BODY}\n第二章 共享\n第一节 归集\n"
            f"第三条【目录】{BODY}\n第二节 开放\n第四条 {BODY}\n第三章 附则\n第五条 {BODY}"
        )
        assert outline(text) == [
            (1, "第一章 总则"),
            (2, "第一条"),
            (2, "第二条"),
            (1, "第二章 共享"),
            (2, "第一节 归集"),
            (3, "第三条【目录】"),
            (2, "第二节 开放"),
            (3, "第四条"),
            (1, "第三章 附则"),
            (2, "第五条"),
        ]

    def test_skipped_level_leaves_no_gap(self) -> None:
        assert outline(f"一、任务\n1.建网\n{BODY}\n2.用网\n{BODY}\n二、保障\n{BODY}") == [
            (1, "一、任务"),
            (2, "1.建网"),
            (2, "2.用网"),
            (1, "二、保障"),
        ]

    def test_run_in_numbered_titles(self) -> None:
        text = f"一、任务\n1.加快建网。{BODY}\n2.推广用网。{BODY}"
        sections = find_sections(text)
        assert [s.title for s in sections] == ["一、任务", "1.加快建网", "2.推广用网"]
        assert sections[1].heading.span.of(text) == "1.加快建网。"
        assert sections[1].path == ("一、任务", "1.加快建网")

    def test_run_in_plain_titles_need_siblings(self) -> None:
        text = f"一、原则\n节约优先。{BODY}\n安全可控。{BODY}\n二、目标\n分步实施。{BODY}"
        assert outline(text) == [
            (1, "一、原则"),
            (2, "节约优先"),
            (2, "安全可控"),
            (1, "二、目标"),
        ]

    def test_byline_ends_what_a_plain_heading_opened(self) -> None:
        text = f"记者手记\n{BODY}\n晚报记者 甲乙/文\n{BODY}\n"
        (section,) = find_sections(text)
        assert section.title == "记者手记"
        assert section.span.end == text.index("晚报记者")


class TestGivenHeadings:
    def test_markdown_levels(self) -> None:
        text = f"发展规划\n总体思路\n{BODY}\n重点\n建设网络\n{BODY}\n"
        headings = tuple(
            given_heading(text, line, level)
            for line, level in (("发展规划", 1), ("总体思路", 2), ("重点", 2), ("建设网络", 3))
        )
        assert [level for level, _ in outline(text, headings)] == [1, 2, 2, 3]

    def test_flat_given_levels_are_nested_by_their_marks(self) -> None:
        text = f"一、目标\n（一）总量\n{BODY}\n（二）质量\n{BODY}\n二、保障\n{BODY}"
        lines = ("一、目标", "（一）总量", "（二）质量", "二、保障")
        headings = tuple(given_heading(text, line, 2) for line in lines)
        assert [level for level, _ in outline(text, headings)] == [1, 2, 2, 1]

    def test_found_headings_nest_below_given_ones(self) -> None:
        text = f"工作要点\n一、建网\n{BODY}\n二、用网\n{BODY}\n附录说明\n{BODY}"
        headings = (given_heading(text, "工作要点", 1), given_heading(text, "附录说明", 1))
        assert [level for level, _ in outline(text, headings)] == [1, 2, 2, 1]


@pytest.mark.parametrize(
    "line",
    [
        "2024年，全市新增企业三百家",
        "5G基站建设持续推进，年内新增两千个",
        "3.5亿元专项资金由市财政统筹安排",
        "一是加快建设，" + BODY,
        "2025年4月8日",
        "来源：市融媒体中心",
        "晚报记者 甲乙 摄",
        "图1.jpeg",
        "市档案馆新馆外景",
        "一、二季度增速分别为百分之六和百分之七",
        "第一条高速公路建成通车",
        "1. 遵守法律；",
        "网站声明 | 联系我们",
        "【本报讯】" + BODY,
        "【晚报报道 记者 甲乙】" + BODY,
        "【答】" + BODY,
    ],
)
def test_not_a_heading(line: str) -> None:
    assert outline(f"{BODY}\n{line}\n{BODY}") == []


@pytest.mark.parametrize(
    "line",
    [
        "加快补齐短板",
        "“软件园”建设持续提速",
        "完善保障机制（四项制度）",
        "【工作要求】",
        "问：补贴怎样申领？",
        "## 工作要求",
    ],
)
def test_plain_heading(line: str) -> None:
    assert len(outline(f"{BODY}\n{line}\n{BODY}")) == 1


def test_tables_of_contents_and_lists_are_not_headings() -> None:
    contents = "一、目标\n二、任务\n三、保障\n"
    assert outline(contents + BODY) == []
    assert outline(f"{BODY}\n1. 身份证\n2. 户口本\n3. 照片\n{BODY}") == []


def test_questions_and_boxed_points() -> None:
    text = (
        f"【问】怎么办？\n【答】{BODY}\n【问】找谁？\n【答】{BODY}\n【背景】{BODY}\n【要点】{BODY}"
    )
    titles = [title for _, title in outline(text)]
    assert titles == ["【问】怎么办？", "【问】找谁？", "【背景】", "【要点】"]


def test_lines_behind_an_ornament_are_a_list() -> None:
    assert outline(f"{BODY}\n●甲园区：{BODY}\n●乙园区：{BODY}\n") == []


def test_attachments_are_a_list() -> None:
    assert outline(f"{BODY}\n附件：1. 申请表\n      2. 合同模板\n市工信局\n2025年4月8日") == []


def test_repeated_lines_are_captions() -> None:
    line = "推进大会现场速记"
    assert outline(f"{BODY}\n{line}\n{BODY}\n{line}\n{BODY}") == []


def test_nothing_is_looked_for_in_verbatim_lines() -> None:
    text = f"{BODY}\n一、甲\n{BODY}"
    at = text.index("一、甲")
    assert find_sections(text, (), (Span(at, at + 3),)) == ()


LINES = st.sampled_from(
    [
        "一、甲",
        "二、乙",
        "（一）丙",
        "1.丁",
        "2.戊",
        "★己",
        "第一章 庚",
        "第一条 辛",
        BODY,
        "加快建设",
        "",
        "简短。" + BODY,
    ]
)


@settings(deadline=None)
@given(st.lists(LINES, max_size=14))
def test_sections_are_a_tree(lines: list[str]) -> None:
    text = "\n".join(lines)
    structure = find_structure(text)
    last = 0
    for i, section in enumerate(structure.sections):
        assert section.heading.span.start == section.span.start >= last
        assert section.span.covers(section.heading.span)
        assert section.span.end <= len(text)
        assert len(section.path) == section.heading.level
        assert section.path[-1] == section.title
        last = section.span.start
        for other in structure.sections[i + 1 :]:
            inside = section.span.covers(other.span)
            assert inside or not section.span.overlaps(other.span)
            assert not inside or other.heading.level > section.heading.level
