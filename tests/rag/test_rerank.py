"""The second reading: the passage whose sentence answers goes before one that only shares words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.answering.features import NEUTRAL
from rag.question import analyse
from rag.rerank import READ, WEIGHTS, passage_features, rerank
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


def test_every_weight_has_a_feature() -> None:
    hit = _hit("a", "目前，绿江县已建成数据中心12个。", 0.5)
    values = passage_features(analyse("绿江县建成了多少个数据中心？"), hit, lambda word: 1.0)
    assert set(WEIGHTS) <= set(values)
    assert all(-1 <= values[name] <= 1 for name in WEIGHTS)


@pytest.mark.parametrize(
    ("text", "date", "spoken"),
    [
        ("2024年，绿江县建成数据中心12个。", None, 1.0),
        ("绿江县今年建成数据中心12个。", "2024-08-01", 1.0),
        ("绿江县去年建成数据中心12个。", "2025-03", 1.0),
        ("绿江县建成数据中心12个。", "2024", 1.0),
        ("绿江县建成数据中心12个。", "2023-05-01", 0.0),
        ("绿江县建成数据中心12个。", None, 0.0),
    ],
)
def test_the_year_asked_for_is_named_meant_or_the_documents(
    text: str, date: str | None, spoken: float
) -> None:
    hit = _hit("a", text, 0.5)
    hit = replace(hit, document=replace(hit.document, date=date))
    asked, undated = analyse("绿江县2024年建成了多少个数据中心？"), analyse("绿江县建成多少个？")
    assert passage_features(asked, hit, lambda word: 1.0)["year"] == spoken
    assert passage_features(undated, hit, lambda word: 1.0)["year"] == NEUTRAL


def test_the_year_asked_for_goes_first() -> None:
    before = _hit("a", "2023年，绿江县已建成数据中心9个。", 0.9)
    then = _hit("b", "2024年，绿江县已建成数据中心12个。", 0.85)
    ordered = rerank(analyse("绿江县2024年建成了多少个数据中心？"), [before, then], lambda w: 1.0)
    assert [h.document.id for h in ordered] == ["b", "a"]


def test_the_title_counts_for_the_passage() -> None:
    question = analyse("绿江县数据中心能耗情况")
    named, other = (
        replace(hit, document=replace(hit.document, title=title))
        for hit, title in (
            (_hit("a", "能耗下降。", 0.5), "绿江县数据中心"),
            (_hit("b", "能耗下降。", 0.5), "通报"),
        )
    )
    first, second = (
        passage_features(question, hit, lambda word: 1.0)["coverage"] for hit in (named, other)
    )
    assert first > second


def test_a_passage_without_a_sentence_to_quote_keeps_its_place_last() -> None:
    blank = _hit("a", "……", 0.9)
    fact = _hit("b", "目前，绿江县已建成数据中心12个。", 0.2)
    ordered = rerank(analyse("绿江县建成了多少个数据中心？"), [blank, fact], lambda word: 1.0)
    assert [h.document.id for h in ordered] == ["b", "a"]
