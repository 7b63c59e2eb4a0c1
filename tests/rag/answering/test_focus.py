"""What of a quote is marked as the answer."""

from __future__ import annotations

from typing import Final

import numpy as np
import pytest

from rag.answering.focus import focus
from rag.question import analyse
from rag.reader.hits import Readings, ReadPassage
from rag.reader.reading import Reading
from rag.types import Document, Span
from tests.rag.answering.documents import made

TEXT: Final = "软件业收入增长7.2%，电子信息制造业增长37.5%，于2021年12月20日公布。"


def marked(document: Document, scores: dict[str, float]) -> Readings:
    """What a reader would say that gives each of the words the sum of logits named."""
    size = len(document.text)
    starts, ends = np.full(size, -9, np.float32), np.full(size, -9, np.float32)
    for words, score in scores.items():
        at = document.text.index(words)
        starts[at] = ends[at + len(words) - 1] = score / 2
    places = np.arange(size)
    reading = Reading(places, places + 1, starts, ends, 0.0)
    return Readings({document.id: [ReadPassage(Span(0, size), 0, reading)]})


@pytest.mark.parametrize(
    ("question", "scores", "words"),
    [
        ("软件业收入增长多少？", {"7.2%": 3.0, "37.5%": 4.0}, "7.2%"),  # the neighbour's value
        ("电子信息制造业增长多少？", {"7.2%": 3.0, "37.5%": 4.0}, "37.5%"),
        ("软件业收入增长多少？", {"7": 3.0}, "7.2%"),  # the whole value
        ("什么时候公布？", {"12月20": 3.0}, "2021年12月20日"),  # and the whole date
        ("软件业收入增长多少？", {"7.2%": -9.0}, None),  # the reader sees no answer
    ],
)
def test_what_is_marked(question: str, scores: dict[str, float], words: str | None) -> None:
    document = made(TEXT)
    quote = Span(0, len(document.text))
    found = focus(analyse(question), document, quote, lambda _: 1.0, marked(document, scores))
    assert (found and found.of(document.text)) == words


def test_nothing_is_marked_where_nothing_was_read() -> None:
    document = made(TEXT)
    quote = Span(0, len(document.text))
    assert focus(analyse("增长多少？"), document, quote, lambda _: 1.0, Readings({})) is None
