"""What of a quote is marked as the answer."""

from __future__ import annotations

from typing import Final

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
        ("哪一年公布的？", {"12月20": 3.0, "2021": 1.0}, "2021年"),  # but no more than was asked
        ("哪天公布的？", {"软件业收入": 3.0}, "2021年12月20日"),  # nothing else is a day
        ("软件业收入增长多少？", {"软件业": 3.0}, "7.2%"),  # nor a rate
        ("公布了什么？", {"软件业收入": -9.0}, None),  # the reader sees no answer
    ],
)
def test_what_is_marked(question: str, scores: dict[str, float], words: str | None) -> None:
    assert marked_words(TEXT, question, scores) == words


@pytest.mark.parametrize(
    ("text", "question", "scores", "words"),
    [
        ("工业云带动近3000家企业上云。", "带动多少家企业上云？", {"3000": 3.0}, "近3000家"),
        ("产值预计700亿元以上。", "产值预计多少？", {"700亿": 3.0}, "700亿元以上"),
        ("可申请用能权交易获得指标。", "可申请什么？", {"能权交易": 3.0}, "用能权交易"),
        ("推广“享链”平台的应用。", "推广哪个平台？", {"享链”平台": 3.0}, "“享链”平台"),
        ("出台的《数据条例》已施行。", "出台了什么？", {"数据条例》": 3.0}, "《数据条例》"),
        ("牵头的是发展改革部门。", "牵头的是什么部门？", {"是发展改革部门": 3.0}, "发展改革部门"),
        ("这座城市全新的面貌引人注目。", "什么引人注目？", {"全新的": 3.0}, "全新"),
        ("长城大都建于明朝，1640年后失修。", "长城建于哪个朝代？", {"明朝": 3.0}, "明朝"),
    ],
)
def test_marked_words_are_whole(
    text: str, question: str, scores: dict[str, float], words: str
) -> None:
    assert marked_words(text, question, scores) == words


@given(st.data())
def test_only_words_of_the_quote_are_marked(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(TEXT) - 1))
    quote = Span(start, data.draw(st.integers(start + 1, len(TEXT))))
    at = data.draw(st.integers(0, len(TEXT) - 1))
    words = TEXT[at : data.draw(st.integers(at + 1, len(TEXT)))]
    question = analyse(data.draw(st.sampled_from(("增长多少？", "哪一年公布？", "公布了什么？"))))
    document = made(TEXT)
    readings = marked(document, {words: 3.0})
    found = focus(question, document, quote, lambda _: 1.0, readings)
    assert found is None or (len(found) > 0 and quote.covers(found))


def marked_words(text: str, question: str, scores: dict[str, float]) -> str | None:
    document = made(text)
    quote = Span(0, len(document.text))
    found = focus(analyse(question), document, quote, lambda _: 1.0, marked(document, scores))
    return found.of(document.text) if found else None


def test_nothing_is_marked_where_nothing_was_read() -> None:
    document = made(TEXT)
    quote = Span(0, len(document.text))
    assert focus(analyse("增长多少？"), document, quote, lambda _: 1.0, Readings({})) is None
