"""kill -9 at random moments: every acknowledged document is there, the next opening just works."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rag.store import Index
from tests.rag.store.samples import MANIFEST, Reference, assert_ranks_like, new_document, sentences

ROOT = Path(__file__).parents[3]
WRITER = """
import sys
from pathlib import Path
from rag.store import Index, writer as writer_module
from tests.rag.store.test_crash import version_of
writer_module.PUBLISH_AFTER = 12  # publish every few documents, so that kills fall into it
sources, seed = int(sys.argv[2]), int(sys.argv[3])
with Index.open(Path(sys.argv[1])) as index, index.writer() as writer:
    for number in range(100000):
        version = version_of(number % sources, seed + number)
        writer.put(version)
        print(number, flush=True)  # the acknowledgement
"""
SOURCES = 15


def version_of(source: int, seed: int):  # type: ignore[no-untyped-def]
    return new_document(f"s{source}", sentences(seed, 3, length=12), content_hash=str(seed))


def run_and_kill(directory: Path, seed: int, seconds: float) -> int:
    """Let a writer run for a while after its first acknowledgement; the number of the last one."""
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(directory), str(SOURCES), str(seed)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env=environment,
    )
    with process:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first == b"0\n"
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read().split(b"\n")[:-1]  # a cut last line was not acknowledged
    assert process.returncode == -signal.SIGKILL
    return int(rest[-1]) if rest else 0


def check(directory: Path, seed: int, last: int, before: dict[str, str]) -> dict[str, str]:
    """Everything acknowledged is there, at most one more put, and ranking fits what is there."""
    expected = dict(before)
    for number in range(last + 1):
        expected[f"s{number % SOURCES}"] = str(seed + number)
    with Index.open(directory) as index:
        stored = {source: known.content_hash for source, known in index.known().items()}
        following = {**expected, f"s{(last + 1) % SOURCES}": str(seed + last + 1)}
        assert stored in (expected, following)
        reference = Reference()
        for source, content in stored.items():
            reference.put(version_of(int(source[1:]), int(content)))
        assert_ranks_like(index, reference, sentences(seed, 3))
        assert index.status().lexical_ready
        assert index.status().dense_ready
    return stored


def kill_many_times(tmp_path: Path, times: int, seed: int) -> None:
    rng = random.Random(seed)
    directory = tmp_path / "index"
    Index.open(directory, create=True, expect=MANIFEST).close()
    stored: dict[str, str] = {}
    for round_ in range(times):
        start = (round_ + 1) * 1_000_000
        last = run_and_kill(directory, start, rng.uniform(0, 0.8))
        stored = check(directory, start, last, stored)


def test_six_kills(tmp_path: Path) -> None:
    kill_many_times(tmp_path, 6, seed=1)


@pytest.mark.slow
def test_thirty_kills(tmp_path: Path) -> None:
    kill_many_times(tmp_path, 30, seed=2)


def put_and_fail(index: Index) -> None:
    with index.writer() as writer:
        writer.put(new_document("a", ["大数据"]))
        raise ZeroDivisionError


def test_an_error_between_puts_keeps_what_was_put(tmp_path: Path) -> None:
    directory = tmp_path / "index"
    with Index.open(directory, create=True, expect=MANIFEST) as index:
        with pytest.raises(ZeroDivisionError):
            put_and_fail(index)
        assert [info.source for info in index.documents()] == ["a"]
        assert len(index.search_lexical(("大",), 5)) == 1
    with Index.open(directory) as index:
        assert index.status().lexical_ready
