"""What the benchmarks measure with, on commands that end in milliseconds."""

from __future__ import annotations

import random
import sys
from typing import TYPE_CHECKING

import pytest

from eval.bench import crash, processes, speed

if TYPE_CHECKING:
    from pathlib import Path


class TestProcesses:
    def test_memory_is_the_command_s_own(self) -> None:
        ballast = bytearray(200 * 2**20)  # this process is large; its children are not
        bare = processes.run(processes.BARE)
        large = processes.run([sys.executable, "-c", "x = b'x' * (100 * 2**20)"])
        assert len(ballast) > bare.peak_bytes
        assert bare.peak_bytes + 90 * 2**20 < large.peak_bytes < 2**28
        assert bare.seconds > 0

    def test_a_failing_command_has_no_time(self) -> None:
        with pytest.raises(processes.BenchError, match="exit code 3"):
            processes.run([sys.executable, "-c", "raise SystemExit(3)"])

    def test_interleaved(self) -> None:
        pairs = processes.interleaved([processes.BARE] * 2, processes.BARE)
        assert len(pairs) == 2


def test_operations_take_turns() -> None:
    seen: list[tuple[int, str]] = []
    operations = [lambda q, i=i: seen.append((i, q)) for i in range(3)]
    times = speed.time_in_turn(operations, [str(i) for i in range(9)], warm_up=1)
    assert seen == [(i % 3, str(i)) for i in range(9)]
    assert [len(t) for t in times] == [2, 2, 2]


def line(source: str, status: str) -> dict[str, str]:
    return {"source": source, "status": status, "document_id": "x"}


class TestCrash:
    def test_only_whole_lines_are_acknowledgements(self) -> None:
        script = (
            "import sys, time\n"
            'sys.stdout.write(\'{"a": 1}\\n{"a"\'); sys.stdout.flush(); time.sleep(60)'
        )
        killed, lines = crash.killed_ingest([sys.executable, "-c", script], 2.0)
        assert killed
        assert lines == [{"a": 1}]

    def test_an_undisturbed_run_is_not_killed(self) -> None:
        killed, lines = crash.killed_ingest([sys.executable, "-c", "print('{}')"], None)
        assert (killed, lines) == (False, [{}])

    def test_rewritten_files_are_unsure_until_acknowledged(self, tmp_path: Path) -> None:
        state, chance = crash.State(), random.Random(0)
        crash.write_files(tmp_path, 0, chance, state)
        names = sorted(path.name for path in tmp_path.iterdir())
        assert len(names) == crash.FILES
        fresh = state.take(line(name, "added") for name in names)
        assert sorted(fresh) == names
        assert not state.unsure
        crash.write_files(tmp_path, 1, chance, state)
        assert len(state.unsure) == crash.FILES + crash.CHANGED
        unchanged = [name for name in names if name not in state.unsure]
        assert state.take([line(unchanged[0], "unchanged")]) == []

    def test_a_failure_is_no_acknowledgement(self) -> None:
        state = crash.State()
        assert state.take([line("a.txt", "failed")]) == []
        assert not state.acknowledged

    def test_report_names_every_problem(self) -> None:
        rounds = [
            crash.Round(0.5, True, 3, ()),
            crash.Round(0.9, True, 0, ("a.txt: lost",)),
            crash.Round(1.0, False, crash.FILES, ()),
        ]
        text = crash.report(rounds)
        assert "round 3: a.txt: lost" in text
        assert "0.50 s to 0.90 s" in text
