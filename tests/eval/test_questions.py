"""Judging answers built by hand: what counts as right, exact, refused, failed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eval.cases import Case, parse_case
from eval.questions import (
    ask_all,
    by_kind,
    failure,
    judge,
    quote_checks,
    summary,
    unsupported,
)
from rag.answer import Answer, Citation, Claim, Reason
from rag.types import Document, Hit, Passage, Span

TEXT = "2025年上半年，软件业务收入增长7.2%。一是算力。二是数据。"
SHOWN = {"d1": TEXT}


def citation(number: int, quote: str) -> Citation:
    start = TEXT.index(quote)
    span = Span(start, start + len(quote))
    return Citation(number, "d1", None, "a.txt", "题", None, None, None, (), span, quote)


def answer(*claims: tuple[str, ...]) -> Answer:
    """An answer whose claims are given by their quotes."""
    citations = [citation(0, quote) for quotes in claims for quote in quotes]
    numbered = tuple(replace(c, number=i) for i, c in enumerate(citations, 1))
    numbers = iter(range(1, len(numbered) + 1))
    made = tuple(Claim("\n".join(q), tuple(next(numbers) for _ in q)) for q in claims)
    return Answer("问？", "answered", "…", made, numbered, None, (), "x", "y", "z", {})


def refusal(code: Any) -> Answer:
    near = (citation(1, "一是算力。"),)
    return Answer("问？", "refused", "…", (), (), Reason(code, "…"), near, "x", "y", "z", {})


def case(**changes: Any) -> Case:
    row = {
        "id": "c-1",
        "question": "问？",
        "lang": "zh",
        "kind": "number",
        "answerable": True,
        "facts": [["7.2%"]],
        "source": "a.txt",
        "reason": None,
    }
    return parse_case(row | changes)


NO = case(
    id="c-2", kind="unanswerable", answerable=False, facts=[], source=None, reason="wrong_time"
)


def hit(source: str) -> Hit:
    document = Document("d1", source, TEXT, "txt", "题")
    return Hit(Passage("d1", Span(0, 5), TEXT[:5]), document, 1.0, 0.5, None)


class TestJudge:
    def test_right_in_the_first_claim(self) -> None:
        outcome = judge(case(), answer(("软件业务收入增长7.2%。",)), [hit("sub/a.txt")], SHOWN)
        assert (outcome.first_right, outcome.whole_right, outcome.found) == (True, True, True)
        assert not outcome.failed

    def test_right_only_as_a_whole(self) -> None:
        given = answer(("一是算力。",), ("软件业务收入增长7.2%。",))
        outcome = judge(case(), given, [hit("aa.txt")], SHOWN)
        assert (outcome.first_right, outcome.whole_right, outcome.found) == (False, True, False)
        assert outcome.failed

    def test_all_facts_are_needed(self) -> None:
        both = case(kind="list", facts=[["算力"], ["数据"]])
        assert judge(both, answer(("一是算力。", "二是数据。")), [], SHOWN).first_right
        assert not judge(both, answer(("一是算力。",)), [], SHOWN).whole_right

    def test_refusing(self) -> None:
        assert judge(case(), refusal("no_evidence"), [], SHOWN).failed
        due = judge(NO, refusal("wrong_time"), [], SHOWN)
        assert (due.refused, due.failed, due.first_right) == (True, False, False)
        assert judge(NO, answer(("一是算力。",)), [], SHOWN).failed


class TestQuotes:
    def test_exact(self) -> None:
        assert all(quote_checks(answer(("一是算力。", "二是数据。")), SHOWN))
        assert list(quote_checks(refusal("no_evidence"), SHOWN)) == [True]

    @pytest.mark.parametrize("shift", [-1, 1])
    def test_shifted_offsets(self, shift: int) -> None:
        given = answer(("二是数据",))
        span = given.citations[0].span
        moved = replace(given.citations[0], span=Span(span.start + shift, span.end + shift))
        assert list(quote_checks(replace(given, citations=(moved,)), SHOWN)) == [False, True]

    @pytest.mark.parametrize(
        "claim",
        [
            Claim("一是算力。二是数据。", (1, 2)),  # joined without a newline
            Claim("二是数据。\n一是算力。", (1, 2)),  # swapped
            Claim("一是算力。", (3,)),  # cites nothing
            Claim("", ()),
        ],
    )
    def test_claims_that_are_not_their_quotes(self, claim: Claim) -> None:
        given = replace(answer(("一是算力。", "二是数据。")), claims=(claim,))
        assert list(quote_checks(given, SHOWN)) == [True, True, False]


class TestReport:
    def outcomes(self) -> list[Any]:
        right = answer(("软件业务收入增长7.2%。",))
        wrong = answer(("二是数据。",))
        return [
            judge(case(), right, [hit("a.txt")], SHOWN),
            judge(case(id="c-3", lang="en"), wrong, [], SHOWN),
            judge(case(id="c-4"), refusal("no_evidence"), [], SHOWN),
            judge(NO, refusal("wrong_place"), [], SHOWN),
        ]

    def test_totals(self) -> None:
        lines = [line.strip("|").split("|") for line in summary(self.outcomes()).splitlines()]
        cells = {line[0].strip(): (line[1].strip(), line[2].strip()) for line in lines}
        assert cells["first claim right"] == ("33.3%", "3")
        assert cells["English questions, first claim"] == ("0.0%", "1")
        assert cells["answerable refused"] == ("33.3%", "3")
        assert cells["unanswerable refused"] == ("100.0%", "1")
        assert cells["with the expected reason"] == ("0.0%", "1")
        assert cells["quotes and claims exact"] == ("100.0%", "6")
        assert cells["first claim, mean length, no lists"] == ("9.0 chars", "2")

    def test_failures_say_what_was_expected_and_what_came(self) -> None:
        texts = [failure(outcome) for outcome in self.outcomes() if outcome.failed]
        assert len(texts) == 2
        assert "expected: 7.2%" in texts[0]
        assert "claim 1: 二是数据。" in texts[0]
        assert "came: no_evidence" in texts[1]

    def test_groups(self) -> None:
        table = by_kind(self.outcomes())
        assert "number" in table
        assert "wrong_time" in table


def test_facts_must_be_in_the_document_named() -> None:
    cases = [case(), case(id="c-5", facts=[["9.9%"]]), case(id="c-6", source="b.txt"), NO]
    assert unsupported(cases, {"dir/a.txt": TEXT}) == ["c-5", "c-6"]


def test_a_follow_up_is_asked_as_a_question_that_stands_alone(small_index: Path) -> None:
    asked = ["2024年青山市软件业务收入是多少？", "38.6亿元"]
    follow_up = case(question="增速呢？", kind="follow-up", facts=[["12.4%"]], history=[asked])
    (outcome,) = ask_all(small_index / "index", [follow_up])
    assert outcome.answer.question != follow_up.question
    assert outcome.first_right
