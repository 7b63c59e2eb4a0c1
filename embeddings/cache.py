"""The user's cache folder: atomic publication of folders, checks of what lies there.

A folder is built beside its final place, every file is flushed to the disk, and one rename
publishes it; a process killed at any moment leaves either the old state or the new one. A
manifest of sizes and SHA-256 sums, written last, tells a whole folder from a damaged one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from embeddings.atomic import flush_file, flush_folder

MANIFEST = "manifest.json"
_ABANDONED_AFTER_S = 24 * 3600


def cache_root() -> Path:
    """Return the cache folder: POLICYQA_CACHE, else policyqa below XDG_CACHE_HOME or ~/.cache."""
    if chosen := os.environ.get("POLICYQA_CACHE"):
        return Path(chosen).expanduser()
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "policyqa"


def sha256_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes as 64 hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def is_intact(folder: Path) -> bool:
    """Return whether ``folder`` holds exactly what its manifest lists, byte for byte."""
    try:
        listed: dict[str, str] = json.loads((folder / MANIFEST).read_text("utf-8"))
        return _sums(folder) == listed
    except (OSError, ValueError):
        return False


def publish(folder: Path, build: Callable[[Path], None]) -> None:
    """Let ``build`` fill a new folder and rename it to ``folder``, replacing a damaged one.

    When another process publishes an intact folder first, that one stays. Raises OSError when
    the disk refuses; nothing is left behind then, save after a kill, whose remains are removed
    by a later call.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        build(staging)
        (staging / MANIFEST).write_text(json.dumps(_sums(staging), indent=1), "utf-8")
        _flush_tree(staging)
        _swap_in(staging, folder)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _sums(folder: Path) -> dict[str, str]:
    """Map each file's relative name to its size and SHA-256; the manifest itself is left out."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): f"{path.stat().st_size} {sha256_file(path)}"
        for path in files
        if path.name != MANIFEST
    }


def _flush_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_dir():
            flush_folder(path)
        else:
            flush_file(path)
    flush_folder(folder)


def _swap_in(staging: Path, folder: Path) -> None:
    """Rename ``staging`` to ``folder``; a folder already there is kept if intact, else replaced."""
    if folder.exists():
        if is_intact(folder):
            return
        rejected = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        folder.rename(rejected / "damaged")
        shutil.rmtree(rejected, ignore_errors=True)
    try:
        staging.rename(folder)
    except OSError:
        if not is_intact(folder):  # otherwise another process was quicker, and its copy is good
            raise
    flush_folder(folder.parent)


def _sweep(folder: Path) -> None:
    """Remove what killed processes left beside ``folder`` more than a day ago."""
    for path in folder.parent.glob(f".{folder.name}.*"):
        try:
            if time.time() - path.stat().st_mtime > _ABANDONED_AFTER_S:
                shutil.rmtree(path, ignore_errors=True)
        except OSError:
            continue
