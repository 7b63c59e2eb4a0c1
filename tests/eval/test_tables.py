"""The tables that measure public sets, on scores small enough to check by hand."""

from __future__ import annotations

import pytest

from eval import answering, console, refusal, retrieval
from eval.readers import Paragraph, SquadQuestion, SquadSet
from eval.refusal import Scored
from eval.retrieval import Scores

QUESTION = SquadQuestion("q1", "何时？", "p0", ("1998年", "九八年"), impossible=False)


def cells(text: str) -> dict[str, list[str]]:
    """Rows of the Markdown tables in `text`, by first cell."""
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
    return {row[0].strip(): [cell.strip() for cell in row[1:]] for row in rows}


class TestRetrieval:
    def test_report(self) -> None:
        ours = Scores((1, 1, 0, 1), (1, 1, 1, 1), (1, 1, 0.5, 1))
        dense = Scores((1, 0, 0, 0), (1, 0, 1, 0), (1, 0, 0.5, 0))
        lexical = Scores((0, 1, 0, 1), (1, 1, 0, 1), (0.5, 1, 0, 1))
        scores = {"ours": ours, "dense only": dense, "lexical only": lexical}
        assert retrieval.best_leg(scores) == "lexical only"
        data = SquadSet((Paragraph("p0", "甲"),), (), empty=2)
        text = retrieval.set_report("set", data, scores)
        assert "n = 4 questions (2 empty ones excluded)" in text
        assert cells(text)["ours"][0].startswith("0.7500 [")
        assert cells(text)["lexical only"][2].startswith("0.6250 [")
        assert "ours - lexical only, Recall@1: +0.2500 [" in text
        assert "MRR@10: +0.2500 [" in text

    def test_rank_within_ten(self) -> None:
        ranked = [f"p{i}" for i in range(10)]
        assert retrieval.score_ranking(ranked, "p0") == (1.0, 1.0, 1.0)
        assert retrieval.score_ranking(ranked, "p9") == (0.0, 0.0, 0.1)
        assert retrieval.score_ranking([], "p0") == (0.0, 0.0, 0.0)


class TestAnswering:
    def test_gold_is_looked_for_claim_by_claim(self) -> None:
        row = answering.judge(QUESTION, ["成立于 199", "8年", "１９９８ 年", "1998年"])
        assert (row.right, row.refused) == ((False, False, True), False)
        assert answering.judge(QUESTION, ["a", "b", "c", "1998年"]).right == (False,) * 3

    def test_a_refusal_is_wrong_and_has_no_length(self) -> None:
        rows = [answering.judge(QUESTION, []), answering.judge(QUESTION, ["九八年十月"])]
        found = cells(answering.answer_report("set", rows, 0))
        assert found["gold answer inside the first claim"][0].startswith("50.0%")
        assert found["first claim, mean length"] == ["5.0"]
        assert found["refused (counted as wrong)"] == ["50.0%"]

    def test_at_even_steps(self) -> None:
        questions = [QUESTION] * 10
        assert len(answering.spread(questions, 4)) == 4
        assert answering.spread(questions, None) == questions


class TestRefusal:
    ROWS = (
        Scored("a", True, 0.9, 0.5, "answered"),
        Scored("b", True, 0.8, 0.6, "refused"),
        Scored("c", False, 0.1, 0.7, "refused"),
        Scored("d", False, 0.2, 0.4, "answered"),
    )

    def test_coverage_is_of_distinct_terms(self) -> None:
        # "贵州贵州": 贵 州 贵州 州贵; the passage holds three of the four.
        assert refusal.token_coverage("贵州贵州", ["贵州", "云"]) == 0.75
        assert refusal.token_coverage("贵州", []) == 0.0
        assert refusal.token_coverage("？！", ["贵州"]) == 0.0

    def test_counts(self) -> None:
        counts = refusal.counts(self.ROWS)
        assert (counts.recall, counts.over_refusal, counts.precision) == (0.5, 0.5, 0.5)

    def test_report(self) -> None:
        text = refusal.report("set", self.ROWS)
        ours, plain = cells(text)["ours"], cells(text)["token coverage"]
        assert ours[0] == "1.000"
        assert plain[0] == "0.500"
        # Risks in order of evidence: 0, 0, 1/3, 1/2.
        assert ours[1] == f"{(1 / 3 + 1 / 2) / 4:.3f}"
        assert ours[2] == "100.0%"
        assert "50.0% of the unanswerable refused, 50.0% of the answerable" in text


class TestConsole:
    def test_rows_must_fit(self) -> None:
        with pytest.raises(ValueError, match="2 cells"):
            console.table(["a", "b"], [["c"]])

    def test_progress_is_silent_where_nobody_watches(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert list(console.progress([1, 2], "x")) == [1, 2]
        assert capsys.readouterr().err == ""

    def test_expected_failures_end_with_code_2(self, capsys: pytest.CaptureFixture[str]) -> None:
        def fail() -> int:
            raise console.RagError("saw a, expected b", "do c")

        with pytest.raises(SystemExit) as caught:
            console.run(fail)
        assert caught.value.code == 2
        assert "saw a, expected b\n  → do c" in capsys.readouterr().err
