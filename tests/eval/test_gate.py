"""The gate: what was lost is named, accepted on purpose, or fails."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from eval import gate
from eval.commands import run_gate
from eval.errors import RunError
from eval.systems import OURS
from rag.answering import extractive
from rag.config import Config
from tests.eval.conftest import Small


def run(small: Small, baseline: Path, accept: list[str] | None = None, record: bool = False) -> int:
    return run_gate(
        str(small.set_path),
        small.docs,
        None,
        Config(),
        None,
        baseline,
        accept or [],
        small.folder / "work",
        record=record,
    )


class TestComparing:
    def test_nothing_lost(self, small: Small) -> None:
        ours = small.run.of(OURS)
        verdict = gate.compare(gate.recorded(ours), ours)
        assert verdict.passed
        assert verdict == gate.Verdict((), (), (), len(ours))

    def test_a_lost_check_is_named(self, small: Small) -> None:
        ours = list(small.run.of(OURS))
        known = gate.recorded(ours)
        ours[0] = replace(ours[0], scores={**ours[0].scores, "quotes": 0.5})
        ours[3] = replace(ours[3], error="RuntimeError: x", scores={})
        verdict = gate.compare(known, ours)
        assert [lost.id for lost in verdict.lost] == ["s-1", "s-4"]
        assert verdict.lost[0].checks == ("quotes exact",)
        assert {"answers", "right"} <= set(verdict.lost[1].checks)
        text = gate.report(verdict)
        assert "LOST s-1: quotes exact" in text
        assert "failed: RuntimeError: x" in text
        assert "--accept s-1" in text
        assert "LOST" not in gate.report(verdict, sealed=True)

    def test_gone_new_and_better(self, small: Small) -> None:
        ours = small.run.of(OURS)
        known = gate.recorded(ours)
        known["s-1"] -= {"right"}
        del known["s-2"]
        verdict = gate.compare({**known, "gone": frozenset({"right"})}, ours)
        assert [lost.id for lost in verdict.lost] == ["gone"]
        assert "not in the set any more" in gate.report(verdict)
        assert (verdict.gained, verdict.new) == (("s-1",), ("s-2",))

    def test_accepting(self, small: Small) -> None:
        ours = small.run.of(OURS)
        known = {**gate.recorded(ours), "gone": frozenset({"right"})}
        known["s-1"] |= {"more"}
        known["s-3"] |= {"more"}
        after = gate.accepted(known, ours, ["s-1", "gone"])
        assert [lost.id for lost in gate.compare(after, ours).lost] == ["s-3"]
        with pytest.raises(RunError, match="no case 'nothing'"):
            gate.accepted(known, ours, ["nothing"])


class TestFiles:
    def test_written_and_read(self, small: Small, tmp_path: Path) -> None:
        known = gate.recorded(small.run.of(OURS))
        path = tmp_path / "sub" / "small.json"
        gate.write_baseline(path, "small", known)
        assert gate.read_baseline(path) == known
        assert len(path.read_text("utf-8").splitlines()) == len(known) + 2

    def test_what_is_no_baseline(self, tmp_path: Path) -> None:
        with pytest.raises(RunError, match="--record"):
            gate.read_baseline(tmp_path / "none.json")
        for text in ("{", "[]", '{"cases": [1]}'):
            (tmp_path / "bad.json").write_text(text, "utf-8")
            with pytest.raises(RunError, match="not a baseline"):
                gate.read_baseline(tmp_path / "bad.json")

    def test_the_baselines_of_this_project(self) -> None:
        for path in gate.BASELINES.glob("*.json"):
            assert gate.read_baseline(path)


def test_record_break_accept(
    small: Small,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    baseline = tmp_path / "small.json"
    assert run(small, baseline, record=True) == 0
    with monkeypatch.context() as patch:
        patch.setattr(extractive, "wants_list", lambda _: False)
        assert run(small, baseline) == 1
        out = capsys.readouterr().out
        assert "LOST s-3" in out
        assert "青山市软件产业有哪三项重点任务？" in out
        lost = [line.split()[1].rstrip(":") for line in out.splitlines() if line[:4] == "LOST"]
        assert run(small, baseline, accept=lost) == 0
        assert run(small, baseline) == 0
    assert run(small, baseline) == 0
    assert "gained" in capsys.readouterr().out
    assert not list((small.folder / "work").glob("documents-*/gate-*"))
