"""Where the disk refuses: reading works on a read-only directory, the rest is a StorageError."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from rag.store import Index
from tests.rag.store.samples import MANIFEST, new_document, random_documents
from tests.rag.store.test_crash import ROOT

if TYPE_CHECKING:
    from pathlib import Path

READ = """
import sys
from pathlib import Path
from rag.errors import StorageError
from rag.store import Index
from tests.rag.store.samples import grams, unit_vector
directory = Path(sys.argv[1])
try:
    (directory / "probe").touch()
    sys.exit("the directory is writable")
except OSError:
    pass
with Index.open(directory) as index:
    print(index.version, index.passage_count(), index.status().lexical_ready)
    print(index.search_lexical(grams("大数据产业"), 5))
    print(index.search_dense(unit_vector("大数据产业"), 5))
    try:
        with index.writer() as writer:
            sys.exit("the index is writable")
    except StorageError as error:
        print("refused" if "--index" in str(error) else error)
"""
FILL = """
import random, sys
from pathlib import Path
from rag.errors import StorageError
from rag.store import Index
from tests.rag.store.samples import MANIFEST, random_documents
acknowledged = 0
try:
    with Index.open(Path(sys.argv[1]) / "index", create=True, expect=MANIFEST) as index:
        with index.writer() as writer:
            for document in random_documents(random.Random(1), 5000):
                writer.put(document)
                acknowledged += 1
except StorageError as error:
    print("full" if "df -h" in str(error) else error)
(Path(sys.argv[1]) / "filler").unlink()
with Index.open(Path(sys.argv[1]) / "index") as index:
    print(acknowledged == len(index.documents()) > 10, index.status().lexical_ready)
    with index.writer() as writer:
        writer.put(random_documents(random.Random(2), 1)[0])
"""


def run_inside(mount: str, directory: Path, program: str) -> list[str]:
    """Run a program after a mount that only it sees; skips where that is not allowed."""
    if shutil.which("unshare") is None:
        pytest.skip("no unshare command")
    script = f'{mount} && exec "$1" -c "$2" "$3"'
    namespace = ["unshare", "--map-root-user", "--mount"]
    try_mount = [*namespace, "sh", "-c", script, "sh", sys.executable, "", str(directory)]
    if subprocess.run(try_mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting, or running Python after it, is not allowed here")
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }
    done = subprocess.run(
        [*namespace, "sh", "-c", script, "sh", sys.executable, program, str(directory)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


READ_ONLY = 'mount --bind "$3" "$3" && mount -o remount,ro,bind "$3"'
SMALL_DISK = 'mount -t tmpfs -o size=6m tmpfs "$3" && head -c 2000000 /dev/zero > "$3/filler"'


def answers(directory: Path) -> list[str]:
    from tests.rag.store.samples import grams, unit_vector

    with Index.open(directory) as index:
        return [
            f"{index.version} {index.passage_count()} True",
            str(index.search_lexical(grams("大数据产业"), 5)),
            str(index.search_dense(unit_vector("大数据产业"), 5)),
            "refused",
        ]


def test_a_read_only_directory_answers_like_a_writable_one(filled: tuple[Index, object]) -> None:
    index, _ = filled
    index.close()
    expected = answers(index.directory)
    assert run_inside(READ_ONLY, index.directory, READ) == expected


def test_a_read_only_copy_with_a_killed_writers_log_loses_nothing(
    filled: tuple[Index, object], tmp_path: Path
) -> None:
    index, _ = filled
    with index.writer() as writer:
        writer.put(new_document("late", ["大数据产业"]))
        assert (index.directory / "catalog.sqlite-wal").stat().st_size
        copy = tmp_path / "copy"
        shutil.copytree(index.directory, copy, ignore=shutil.ignore_patterns("*-shm"))
        version = index.version
    lines = run_inside(READ_ONLY, copy, READ)
    assert lines[0].startswith(version)
    assert len(list(copy.glob("catalog.sqlite-shm"))) == 0


def test_a_full_disk_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    assert run_inside(SMALL_DISK, tmp_path, FILL) == ["full", "True True"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_without_permission_reading_works_and_writing_is_refused(tmp_path: Path) -> None:
    import random

    from rag.errors import StorageError

    directory = tmp_path / "index"
    with Index.open(directory, create=True, expect=MANIFEST) as index, index.writer() as writer:
        writer.put_many(random_documents(random.Random(1), 20))
    directory.chmod(0o555)
    try:
        with Index.open(directory) as index:
            assert index.search_lexical(("大",), 5)
            with pytest.raises(StorageError, match="--index"), index.writer():
                pass
    finally:
        directory.chmod(0o755)
