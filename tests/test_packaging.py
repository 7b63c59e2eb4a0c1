"""What is installed: every module is in the wheel, every import is declared, nothing is idle."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.running import ROOT

PACKAGES = ("rag", "ui", "embeddings", "eval")
# Import names that differ from the distribution's name.
DISTRIBUTION_OF = {
    "bs4": "beautifulsoup4",
    "PIL": "pillow",
    "docx": "python-docx",
    "faiss": "faiss-cpu",
    "markdown_it": "markdown-it-py",
    "langchain_community": "langchain-community",
    "langchain_core": "langchain-core",
    "langchain_text_splitters": "langchain-text-splitters",
    "pytrec_eval": "pytrec_eval-terrier",
    "sentence_transformers": "sentence-transformers",
    "sklearn": "scikit-learn",
}
# What some commands need, and say so when it is missing.
EXTRAS = ("baselines", "llm", "openai", "training")


def normal(name: str) -> str:
    """A distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(extra: str | None = None) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    listed = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return {normal(re.split(r"[<>=!~;\[ ]", line)[0]) for line in listed}


def imported(folder: str) -> set[str]:
    """Distributions whose modules are imported anywhere below a folder, functions included."""
    names: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
            elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
                named = node.args[0]
                if isinstance(named, ast.Constant):
                    names.add(str(named.value).split(".")[0])
    ours = {*PACKAGES, "tests", "seeds", *sys.stdlib_module_names}
    return {normal(DISTRIBUTION_OF.get(name, name)) for name in names - ours}


def test_dependencies_are_what_is_imported() -> None:
    used = set().union(*map(imported, PACKAGES))
    optional = set().union(*map(declared, EXTRAS))
    assert used <= declared() | optional, "imported but not declared"
    assert not declared() - used, "declared but not imported"


def test_tests_and_seeds_need_nothing_undeclared() -> None:
    local = {path.stem for path in (ROOT / "seeds").rglob("*.py")}
    used = imported("tests") | imported("seeds")
    assert used - local <= declared() | declared("dev")


@pytest.mark.slow
def test_wheel_holds_every_file(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    done = subprocess.run([*build, "-w", tmp_path, ROOT], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    (wheel,) = tmp_path.glob("policyqa-*.whl")
    held = {n for n in zipfile.ZipFile(wheel).namelist() if n.startswith(PACKAGES)}
    there = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert held == there
