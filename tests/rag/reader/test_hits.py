"""Which of the retrieved passages are read, and where the answers found in them stand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from rag.reader import open_reader
from rag.reader.hits import FIRST, read_hits
from rag.reader.reading import Reader, Reading
from rag.types import Document, Hit, Passage, Span

ANSWER = "2024年，全市规模以上电子信息制造业产值达到312亿元，同比增长9.4%。"
OTHERS = (
    "图书馆每周一闭馆，节假日另行通知。",
    "小区物业提醒居民冬季注意用电安全。",
    "本届运动会共设田径、游泳等二十个大项。",
    "村里的合作社今年种了不少辣椒和茶叶。",
)
QUESTION = "2024年全市规模以上电子信息制造业产值是多少？"


class Counting:
    """A reader that notes how many texts it was given."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.fingerprint, self.read_texts = reader, reader.fingerprint, 0

    def read(self, question: str, texts: Sequence[str], begins: Sequence[int]) -> list[Reading]:
        """See Reader."""
        self.read_texts += len(texts)
        return self.reader.read(question, texts, begins)


@pytest.fixture
def counting() -> Counting:
    """The real reader, counted."""
    return Counting(open_reader("numpy"))


def hit(text: str) -> Hit:
    """A document of one paragraph behind a title line, as a hit."""
    document = Document(text, f"{text[:4]}.txt", f"标题\n{text}", "txt", "标题")
    passage = Passage(document.id, Span(3, 3 + len(text)), text)
    return Hit(passage, document, 1.0, None, None)


def test_the_others_are_not_read_where_the_first_answer(counting: Counting) -> None:
    found = read_hits(counting, [QUESTION] * 5, [hit(t) for t in (ANSWER, *OTHERS)])
    assert counting.read_texts == FIRST
    best = found.best(ANSWER, Span(3, 3 + len(ANSWER)))
    assert best is not None
    assert "312亿元" in f"标题\n{ANSWER}"[best.start : best.end]
    assert found.best(OTHERS[-1], Span(0, 10)) is None


def test_all_are_read_where_the_first_do_not_answer(counting: Counting) -> None:
    found = read_hits(counting, [QUESTION] * 5, [hit(t) for t in (*OTHERS, ANSWER)])
    assert counting.read_texts == len(OTHERS) + 1
    assert found.best(ANSWER, Span(3, 3 + len(ANSWER))) is not None


def test_no_hits_give_no_readings(counting: Counting) -> None:
    assert not read_hits(counting, [], [])


def test_each_hit_is_read_for_its_own_wording(counting: Counting) -> None:
    passages = [hit(OTHERS[0]), hit(ANSWER)]
    both = read_hits(counting, ["图书馆哪天闭馆？", QUESTION], passages)
    alone = read_hits(counting, [QUESTION], passages[1:])
    found, expected = (r.best(ANSWER, passages[1].passage.span) for r in (both, alone))
    assert found is not None
    assert expected is not None
    assert found.score == pytest.approx(expected.score, abs=1e-3)
