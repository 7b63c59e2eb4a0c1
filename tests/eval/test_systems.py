"""The baselines: what they find and answer, on the index and encoder of the product."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

import pytest

from eval import suite
from eval.errors import RunError
from eval.runner import ask_all, run
from eval.systems import (
    BASELINES,
    FIRST_PASSAGE,
    FUSED,
    LANGCHAIN,
    OURS,
    available,
    code_fingerprint,
    first_hit,
)
from rag.errors import UsageError
from tests.eval.conftest import Small

here = find_spec("langchain_community") is not None


def test_fused_baselines_use_one_ranking(small: Small) -> None:
    records = ask_all(replace(small.plan, systems=tuple(FUSED))).records
    assert all(record.error is None for record in records)
    lexical = next(r for r in records if r.system == "lexical only")
    dense = next(r for r in records if r.system == "dense only")
    assert lexical.hits[0].keys() == {"source", "start", "end", "score"}
    assert lexical.hits[0]["score"] > 1.0 >= dense.hits[0]["score"]  # BM25, and a cosine


def test_the_first_passage_never_refuses(small: Small) -> None:
    records = small.run.of(FIRST_PASSAGE)
    assert {record.scores["refused"] for record in records} == {0.0}
    assert {record.scores["quotes"] for record in records} == {1.0}
    assert {record.evidence for record in records} == {None}
    assert first_hit("问？", (), FIRST_PASSAGE).status == "refused"


@pytest.mark.skipif(not here, reason="langchain-community is not installed")
def test_the_stock_chain(small: Small) -> None:
    """Whole documents are single chunks here, so the right document is the right answer."""
    records = ask_all(replace(small.plan, systems=(LANGCHAIN,))).records
    assert [record.error for record in records] == [None] * 6
    assert {len(record.hits) for record in records} == {4}
    assert {record.scores["quotes"] for record in records} == {1.0}
    assert records[0].scores["correct"] == 1.0
    assert records[5].scores["declined"] == 0.0
    assert list((small.plan.cache).glob("langchain-*.npy"))


def test_unknown_systems_are_told_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match=FIRST_PASSAGE):
        available(("ours", "theirs"))
    assert available((OURS, FIRST_PASSAGE)) == ((OURS, FIRST_PASSAGE), ())
    assert set(FUSED) < set(BASELINES)


def test_the_code_has_a_fingerprint() -> None:
    assert code_fingerprint() == code_fingerprint()
    assert len(code_fingerprint()) == 16


class TestTable:
    def test_a_row_per_system_with_intervals(self, small: Small) -> None:
        text = suite.report("small", small.run)
        assert text.startswith("small: n = 6 questions, 5 documents")
        row = next(line for line in text.splitlines() if line.startswith("| ours"))
        assert "[" in row
        assert "as it should be, ours - first passage: " in text
        assert "n = 6, p = " in text

    def test_parts(self, small: Small) -> None:
        assert suite.chosen(()) == suite.PARTS
        assert suite.chosen(["seeds", "cmrc"]) == ("seeds dev", "seeds test", "cmrc2018_trial")
        with pytest.raises(RunError, match="no such part"):
            suite.chosen(["x"])
        with pytest.raises(RunError, match="--data"):
            suite.part("drcd_dev", None)
        assert {case.split for case in suite.part("seeds dev", None).cases} == {"dev"}

    def test_a_part_is_taken_up(self, small: Small) -> None:
        """A table is made of recorded runs: what is there is not asked again."""
        assert run(small.plan, small.folder / "run").records == small.run.records
