"""Passages: true offsets, complete cover, headings kept with their text."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.passages import HEADER_LENGTH, embedding_text, split_passages
from rag.structure import find_structure
from rag.types import Passage, Structure

BODY = "市级财政每年安排专项资金，支持园区改造和设备更新，具体标准另行制定并向社会公布。"


def split(text: str, size: int) -> tuple[Passage, ...]:
    return split_passages("d", text, find_structure(text), size)


PIECES = st.sampled_from(
    [
        "一、目标\n",
        "（一）总量\n",
        "二、任务\n",
        BODY,
        BODY + "\n",
        "增长7.2%。",
        "“好！”他说。\n",
        "\n\n",
        "　",
        "甲" * 70,
        "a b ",
        "3.5亿元，",
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=25), st.sampled_from([20, 60, 150, 400]))
def test_passages_cover_the_text_once(pieces: list[str], size: int) -> None:
    text = "".join(pieces)
    covered = [False] * len(text)
    last = 0
    for passage in split(text, size):
        span = passage.span
        assert last <= span.start < span.end
        assert passage.text == span.of(text) == passage.text.strip()
        assert len(passage.text) <= size
        covered[span.start : span.end] = [True] * len(span)
        last = span.end
    assert "".join(c for c, done in zip(text, covered, strict=True) if not done).strip() == ""


def test_short_text_is_one_passage() -> None:
    text = f"一、目标\n{BODY}\n二、任务\n{BODY}\n"
    (passage,) = split(text, 400)
    assert passage.text == text.strip()
    assert passage.heading_path == ()


def test_heading_stays_with_its_text() -> None:
    text = "".join(f"{n}、任务{n}\n{BODY * 3}\n" for n in "一二三四")
    passages = split(text, 150)
    assert [p.text.split("\n")[0] for p in passages] == [f"{n}、任务{n}" for n in "一二三四"]
    assert passages[2].heading_path == ("三、任务三",)


@pytest.mark.parametrize("size", [60, 90, 130])
def test_no_passage_ends_with_a_heading(size: int) -> None:
    text = "".join(f"{n}、任务\n（一）分工\n{BODY * 2}\n（二）进度\n{BODY}\n" for n in "一二三")
    for passage in split(text, size):
        assert not passage.text.endswith(("任务", "（一）分工", "（二）进度"))


def test_short_neighbours_share_a_passage_under_their_parent() -> None:
    text = f"一、原则\n{BODY * 9}\n二、任务\n1.甲\n短文一。\n2.乙\n短文二。\n3.丙\n{BODY * 9}\n"
    shared = next(p for p in split(text, 400) if "短文一" in p.text)
    assert "短文二" in shared.text
    assert shared.heading_path == ("二、任务",)


def test_path_of_a_later_part_of_a_section() -> None:
    text = f"一、总则\n（一）目标\n{BODY * 12}\n"
    assert {p.heading_path for p in split(text, 120)[1:]} == {("一、总则", "（一）目标")}


def test_sizes_are_even() -> None:
    sizes = [len(p.text) for p in split(BODY * 11, 400)]
    assert len(sizes) == 2
    assert max(sizes) < 1.3 * min(sizes)


def test_size_must_be_positive() -> None:
    with pytest.raises(ValueError, match="size 0"):
        split_passages("d", "文", Structure(), 0)


@pytest.mark.parametrize("text", ["", " \n\u3000\n", "\n" * 5000, " " * 5000])
def test_nothing_to_split(text: str) -> None:
    assert split(text, 100) == ()


class TestEmbeddingText:
    def test_nothing_to_say(self) -> None:
        assert embedding_text(None, None, (), BODY) == BODY

    def test_what_the_text_opens_with_is_not_repeated(self) -> None:
        text = f"一、目标\n{BODY}"
        assert embedding_text("规划", None, ("一、目标",), text) == f"规划\n{text}"
        assert embedding_text("目标", None, (), text) == text

    @given(
        st.one_of(st.none(), st.text("题目甲乙", max_size=200)),
        st.one_of(st.none(), st.just("2025-06-01")),
        st.lists(st.text("章节甲乙", max_size=120), max_size=6),
    )
    def test_header_is_short(self, title: str | None, date: str | None, path: list[str]) -> None:
        out = embedding_text(title, date, tuple(path), BODY)
        assert out.endswith(BODY)
        assert len(out) - len(BODY) <= HEADER_LENGTH + 1

    def test_innermost_headings_win(self) -> None:
        path = ("外" * 50, "中" * 50, "内" * 50)
        assert embedding_text(None, None, path, BODY) == f"{'内' * 50}\n{BODY}"


def test_splitter_brings_no_model_library() -> None:
    code = (
        "import sys, langchain_text_splitters;"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'spacy', 'nltk'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_importing_passages_does_not_import_the_splitter() -> None:
    code = "import sys, rag.passages; print('langchain_text_splitters' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
