"""What an answer from a given passage marks."""

from __future__ import annotations

import numpy as np
import pytest

from eval.training.marking import idf_of, marked
from rag.reader.reading import Reading

TEXT = "电厂位于海边。电厂1986年动工，1994年建成。"


def read(words: str) -> Reading:
    """What a reader would say that sees the answer in `words` and nowhere else."""
    size = len(TEXT)
    starts, ends = np.full(size, -9, np.float32), np.full(size, -9, np.float32)
    if words:
        at = TEXT.index(words)
        starts[at] = ends[at + len(words) - 1] = 3
    places = np.arange(size)
    return Reading(places, places + 1, starts, ends, 0.0)


@pytest.mark.parametrize(
    ("question", "seen", "words"),
    [
        ("电厂哪一年建成？", "1994", "1994年"),
        ("电厂位于哪里？", "海边", "海边"),
        ("电厂位于哪里？", "", ""),
    ],
)
def test_words_marked_in_a_passage(question: str, seen: str, words: str) -> None:
    assert marked(question, "", TEXT, read(seen), idf_of([TEXT])) == words


def test_nothing_is_marked_in_an_empty_passage() -> None:
    assert marked("电厂哪一年建成？", "", " ", read(""), idf_of([TEXT])) == ""


def test_rare_words_weigh_more() -> None:
    idf = idf_of(["电厂动工", "电厂建成"])
    assert idf("动工") > idf("电厂")
