"""Tables: every value beside its header, one line per row."""

from __future__ import annotations

from rag.loading.tables import Cell, row_lines
from rag.mapped import MappedText


def rows(*lines: str, header: bool = False) -> list[list[Cell]]:
    """Cells from "a | b" lines; "a{2,1}" spans two rows and one column."""
    table = []
    for at, line in enumerate(lines):
        cells = []
        for part in line.split("|"):
            text, _, spans = part.strip().partition("{")
            down, across = (int(n) for n in spans.rstrip("}").split(",")) if spans else (1, 1)
            cells.append(Cell(MappedText.identity(text), down, across, header and at == 0))
        table.append(cells)
    return table


def texts(*lines: str, header: bool = False, marked: int | None = None) -> list[str]:
    return [line.text for line in row_lines(rows(*lines, header=header), marked)]


def test_a_row_carries_its_headers() -> None:
    assert texts("指标 | 2021年 | 2022年", "软件业收入 | 59.3% | 41%", "电信 | 3 | 4") == [
        "指标：软件业收入；2021年：59.3%；2022年：41%",
        "指标：电信；2021年：3；2022年：4",
    ]


def test_an_empty_corner_leaves_the_label_alone() -> None:
    assert texts(" | 2021 | 2022", "贵阳 | 1 | 2") == ["贵阳；2021：1；2022：2"]


def test_a_value_that_spans_rows_is_in_each() -> None:
    assert texts("市 | 年 | 值", "贵阳{2,1} | 2021 | 1", "2022 | 2") == [
        "市：贵阳；年：2021；值：1",
        "市：贵阳；年：2022；值：2",
    ]


def test_headers_of_two_rows_are_joined() -> None:
    got = texts("指标{2,1} | 2021年{1,2}", "数值 | 增速", "收入 | 100 | 5%")
    assert got == ["指标：收入；2021年 数值：100；2021年 增速：5%"]


def test_a_value_that_spans_columns_names_both() -> None:
    assert texts("项 | 甲 | 乙", "额 | 5{1,2}", header=True) == ["项：额；甲、乙：5"]


def test_two_columns_of_words_are_labels_and_values() -> None:
    assert texts("项目名称 | 算力中心", "建设单位 | 某公司") == [
        "项目名称：算力中心",
        "建设单位：某公司",
    ]


def test_a_form_gives_one_line_per_label() -> None:
    got = texts("索引号： | 520/12 | 发文机关： | 某办公室", "日期： | 2023年5月4日 |  | ")
    assert got == ["索引号：520/12", "发文机关：某办公室", "日期：2023年5月4日"]


def test_a_title_row_is_a_line_of_its_own() -> None:
    got = texts("表1 主要指标{1,3}", "指标 | 单位 | 数值", "收入 | 亿元 | 100")
    assert got == ["表1 主要指标", "指标：收入；单位：亿元；数值：100"]


def test_nothing_but_a_title_row() -> None:
    assert texts("表1{1,3}", " | | ") == ["表1"]
    assert texts(" | ") == []


def test_a_section_row_is_a_line_of_its_own() -> None:
    got = texts("指标 | 数值", "一、工业{1,2}", "产值 | 5", header=True)
    assert got == ["一、工业", "指标：产值；数值：5"]


def test_figures_first_mean_no_header() -> None:
    assert texts("1 | 2 | 3", "4 | 5 | 6") == ["1；2；3", "4；5；6"]


def test_empty_cells_are_passed_over() -> None:
    assert texts("甲 | 乙 | 丙", "1 |  | 3", header=True) == ["甲：1；丙：3"]


def test_latin_tables_take_latin_glue() -> None:
    assert texts("City | 2021", "Guiyang | 5", header=True) == ["City: Guiyang; 2021: 5"]


def test_wide_spans_are_bounded() -> None:
    assert texts("甲{60000,1000} | 乙", "丙 | 丁", marked=0)


def test_punctuation_is_not_doubled() -> None:
    assert texts("任务： | 单位", "建网。 | 某局", header=True) == ["任务：建网。单位：某局"]
