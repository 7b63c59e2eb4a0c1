"""One writer, many readers, in threads and in processes."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rag.errors import IndexLocked
from rag.store import Index
from tests.rag.store.samples import (
    Reference,
    assert_ranks_like,
    grams,
    new_document,
    random_documents,
    sentences,
    unit_vector,
)

ROOT = Path(__file__).parents[3]
HOLDER = """
import sys
from pathlib import Path
from rag.store import Index
from tests.rag.store.samples import new_document
with Index.open(Path(sys.argv[1])) as index, index.writer() as writer:
    print("holding", flush=True)
    sys.stdin.readline()
    writer.put(new_document("other", ["云计算"]))
"""


def start_holder(directory: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(directory)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        },
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "holding\n"
    return process


def test_a_second_writer_learns_who_holds_the_lock(index: Index) -> None:
    with start_holder(index.directory) as process:
        with pytest.raises(IndexLocked) as caught, index.writer(wait=0.2):
            pass
        assert f"pid {process.pid}" in str(caught.value)
        assert "since 20" in str(caught.value)
        process.communicate("\n")
    assert process.returncode == 0
    assert index.documents()[0].source == "other"  # committed by the other process


def test_a_second_writer_waits_for_the_first_to_end(index: Index) -> None:
    with start_holder(index.directory) as process:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
        with index.writer(wait=60) as writer:
            assert "other" in writer.known()


def test_a_killed_writer_leaves_no_lock(index: Index) -> None:
    with start_holder(index.directory) as process:
        process.kill()
        process.wait()
        assert (index.directory / "writer.json").exists()
        with index.writer(wait=60) as writer:
            writer.put(new_document("a", ["大"]))
    assert not (index.directory / "writer.json").exists()


def test_two_writers_in_one_process_exclude_each_other(index: Index) -> None:
    with Index.open(index.directory) as other, index.writer():
        with pytest.raises(IndexLocked), other.writer(wait=0):
            pass
        with pytest.raises(IndexLocked), index.writer(wait=0):
            pass
    with index.writer(wait=0):
        pass


def test_readers_see_whole_states_while_everything_is_replaced(index: Index) -> None:
    """Each committed batch has one marker text throughout; no reader may see two."""
    stop = threading.Event()
    errors: list[BaseException] = []
    seen: set[str] = set()

    def batch(round_: int) -> list:  # type: ignore[type-arg]
        return [new_document(f"d{n}", [f"大数据{round_:03d}号{n}", "云"]) for n in range(20)]

    def read(reader: Index, seed: int) -> None:
        rng = random.Random(seed)
        try:
            while not stop.is_set():
                with reader.snapshot():
                    version = reader.version
                    dense = reader.search_dense(unit_vector("大数据"), 30)
                    lexical = reader.search_lexical(grams("大数据"), rng.randint(20, 30))
                    assert len(dense) == 30
                    assert len(lexical) == 20
                    texts = [p.text for p in reader.passages([id_ for id_, _ in lexical])]
                    assert len({text[3:6] for text in texts}) == 1, texts
                    assert reader.version == version
                    seen.add(texts[0][3:6])
        except BaseException as error:  # reported below
            errors.append(error)

    with index.writer() as writer, Index.open(index.directory) as second:
        writer.put_many(batch(0))
        with ThreadPoolExecutor(4) as pool:
            for number in range(4):
                pool.submit(read, (index, second)[number % 2], number)
            for round_ in range(1, 25):
                writer.put_many(batch(round_))
                if round_ % 4 == 0:
                    writer.publish()
            deadline = time.monotonic() + 30
            while len(seen) < 3 and not errors and time.monotonic() < deadline:
                time.sleep(0.01)
            stop.set()
    assert not errors, errors[0]
    assert len(seen) >= 3


def test_a_snapshot_outlives_replacement_and_compaction(index: Index) -> None:
    old = random_documents(random.Random(1), 150)
    reference = Reference()
    for document in old:
        reference.put(document)
    with index.writer() as writer:
        writer.put_many(old)
    with index.snapshot():
        version = index.version
        with index.writer() as writer:
            writer.put_many(random_documents(random.Random(2), 150))
        assert index.version == version
        assert_ranks_like(index, reference, sentences(1, 3))
    assert index.version != version


def test_many_threads_read_one_index(filled: tuple[Index, Reference]) -> None:
    index, _ = filled
    queries = sentences(9, 40)
    expected = [index.search_lexical(grams(query), 10) for query in queries]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda query: index.search_lexical(grams(query), 10), queries))
    assert found == expected
