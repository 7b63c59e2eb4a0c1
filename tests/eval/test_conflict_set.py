"""The set of documents beside the corpus, and how its answers are judged."""

from __future__ import annotations

import json

import pytest

from eval.conflicts import SET, accuses, names_both, read_rows, report
from eval.conflicts import Outcome as Judged
from eval.datasets import DEMONSTRATION
from eval.facts import contains_fact
from rag.answer import Answer, Citation, Conflict
from rag.types import Span

RAW = [json.loads(line) for line in SET.read_text("utf-8").splitlines()]


def test_the_set_is_large_enough_and_consistent() -> None:
    rows = read_rows()
    altered = [row for row in rows if row.altered]
    assert len(altered) >= 40
    assert len(rows) - len(altered) >= 20
    assert len({row.id for row in rows}) == len(rows)
    for row, raw in zip(rows, RAW, strict=True):
        assert (DEMONSTRATION / raw["source"]).is_file()
        assert raw["conflict"] == (row.altered is not None)
        assert json.loads(row.document)["text"] == raw["text"]


@pytest.mark.parametrize("raw", [r for r in RAW if r["conflict"]], ids=lambda r: str(r["id"]))
def test_an_altered_document_holds_only_the_altered_value(raw: dict[str, str]) -> None:
    assert contains_fact(raw["text"], [raw["altered"]])
    assert not contains_fact(raw["text"], [raw["value"]])


def answer(*values: str, told: bool = True) -> Answer:
    places = [("true.md", None), ("rows.jsonl", "cf-01")]
    citations = tuple(
        Citation(i, "d", external, source, "题", None, None, None, (), Span(0, 1), "文")
        for i, (source, external) in enumerate(places, 1)
    )
    conflicts = (Conflict("增速", values, (1, 2)[: len(values)], "说法不一"),) if values else ()
    text = "说法不一" if told else ""
    return Answer(
        "问", "answered", text, (), citations, None, (), "x", "y", "z", {}, 0.0, conflicts
    )


def test_both_values_and_the_text_are_asked_for() -> None:
    row = next(row for row in read_rows() if row.id == "cf-01")
    assert row.altered == "9.7%"
    assert names_both(answer("7.2%", "9.7%"), row)
    assert not names_both(answer("7.2%", "9.7%", told=False), row)
    assert not names_both(answer("7.2%", "9.1%"), row)
    assert not names_both(answer(), row)
    assert accuses(answer("7.2%", "9.7%"), row)
    assert not accuses(answer(), row)


def test_the_report_counts_and_shows() -> None:
    parts = {"part": (Judged("a", True, ""), Judged("b", False, "why"))}
    assert "50.0%" in report(parts, show=False)
    assert "b: why" in report(parts, show=True)
