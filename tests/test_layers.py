"""Who may import whom: layers point one way, so each is understood without those above it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = ("embeddings", "rag", "ui", "eval")
MAY_IMPORT = {
    "embeddings": {"embeddings"},
    "rag": {"rag", "embeddings"},
    "ui": {"ui", "rag", "embeddings"},
    "eval": {"eval", "rag", "embeddings"},
}
# Inside rag, a module imports its own level or lower ones; whatever is not named is a single step.
LEVELS = {
    "types": 0, "errors": 0, "config": 0, "patterns": 0, "text": 0, "mapped": 0,
    "store": 2,
    "ingest": 3, "prepare": 3, "ledger": 3, "retrieve": 3, "finding": 3, "feedback": 3, "verify": 3,
    "wording": 3, "opening": 3,
    "assistant": 4,
    "cli": 5, "doctor": 5, "": 5,
}  # fmt: skip
STEP = 1


def modules() -> Iterator[tuple[str, Path]]:
    """(dotted name, file) of every module of ours."""
    for package in OURS:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imports(path: Path) -> Iterator[str]:
    """Dotted names of our own modules that a file imports anywhere, functions included."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            # `from rag import ask` imports the package's door, `from rag import text` a module.
            names = [
                f"{node.module}.{alias.name}"
                if is_module(f"{node.module}.{alias.name}")
                else node.module
                for alias in node.names
                if node.module
            ]
        else:
            continue
        yield from (name for name in names if name and name.split(".")[0] in OURS)


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def level(module: str) -> int:
    inside = module.split(".")[1:]
    return LEVELS.get(inside[0] if inside else "", STEP)


@pytest.mark.parametrize(("name", "path"), [pytest.param(*m, id=m[0]) for m in modules()])
def test_imports_point_downwards(name: str, path: Path) -> None:
    package = name.split(".")[0]
    for imported in imports(path):
        assert imported.split(".")[0] in MAY_IMPORT[package], f"{name} imports {imported}"
        if package == "rag" and imported.startswith("rag"):
            assert level(imported) <= level(name), f"{name} imports {imported}, a layer above it"


def test_the_levels_name_real_modules() -> None:
    for name in LEVELS:
        assert is_module(f"rag.{name}" if name else "rag"), f"rag.{name} is gone: mend LEVELS"


@pytest.mark.parametrize("package", OURS)
def test_each_package_imports_alone(package: str) -> None:
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"import {package}"], cwd=ROOT, capture_output=True
    )
    assert run.returncode == 0, run.stderr.decode()
