"""Files sent by users: which are taken, and under which name they are kept."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from rag.errors import UsageError

UPLOADS = "uploads"  # below the index directory, and the first part of an upload's source
TYPES = (".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".jsonl")
LONGEST_NAME = 120  # bytes of the stem; file systems take 255 for the whole name
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*#]+')


@dataclass(frozen=True, slots=True)
class Limits:
    """What one upload may be: bytes of a file, files at once, and suffixes in lower case."""

    file_bytes: int = 20_000_000
    files: int = 50
    types: tuple[str, ...] = TYPES


def file_name(name: str) -> str:
    """A name a file can safely be kept under on any system, its suffix in lower case.

    >>> file_name("../../etc/计划 2025.PDF"), file_name('<img src=x>.txt'), file_name("..")
    ('计划 2025.pdf', '_img src=x_.txt', 'file')
    """
    name = unicodedata.normalize("NFC", name.replace("\\", "/")).rpartition("/")[2]
    name = _FORBIDDEN.sub("_", name).rstrip(". ")
    stem, dot, suffix = name.rpartition(".") if "." in name else (name, "", "")
    stem = stem.encode("utf-8", "replace")[:LONGEST_NAME].decode("utf-8", "ignore")
    return f"{stem.strip('. ~$') or 'file'}{dot}{suffix.lower()}"


def checked(path: Path, name: str, limits: Limits) -> None:
    """Refuse a file of a type or size that is not taken.

    Raises:
        UsageError: saying what was given and what is taken.
    """
    suffix = PurePosixPath(file_name(name)).suffix
    if suffix not in limits.types:
        kinds = " ".join(limits.types)
        raise UsageError(
            f"不接收 {suffix or '无扩展名'} 文件；可用：{kinds}。"
            f" Files of type {suffix or '(none)'} are not taken; expected {kinds}.",
            "另存为其中一种格式 / save it as one of these",
        )
    size, limit = path.stat().st_size, limits.file_bytes
    if size > limit:
        raise UsageError(
            f"文件太大：{size / 1e6:.1f} MB，上限 {limit / 1e6:.0f} MB。"
            f" The file has {size / 1e6:.1f} MB, the limit is {limit / 1e6:.0f} MB.",
            "拆分后上传 / split it",
        )
