"""PDF: pages, boxes, running lines, and the files that hold no text."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import LoadError
from rag.loading.pdf import read_pdf
from rag.loading.pdf_furniture import PageLine, furniture

Make = Callable[..., bytes]
LINES = [f"第{n}项：2024年收入达到{n * 37}亿元，增长{n}.5%。" for n in range(12)]


class TestText:
    def test_lines_pages_and_boxes(
        self, make_pdf: Make, keeps_promises: Callable[..., None]
    ) -> None:
        draft = read_pdf(make_pdf([LINES[:3], LINES[3:5], LINES[5:6]]), "a.pdf")
        assert draft.text.text.splitlines() == LINES[:6]
        assert [p.number for p in draft.pages] == [1, 2, 3]
        assert draft.pages[1].span.of(draft.text.text).splitlines() == LINES[3:5]
        keeps_promises(draft)
        boxes = np.frombuffer(draft.boxes or b"", dtype="<f4").reshape(-1, 4)
        assert len(boxes) == len(draft.decoded)
        at = draft.decoded.index("37亿元")
        left, bottom, right, top = boxes[at]
        assert 72 < left < right < 595
        assert 700 < bottom < top < 842

    def test_the_largest_lines_are_a_title_candidate(self, make_pdf: Make) -> None:
        draft = read_pdf(make_pdf([["#关于加快发展", "#数字经济的通知", *LINES]]), "a.pdf")
        assert draft.fields["title"] == (("关于加快发展数字经济的通知", "largest type on page 1"),)

    def test_many_threads(self, make_pdf: Make) -> None:
        data = make_pdf([LINES] * 4)
        with ThreadPoolExecutor(4) as pool:
            texts = list(pool.map(lambda _: read_pdf(data, "a.pdf").text.text, range(8)))
        assert len(set(texts)) == 1


class TestRunningLines:
    @pytest.mark.parametrize("pages", [2, 3, 7])
    def test_headers_and_page_numbers_are_dropped(self, make_pdf: Make, pages: int) -> None:
        draft = read_pdf(make_pdf([LINES] * pages, header="某省规划"), "a.pdf")
        assert "某省规划" not in draft.text.text
        dropped = [d.text for d in draft.dropped]
        assert dropped.count("某省规划") == pages
        assert f"- {pages} -" in dropped
        assert {d.reason for d in draft.dropped} == {"repeated page header"}

    def test_one_page_keeps_everything(self, make_pdf: Make) -> None:
        assert "某省规划" in read_pdf(make_pdf([LINES], header="某省规划"), "a.pdf").text.text

    def test_headings_that_differ_by_a_year_stay(self, make_pdf: Make) -> None:
        pages = [[f"一、{year}年目标", *LINES] for year in (2021, 2025)]
        assert "一、2021年目标" in read_pdf(make_pdf(pages), "a.pdf").text.text

    def test_figures_at_the_foot_of_a_table_stay(self) -> None:
        values = (917, 23, 451)
        pages = [[PageLine(p, p * 9, p * 9 + 3, str(v), 40, 52)] for p, v in enumerate(values)]
        assert furniture(pages) == set()

    def test_only_lines_at_the_same_height_repeat(self) -> None:
        heights = (800, 650, 500)
        pages = [
            [PageLine(p, p * 9, p * 9 + 5, "单位：亿元", y, y + 9)] for p, y in enumerate(heights)
        ]
        assert furniture(pages) == set()


class TestRefusal:
    def test_a_password(self, make_pdf: Make, refusal: Callable[..., str]) -> None:
        assert "加密" in refusal(make_pdf([LINES], password="geheim"), "a.pdf")

    def test_only_images(self, make_pdf: Make, refusal: Callable[..., str]) -> None:
        message = refusal(make_pdf([[], []], image=True), "a.pdf")
        assert "第 1-2 页" in message
        assert "ocrmypdf" in message

    def test_some_images_are_a_warning(self, make_pdf: Make) -> None:
        draft = read_pdf(make_pdf([LINES, [], LINES], image=True), "a.pdf")
        [warning] = draft.warnings
        assert "第 2 页（共 3 页）" in warning
        assert len(draft.pages) == 3

    def test_a_blank_page_is_no_warning(self, make_pdf: Make) -> None:
        assert read_pdf(make_pdf([LINES, [], LINES]), "a.pdf").warnings == ()

    def test_broken_files(self, make_pdf: Make, refusal: Callable[..., str]) -> None:
        assert "损坏" in refusal(b"%PDF-1.7\n nonsense", "a.pdf")
        assert "损坏" in refusal(make_pdf([LINES])[:400], "a.pdf")


@given(st.binary(max_size=200))
def test_any_bytes_after_the_magic_are_text_or_an_error(data: bytes) -> None:
    try:
        read_pdf(b"%PDF-1.4\n" + data, "a.pdf")
    except LoadError as error:
        message = str(error)
    else:
        message = "a.pdf"
    assert message
