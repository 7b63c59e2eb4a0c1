"""Discovery: which files are found, what they are called, and what is passed over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from rag.errors import UsageError
from rag.loading.walk import discover, source_name


def write(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("文", "utf-8")


def sources(*paths: Path) -> list[str]:
    return [found.source for found in discover(paths).files]


def test_sources_are_sorted_paths_below_the_root(tmp_path: Path) -> None:
    write(tmp_path, "b.txt", "a/z.md", "a/甲.HTML", "c/d/e.pdf")
    assert sources(tmp_path) == ["a/z.md", "a/甲.HTML", "b.txt", "c/d/e.pdf"]


def test_a_single_file_is_called_by_its_name(tmp_path: Path) -> None:
    write(tmp_path, "a/x.txt", "a/notes")
    assert sources(tmp_path / "a" / "x.txt", tmp_path / "a" / "notes") == ["x.txt", "notes"]


def test_other_types_are_counted_and_unread_documents_reported(tmp_path: Path) -> None:
    write(tmp_path, "a.py", "b.py", "c.json", "Makefile", "d.doc", "e.xlsx", "f.zip", "g.txt")
    found = discover([tmp_path])
    assert [f.source for f in found.files] == ["d.doc", "e.xlsx", "f.zip", "g.txt"]
    assert found.ignored == {".json": 1, ".py": 2, "Makefile": 1}


def test_hidden_and_temporary_files_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, ".git/a.txt", ".b.txt", "~$c.docx", "__MACOSX/d.txt", "e.txt",
          "p.html", "p_files/f.html", "q_files/g.txt")  # fmt: skip
    assert sources(tmp_path) == ["e.txt", "p.html", "q_files/g.txt"]


def test_links_do_not_loop_nor_count_twice(tmp_path: Path) -> None:
    write(tmp_path, "r/b/x.txt", "outside/y.txt")
    (tmp_path / "r" / "a").symlink_to(tmp_path / "r" / "b")
    (tmp_path / "r" / "b" / "loop").symlink_to(tmp_path / "r")
    (tmp_path / "r" / "self").symlink_to(tmp_path / "r" / "self")
    (tmp_path / "r" / "a.txt").symlink_to(tmp_path / "r" / "b" / "x.txt")
    (tmp_path / "r" / "out").symlink_to(tmp_path / "outside")
    assert sources(tmp_path / "r") == ["b/x.txt", "out/y.txt"]


def test_special_files_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert sources(tmp_path) == []


def test_the_same_file_by_two_ways_counts_once(tmp_path: Path) -> None:
    write(tmp_path, "a/x.txt", "a/y.txt")
    assert sources(tmp_path / "a", tmp_path / "a" / "x.txt", tmp_path / "a") == ["x.txt", "y.txt"]


def test_two_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    write(tmp_path, "a/x.txt", "b/x.txt")
    found = discover([tmp_path / "a", tmp_path / "b"])
    assert [f.path for f in found.files] == [tmp_path / "a" / "x.txt"]
    [(source, error)] = found.errors
    assert source == "x.txt"
    assert str(tmp_path / "a" / "x.txt") in str(error)
    assert str(tmp_path / "b" / "x.txt") in str(error)
    assert f"policyqa ingest {tmp_path}" in error.remedy


def test_a_missing_path_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        discover([tmp_path / "nowhere"])
    with pytest.raises(UsageError):
        discover([])


def test_names_in_gb18030_bytes_can_be_stored() -> None:
    name = os.fsdecode("规划.txt".encode("gb18030"))
    assert source_name(Path("a") / name) == "a/规划.txt"
    assert source_name(Path(os.fsdecode(b"\xff.txt"))) == "\\xff.txt"


def test_a_locale_that_cannot_read_a_name_does_not_change_the_source() -> None:
    """Under LC_ALL=C every byte of a UTF-8 name arrives as half a surrogate pair."""
    name = "规划.txt".encode().decode("ascii", "surrogateescape")
    old = "规划.txt".encode("gb18030").decode("ascii", "surrogateescape")
    assert source_name(Path(name)) == "规划.txt"
    assert source_name(Path(name) / old) == "规划.txt/规划.txt"


def test_a_closed_folder_is_reported_and_the_rest_goes_on(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "closed/b.txt")
    (tmp_path / "closed").chmod(0)
    try:
        if os.access(tmp_path / "closed", os.R_OK):
            pytest.skip("this user may read everything")
        found = discover([tmp_path])
    finally:
        (tmp_path / "closed").chmod(0o755)
    assert [f.source for f in found.files] == ["a.txt"]
    [(source, error)] = found.errors
    assert source == "closed"
    assert "chmod" in error.remedy
