"""Does everything that is needed work here? Each check says what it saw and what mends it."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from embeddings.cache import cache_root
from rag.errors import IndexMissing, RagError
from rag.opening import DEFAULT_ENCODER, open_encoder
from rag.store import Index

State = Literal["good", "note", "broken"]
DISTRIBUTION = "policyqa"
PYTHONS = ((3, 11), (3, 14))  # from, and below
FREE_BYTES = 500_000_000  # for the index and the unpacked model


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `remedy` is the command that mends it, or None."""

    name: str
    state: State
    detail: str
    remedy: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


def examine(index: Path) -> tuple[Check, ...]:
    """All checks in the order they are worth mending. Nothing is written but the model cache."""
    checks: list[tuple[str, Callable[[], Check]]] = [
        ("python", _python),
        ("packages", _packages),
        ("disk", lambda: _disk(index)),
        ("permission", lambda: _permission(index)),
        ("cache", _cache),
        ("encoder", lambda: _encoder(index)),
        ("index", lambda: _index(index)),
    ]
    return tuple(_guarded(name, check) for name, check in checks)


def _guarded(name: str, check: Callable[[], Check]) -> Check:
    """A check that fails is a finding; the others still run."""
    try:
        return check()
    except RagError as error:
        return Check(name, "broken", error.message, error.remedy or None)
    except Exception as error:
        return Check(name, "broken", f"{type(error).__name__}: {error}", _reinstall())


def _python() -> Check:
    version = sys.version_info[:2]
    detail = f"{sys.version.split()[0]} ({sys.executable})"
    if PYTHONS[0] <= version < PYTHONS[1]:
        return Check("python", "good", detail)
    return Check(
        "python", "broken", f"{detail}; 3.11–3.13", "rm -rf .venv && make PYTHON=python3.12 run"
    )


def _packages() -> Check:
    """Every declared dependency is installed in a version that was tested."""
    from packaging.requirements import Requirement

    try:
        declared = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        return Check("packages", "note", f"{DISTRIBUTION} is not installed", _reinstall())
    wrong = []
    required = [Requirement(line) for line in declared if not re.search(r"\bextra\b", line)]
    for requirement in required:
        try:
            version = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            wrong.append(f"{requirement.name} 未安装 / missing")
            continue
        if not requirement.specifier.contains(version, prereleases=True):
            wrong.append(f"{requirement.name} {version}, {requirement.specifier}")
    if wrong:
        return Check("packages", "broken", "; ".join(wrong), _reinstall())
    return Check("packages", "good", f"{len(required)} 个依赖齐全 / dependencies in tested ranges")


def _disk(index: Path) -> Check:
    place = _existing(index)
    free = shutil.disk_usage(place).free
    detail = f"{free / 1e9:.1f} GB 可用 / free ({place})"
    if free >= FREE_BYTES:
        return Check("disk", "good", detail)
    return Check("disk", "broken", detail, f"df -h {place}")


def _permission(index: Path) -> Check:
    place = _existing(index)
    if os.access(place, os.W_OK | os.X_OK):
        return Check("permission", "good", f"{place} 可写 / writable")
    return Check(
        "permission",
        "broken",
        f"{place} 不可写；只能提问 / not writable; asking works, ingesting does not",
        f"ls -ld {place}; policyqa ingest PATH --index OTHER",
    )


def _cache() -> Check:
    """Where the bundled model is unpacked for bulk work."""
    root = cache_root()
    if os.access(_existing(root), os.W_OK | os.X_OK):
        return Check("cache", "good", f"{root} 可写 / writable")
    detail = (
        f"{root} 不可写；批量导入时模型每次重新解包 / not writable; the model is unpacked each time"
    )
    return Check("cache", "note", detail, "export POLICYQA_CACHE=~/policyqa-cache")


def _encoder(index: Path) -> Check:
    """The model opens (its weights are checked while it does) and gives unit vectors."""
    try:
        with Index.open(index) as opened:
            spec = opened.manifest.encoder
    except RagError:
        spec = DEFAULT_ENCODER
    encoder = open_encoder(spec)
    vector = encoder.encode_queries(["数据中心"])[0]
    length = float((vector * vector).sum()) ** 0.5
    detail = f"{spec}: {len(vector)} 维 / dimensions, {encoder.fingerprint}"
    if abs(length - 1.0) < 0.01:
        return Check("encoder", "good", detail)
    return Check("encoder", "broken", f"{detail}; |v| = {length:.3f}, 1 expected", _reinstall())


def _index(index: Path) -> Check:
    try:
        with Index.open(index) as opened:
            count = len(opened.documents())
            detail = f"{index}: {count} 篇文档 / documents, {opened.passage_count()} 段 / passages"
    except IndexMissing as error:
        return Check("index", "note", error.message, f"policyqa ingest PATH --index {index}")
    if count:
        return Check("index", "good", detail)
    return Check("index", "note", detail, f"policyqa ingest PATH --index {index}")


def _existing(path: Path) -> Path:
    """The nearest folder that is there."""
    path = path.absolute()
    while not path.is_dir():
        path = path.parent
    return path


def _reinstall() -> str:
    return "rm -rf .venv && make run"
