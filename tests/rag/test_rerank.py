"""The second reading: the passage whose sentence answers goes before one that only shares words."""

from __future__ import annotations

from rag.question import analyse
from rag.rerank import READ, rerank
from rag.types import Document, Hit, Passage, Span


def _hit(name: str, text: str, score: float) -> Hit:
    document = Document(id=name, source=f"{name}.txt", text=text, kind="txt", title=name)
    return Hit(Passage(name, Span(0, len(text)), text), document, score, 0.9, 1.0)


def test_the_sentence_that_answers_goes_first() -> None:
    talk = _hit("a", "绿江县数据中心建设推进会召开，与会代表讨论数据中心。", 0.9)
    fact = _hit("b", "目前，绿江县已建成数据中心12个。", 0.85)
    ordered = rerank(analyse("绿江县建成了多少个数据中心？"), [talk, fact], lambda word: 1.0)
    assert [h.document.id for h in ordered] == ["b", "a"]


def test_scores_descend_and_nothing_is_lost() -> None:
    hits = [_hit(f"d{i:02}", f"第{i}段，绿江县的概况。", 1 - i / 100) for i in range(READ + 5)]
    ordered = rerank(analyse("绿江县的概况"), hits, lambda word: 1.0)
    assert sorted(h.document.id for h in ordered) == [h.document.id for h in hits]
    scores = [h.score for h in ordered]
    assert scores == sorted(scores, reverse=True)
    assert [h.document.id for h in ordered[READ:]] == [h.document.id for h in hits[READ:]]


def test_no_hits() -> None:
    assert rerank(analyse("绿江县的概况"), [], lambda word: 1.0) == []
