"""Figures from records: what counts, what is left out, what is compared with what."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from eval import comparing, summary
from eval.cases import parse_case
from eval.errors import RunError
from eval.report.failures import ANSWERED, FAILED, LATER, QUOTE, REFUSED, failures, fault
from eval.systems import OURS
from eval.traces import Record, Run
from tests.eval.conftest import BASE, Small


def record(id_: str, scores: dict[str, float | None], **changes: Any) -> Record:
    """A record made by hand; `kind` "unanswerable" makes it one."""
    kind = changes.pop("kind", "number")
    yes = kind != "unanswerable"
    row = {
        **BASE,
        "id": id_,
        "question": id_,
        "kind": kind,
        "answerable": yes,
        "facts": [["7"]] if yes else [],
        "source": "a.txt" if yes else None,
        "reason": None if yes else "no_evidence",
        "paraphrase_of": changes.pop("paraphrase_of", None),
    }
    made = Record(
        parse_case(row), OURS, id_, None, {}, {}, (), 0.5, (), scores, {"answer": 10, "peak_mib": 1}
    )
    return replace(made, **changes)


RIGHT = {"refused": 0.0, "correct": 1.0, "first": 1.0, "forced": 1.0, "quotes": 1.0}
WRONG = {"refused": 0.0, "correct": 0.0, "first": 0.0, "forced": 0.0, "quotes": 1.0}
REFUSAL = {"refused": 1.0, "correct": 0.0, "first": 0.0, "forced": 1.0}
DUE = {"refused": 1.0, "declined": 1.0, "forced": 0.0, "reason": 1.0}
UNDUE = {"refused": 0.0, "declined": 0.0, "forced": 0.0, "reason": 0.0}
NO = {"kind": "unanswerable"}
RECORDS = (
    record("a", RIGHT, evidence=0.9),
    record("b", WRONG, evidence=0.8),
    record("c", REFUSAL, evidence=0.2),
    record("d", DUE, **NO, evidence=0.1),
    record("e", UNDUE, **NO, evidence=0.7),
    record("f", {}, error="RuntimeError: x", answer=None),
)


class TestSummary:
    def test_by_hand(self) -> None:
        made = summary.summarise(OURS, RECORDS)
        assert (made.asked, made.failed) == (6, 1)
        assert made.measures["correct"].mean == pytest.approx(1 / 3)
        assert made.measures["correct"].n == 3
        assert made.measures["declined"].mean == made.measures["due"].mean == 0.5
        assert made.measures["over"].mean == pytest.approx(1 / 3)
        assert made.refusal_f1 == 0.5
        # In order of evidence: right, wrong, wrong (e), right (c, had it answered), wrong (d).
        assert made.aurc == pytest.approx((0 + 1 / 2 + 2 / 3 + 2 / 4 + 3 / 5) / 5)
        assert "em" not in made.measures
        assert (made.p50, made.memory) == (10, 1)

    def test_a_failed_case_changes_no_figure(self) -> None:
        with_it, without = (summary.summarise(OURS, r) for r in (RECORDS, RECORDS[:-1]))
        assert with_it.measures == without.measures

    def test_nothing_to_refuse(self) -> None:
        made = summary.summarise(OURS, RECORDS[:2])
        assert made.refusal_f1 is None
        assert "due" not in made.measures

    def test_consistency(self) -> None:
        quote = {"citations": [{"document_id": "d", "start": 0, "end": 9}]}
        near = {"citations": [{"document_id": "d", "start": 8, "end": 12}]}
        far = {"citations": [{"document_id": "d", "start": 9, "end": 12}]}
        first = record("a", WRONG, answer=quote)
        pairs = [
            (record("b", RIGHT, paraphrase_of="a", answer=far), 0.0),
            (record("c", WRONG, paraphrase_of="a", answer=near), 1.0),
            (record("d", REFUSAL, paraphrase_of="a"), 0.0),
        ]
        for other, expected in pairs:
            assert summary.consistency([first, other]) == [expected]
        refused = replace(pairs[2][0], case=replace(pairs[2][0].case, paraphrase_of="c"))
        assert summary.consistency([record("c", REFUSAL), refused]) == [1.0]


class TestFaults:
    def test_the_gravest_is_named(self) -> None:
        assert fault(RECORDS[0]) is None
        assert [name for name, _ in failures(RECORDS)] == [
            FAILED,
            ANSWERED,
            REFUSED,
            "wrong answer",
        ]
        assert fault(record("x", {**RIGHT, "quotes": 0.5})) == QUOTE
        assert fault(record("x", {**RIGHT, "quotes": 0.0})) == QUOTE
        assert fault(record("x", {**RIGHT, "first": 0.0})) == LATER
        assert fault(record("x", {**DUE}, **NO)) is None


class TestComparing:
    def test_what_changed(self, small: Small) -> None:
        header = small.run.header
        before = Run(header, RECORDS)
        after = [replace(RECORDS[0], scores=WRONG, answer={"status": "answered"}), *RECORDS[1:]]
        after[2] = replace(RECORDS[2], scores=RIGHT, answer={"status": "answered", "claims": []})
        found = comparing.compare(before, Run(header, tuple(after)), OURS)
        assert {c.after.case.id: c.better for c in found.changes} == {"a": False, "c": True}
        assert found.both == 6
        assert found.p_value == 1.0
        assert found.failed == (1, 1)
        assert found.differences["correct"].difference.mean == 0.0
        text = comparing.report(found, ("A", "B"))
        assert text.index("- WRONG  a") < text.index("+ right  c")

    def test_the_same_run_twice(self, small: Small) -> None:
        found = comparing.compare(small.run, small.run, OURS)
        assert found.changes == ()
        assert found.p_value == 1.0

    def test_nothing_in_common(self, small: Small) -> None:
        with pytest.raises(RunError, match="no case"):
            comparing.compare(small.run, small.run, "RRF")
