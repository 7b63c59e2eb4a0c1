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
print(time.perf_counter() - start, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
"""
POLICYQA = (sys.executable, "-m", "rag.cli")
BARE = (sys.executable, "-c", "pass")


class BenchError(RagError):
    """A benchmarked command failed, so its time means nothing."""


@dataclass(frozen=True, slots=True)
class Run:
    """Wall time in seconds and peak resident memory in bytes of one finished command."""

    seconds: float
    peak_bytes: int


def run(command: Sequence[str]) -> Run:
    """Run a command to its end with output discarded; BenchError when it exits with a failure."""
    launch = [sys.executable, "-S", "-c", _LAUNCHER, *command]
    shown = subprocess.run(launch, capture_output=True, text=True, check=True).stdout.split()
    if int(shown[2]) != 0:
        raise BenchError(
            f"exit code {shown[2]}, expected 0", "run it to see why: " + " ".join(command)
        )
    unit = 1 if sys.platform == "darwin" else 1024
    return Run(float(shown[0]), int(shown[1]) * unit)


def interleaved(
    commands: Sequence[Sequence[str]], baseline: Sequence[str]
) -> list[tuple[Run, Run]]:
    """(command, baseline) runs one after the other, so that a busy machine slows both."""
    return [(run(command), run(baseline)) for command in commands]
