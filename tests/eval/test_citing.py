"""Citations held against gold spans, against their claims, against the shown text."""

from __future__ import annotations

import pytest

from eval import citing
from eval.citing import Place
from rag.types import Span

A = Place("a.txt", Span(0, 10))
GOLD = [[Place("a.txt", Span(8, 20)), Place("b.txt", Span(0, 12))], [Place("c.txt", Span(5, 9))]]


class TestSpans:
    def test_precision(self) -> None:
        cited = [A, Place("a.txt", Span(20, 30)), Place("b.txt", Span(11, 13))]
        assert citing.precision_by_spans(cited, GOLD) == pytest.approx(2 / 3)
        assert citing.precision_by_spans([], GOLD) is None

    def test_recall_counts_each_gold_span_once(self) -> None:
        assert citing.recall_by_spans([A, Place("b.txt", Span(0, 3))], GOLD) == 0.5
        assert citing.recall_by_spans([A, Place("c.txt", Span(8, 30))], GOLD) == 1.0
        assert citing.recall_by_spans([], GOLD) == 0.0
        with pytest.raises(ValueError, match="no gold span"):
            citing.recall_by_spans([A], [])

    def test_touching_is_not_meeting(self) -> None:
        assert not A.meets(Place("a.txt", Span(10, 12)))
        assert not A.meets(Place("b.txt", Span(0, 10)))

    def test_every_place_of_the_words(self) -> None:
        assert [p.span for p in citing.places_of("aa", "f", "aaa")] == [Span(0, 2), Span(1, 3)]
        assert citing.places_of("x", "f", "aaa") == []


class TestSupport:
    @pytest.mark.parametrize(
        ("evidence", "statement", "held"),
        [
            ("2024年全省软件业务收入达到1.2万亿元。", "软件业务收入12000亿元", True),
            ("2024年全省软件业务收入达到1.2万亿元。", "软件业务收入1.2亿元", False),
            ("占比提高7.2个百分点", "占比提高7.2%", False),
            ("今天天气很好", "软件业务收入增长", False),
            ("任何内容", "。", False),
        ],
    )
    def test_numbers_with_units_and_most_terms(
        self, evidence: str, statement: str, held: bool
    ) -> None:
        assert citing.supports(evidence, statement) is held

    def test_alce_of_a_claim_that_needs_both_quotes(self) -> None:
        claims = [("甲市增长7%，乙市增长8%", ["甲市增长7%", "乙市增长8%"])]
        assert citing.alce_recall(claims) == 1.0
        assert citing.alce_precision(claims) == 1.0

    def test_alce_of_unsupported_claims(self) -> None:
        claims = [("增长9%", ["增长7%", "增长8%"]), ("增长7%", ["增长7%"])]
        assert citing.alce_recall(claims) == 0.5
        assert citing.alce_precision(claims) == pytest.approx(1 / 3)
        assert citing.alce_recall([]) is None
        assert citing.alce_precision([("增长", [])]) is None


def test_quotes_are_the_shown_text_or_not() -> None:
    good, moved = ("d", Span(2, 4), "软件"), ("d", Span(1, 3), "软件")
    assert citing.inexact([good, moved, ("gone", Span(0, 1), "软")], {"d": "贵州软件"}) == [
        moved,
        ("gone", Span(0, 1), "软"),
    ]
