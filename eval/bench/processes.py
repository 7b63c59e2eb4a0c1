"""Time and peak memory of a command from its start, as the user waits for it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.errors import RagError

if TYPE_CHECKING:
    from collections.abc import Sequence

# A small process starts the command: on Linux a child's peak memory includes that of the process
# that forked it, so the benchmark, which has loaded much, must not start it itself.
_LAUNCHER = """
import os, subprocess, sys, time
quiet = subprocess.DEVNULL
start = time.perf_counter()
child = subprocess.Popen(sys.argv[1:], stdin=quiet, stdout=quiet, stderr=quiet)
_, status, usage = os.wait4(child.pid, 0)
cpu = usage.ru_utime + usage.ru_stime
print(time.perf_counter() - start, cpu, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
"""
POLICYQA = (sys.executable, "-m", "rag.cli")
BARE = (sys.executable, "-c", "pass")


class BenchError(RagError):
    """A benchmarked command failed, so its time means nothing."""


@dataclass(frozen=True, slots=True)
class Run:
    """Wall and processor time in seconds, peak resident memory in bytes, of a finished command.

    On a machine that is busy otherwise, processor time is the steadier of the two.
    """

    seconds: float
    cpu_seconds: float
    peak_bytes: int


def run(command: Sequence[str]) -> Run:
    """Run a command to its end with output discarded; BenchError when it exits with a failure."""
    launch = [sys.executable, "-S", "-c", _LAUNCHER, *command]
    figures = subprocess.run(launch, capture_output=True, text=True, check=True).stdout.split()
    if int(figures[3]) != 0:
        raise BenchError(
            f"exit code {figures[3]}, expected 0", "run it to see why: " + " ".join(command)
        )
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(float(figures[0]), float(figures[1]), int(figures[2]) * unit)


def interleaved(
    commands: Sequence[Sequence[str]], baseline: Sequence[str]
) -> list[tuple[Run, Run]]:
    """(command, baseline) runs one after the other, so that a busy machine slows both."""
    return [(run(command), run(baseline)) for command in commands]
