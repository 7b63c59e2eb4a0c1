"""Files made from the catalogue: their names, the check that they are whole, their removal.

A generation is a directory "lexical-000003" or a file "dense-000003.faiss"; a row of the catalogue
says which one counts, so a half-made one is never read. The one before is kept for readers that
opened it a moment ago.
"""

from __future__ import annotations

import json
import shutil
import zlib
from typing import TYPE_CHECKING

from rag.patterns import regex

if TYPE_CHECKING:
    from pathlib import Path

WHOLE_BYTES = 16 << 20  # up to this size a file is checked byte by byte
EDGE_BYTES = 1 << 20  # of a larger one, the two ends and the length


class DerivedError(Exception):
    """A derived file is missing, damaged or of another version; it can be made anew."""


GENERATION = regex(r"(\.?)(lexical|dense)-(\d{6})(\.\w+)*")  # a dot first: not yet named
VOLATILE = (".lock", "meta.json", ".managed.json")  # rewritten in place of, not beside, the old


def derived_path(directory: Path, kind: str, generation: int) -> Path:
    suffix = ".faiss" if kind == "dense" else ""
    return directory / f"{kind}-{generation:06d}{suffix}"


def fingerprint_files(path: Path) -> str:
    """Length and CRC-32 of each immutable file of a generation, as JSON."""
    return json.dumps({name: _check_value(file) for name, file in _files(path).items()})


def is_whole(path: Path, expected: str) -> bool:
    """Whether the files are there and unchanged.

    A file named in `expected` may be missing beside others: a merge that a crash kept from being
    recorded replaces files. Opening the index then tells whether one it needs is gone.
    """
    try:
        wanted = json.loads(expected)
        return path.exists() and all(
            _unchanged(file, wanted.get(name)) for name, file in _files(path).items()
        )
    except (OSError, ValueError, AttributeError):
        return False


def _unchanged(path: Path, expected: list[int] | None) -> bool:
    try:
        return expected is None or _check_value(path) == expected
    except FileNotFoundError:  # a merge has just replaced it
        return True


def remove_old(directory: Path, kind: str, current: int) -> None:
    """Delete generations of `kind` other than the current and the previous one.

    Later and unnamed ones too: a crash can leave a half-made one behind. What cannot be deleted
    is left.
    """
    for path in directory.iterdir():
        match = GENERATION.fullmatch(path.name)
        if not match or match[2] != kind:
            continue
        if not match[1] and current - 1 <= int(match[3]) <= current:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _files(path: Path) -> dict[str, Path]:
    if path.is_file():
        return {path.name: path}
    return {
        file.name: file
        for file in sorted(path.iterdir())
        if file.is_file() and not file.name.endswith(VOLATILE)
    }


def _check_value(path: Path) -> list[int]:
    size = path.stat().st_size
    with path.open("rb") as file:
        if size <= WHOLE_BYTES:
            return [size, zlib.crc32(file.read())]
        start = zlib.crc32(file.read(EDGE_BYTES))
        file.seek(-EDGE_BYTES, 2)
        return [size, zlib.crc32(file.read(), start)]
