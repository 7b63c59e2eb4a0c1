"""The bundled model on each engine, unpacked once, and passages to encode."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from embeddings import FloatArray
from embeddings.e5 import E5Encoder

CORPUS = Path(__file__).parents[2] / "seeds" / "corpus"


@pytest.fixture(scope="session")
def model_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache folder of this test run's own."""
    with pytest.MonkeyPatch.context() as patch:
        path = tmp_path_factory.mktemp("cache")
        patch.setenv("POLICYQA_CACHE", str(path))
        yield path


@pytest.fixture(scope="session")
def on_wheel(model_cache: Path) -> E5Encoder:
    return E5Encoder(engine="wheel")


@pytest.fixture(scope="session")
def on_bulk(model_cache: Path) -> E5Encoder:
    return E5Encoder(engine="bulk")


@pytest.fixture(scope="session")
def passages() -> list[str]:
    """40 Chinese passages of 200 characters from the demonstration corpus."""
    files = sorted([*CORPUS.glob("*.md"), *CORPUS.glob("*.html")])
    text = "".join(path.read_text("utf-8") for path in files)
    found = [text[start : start + 200] for start in range(0, len(text), 200)][:40]
    assert len(found) == 40
    return found


@pytest.fixture(scope="session")
def wheel_vectors(on_wheel: E5Encoder, passages: list[str]) -> FloatArray:
    """(40, 384): the passages as the C engine encodes them."""
    return on_wheel.encode_documents(passages)
