"""Runs: what is recorded, that they can be stopped and taken up, that they repeat."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval import runner
from eval.errors import RunError
from eval.runner import Worker, answers, run
from eval.systems import OURS, Observed
from eval.traces import RECORDS, Record, Run, read_run
from rag.config import Config
from tests.eval.conftest import Small


def timeless(made: Run) -> list[str]:
    return [replace(record, timings={}).to_line() for record in made.records]


class TestRecords:
    def test_everything_is_traced(self, small: Small) -> None:
        record = small.run.of(OURS)[0]
        assert record.error is None
        assert record.analysis["kind"] == "number"
        assert record.answer is not None
        assert "38.6亿元" in record.answer["claims"][0]["text"]
        assert record.hits[0]["dense"] is not None
        assert 0.0 < (record.evidence or 0.0) <= 1.0
        assert record.scores["correct"] == record.scores["quotes"] == 1.0
        assert record.scores["span recall"] == record.scores["citation precision"] == 1.0
        assert record.timings["answer"] > 0
        assert record.timings["peak_mib"] > 10

    def test_a_follow_up_is_asked_so_that_it_stands_alone(self, small: Small) -> None:
        record = small.run.of(OURS)[4]
        assert record.asked != record.case.question
        assert "数据中心" in record.asked

    def test_a_row_of_a_file_is_a_source(self, small: Small) -> None:
        assert small.run.of(OURS)[3].scores["recall@1"] == 1.0

    def test_what_was_refused_has_what_it_would_have_said(self, small: Small) -> None:
        record = small.run.of(OURS)[5]
        assert record.scores["declined"] == 1.0
        assert record.forced

    def test_lines_are_read_back(self, small: Small) -> None:
        for record in small.run.records:
            assert Record.from_line(record.to_line()).to_line() == record.to_line()
        again = read_run(small.folder / "run")
        assert timeless(again) == timeless(small.run)
        assert again.header == small.run.header


class TestGoingOn:
    def test_twice_the_same(self, small: Small, tmp_path: Path) -> None:
        assert timeless(run(small.plan, tmp_path / "again")) == timeless(small.run)

    def test_processes_change_nothing(self, small: Small) -> None:
        plan = replace(small.plan, systems=(OURS,))
        tasks = [(case.id, OURS) for case in small.dataset.cases]
        made = {record.case.id: record for record in answers(plan, tasks, 2)}
        expected = {record.case.id: record for record in small.run.of(OURS)}
        for id_, record in expected.items():
            assert replace(made[id_], timings={}) == replace(record, timings={})

    def test_a_stopped_run_is_taken_up(self, small: Small, tmp_path: Path) -> None:
        folder = tmp_path / "stopped"
        run(small.plan, folder)
        lines = (folder / RECORDS).read_text("utf-8").splitlines(keepends=True)
        kept, cut = lines[:4], lines[4][:50]
        (folder / RECORDS).write_text("".join([*kept, cut]), "utf-8")
        made = run(small.plan, folder)
        assert timeless(made) == timeless(small.run)
        assert (folder / RECORDS).read_text("utf-8").startswith("".join(kept))

    def test_nothing_is_asked_twice(
        self, small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        run(small.plan, tmp_path / "done")
        monkeypatch.setattr(runner, "Worker", None)
        assert timeless(run(small.plan, tmp_path / "done")) == timeless(small.run)

    def test_interrupted_in_the_middle(
        self, small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        right = Worker.ask

        def ask(self: Worker, task: tuple[str, str]) -> Record:
            if task == ("s-3", OURS):
                raise KeyboardInterrupt
            return right(self, task)

        with monkeypatch.context() as patch:
            patch.setattr(Worker, "ask", ask)
            with pytest.raises(KeyboardInterrupt):
                run(small.plan, tmp_path / "stopped")
        assert len(read_run(tmp_path / "stopped").records) == 2
        assert timeless(run(small.plan, tmp_path / "stopped")) == timeless(small.run)

    def test_another_run_is_not_touched(self, small: Small, tmp_path: Path) -> None:
        run(small.plan, tmp_path / "run")
        before = (tmp_path / "run" / RECORDS).read_bytes()
        other = replace(small.plan, config=Config(threshold=0.9))
        with pytest.raises(RunError, match="another set"):
            run(other, tmp_path / "run")
        assert (tmp_path / "run" / RECORDS).read_bytes() == before

    def test_damage_in_the_middle_is_told(self, small: Small, tmp_path: Path) -> None:
        run(small.plan, tmp_path / "run")
        path = tmp_path / "run" / RECORDS
        lines = path.read_text("utf-8").splitlines(keepends=True)
        path.write_text("".join([lines[0], '{"case": 1}\n', *lines[2:]]), "utf-8")
        with pytest.raises(RunError, match=r"records\.jsonl:2"):
            read_run(tmp_path / "run")
        with pytest.raises(RunError, match="no recorded run"):
            read_run(tmp_path)


def test_a_failed_case_is_a_failure_and_no_score(
    small: Small, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = Observed.ask

    def ask(self: Observed, question: str, **filters: str | None) -> object:
        if "局长" in question:
            raise RuntimeError("no answer today")
        return right(self, question, **filters)

    monkeypatch.setattr(Observed, "ask", ask)
    records = runner.ask_all(replace(small.plan, systems=(OURS,))).records
    (failed,) = (record for record in records if record.error)
    assert failed.case.id == "s-4"
    assert failed.error == "RuntimeError: no answer today"
    assert failed.scores == {}
    assert len(json.loads(failed.to_line())) == len(Record.__slots__)
