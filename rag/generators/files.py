"""Model files: where a name leads, and a fingerprint that does not read gigabytes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

ENDS = 1 << 20  # bytes read at each end of a file


def fingerprint(paths: Iterable[Path]) -> str:
    """16 hexadecimal digits from the names, sizes, first and last MiB of files.

    Weights that differ differ in size or nearly everywhere; a whole hash of a large model would
    take longer than an answer.
    """
    digest = hashlib.sha256()
    for path in sorted(paths):
        size = path.stat().st_size
        digest.update(f"{path.name} {size}\n".encode())
        with path.open("rb") as stream:
            digest.update(stream.read(ENDS))
            if size > ENDS:
                stream.seek(max(ENDS, size - ENDS))
                digest.update(stream.read(ENDS))
    return digest.hexdigest()[:16]


def find_gguf(name: str) -> Path | None:
    """The file `name` leads to: a path, or a .gguf file that an installed package carries.

    A bare name is the file's own, with or without ".gguf", or the package's.
    """
    path = Path(name).expanduser()
    if path.is_file():
        return path
    if os.sep in name:
        return None
    wanted = name.lower().removesuffix(".gguf")
    return next((p for key, p in installed_gguf() if wanted in (key, p.stem.lower())), None)


def installed_gguf() -> Iterator[tuple[str, Path]]:
    """(package, file) for every .gguf file of the installed packages, by package."""
    found = (
        (str(package.metadata["Name"]).lower(), Path(str(package.locate_file(line.split(",")[0]))))
        for package in metadata.distributions()
        if ".gguf," in (record := package.read_text("RECORD") or "")
        for line in record.splitlines()
        if ".gguf," in line
    )
    yield from sorted((key, path) for key, path in found if path.is_file())
