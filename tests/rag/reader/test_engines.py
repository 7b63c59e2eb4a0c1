"""The trained reader on both engines: the contract, and that they say the same."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from embeddings import cache
from embeddings.checkpoint import WEIGHTS_SHA256
from rag.reader.engine_numpy import NumpyReader
from rag.reader.reading import Reader
from rag.reader.weights import ADAPTER, ReaderMissing, Weights, load_weights
from tests.contracts.reader_contract import QUESTION, TEXTS, ReaderContract


@pytest.fixture(scope="module")
def weights() -> Weights:
    """The shipped adapter on the pinned base weights."""
    return load_weights()


class TestNumpyReader(ReaderContract):
    @pytest.fixture
    def reader(self, weights: Weights) -> Reader:
        return NumpyReader(weights)


class TestTorchReader(ReaderContract):
    @pytest.fixture
    def reader(self, weights: Weights) -> Reader:
        from rag.reader.engine_torch import TorchReader

        return TorchReader(weights, "float32")


def test_the_engines_agree(weights: Weights) -> None:
    from rag.reader.engine_torch import TorchReader

    for text in TEXTS:
        one = NumpyReader(weights).read(QUESTION, [text], [0])[0]
        other = TorchReader(weights, "float32").read(QUESTION, [text], [0])[0]
        assert np.array_equal(one.starts, other.starts)
        assert abs(one.null - other.null) < 1e-2
        assert np.allclose(one.start_logits, other.start_logits, atol=1e-2)
        assert np.allclose(one.end_logits, other.end_logits, atol=1e-2)
        if one.best():
            assert (one.best().start, one.best().end) == (other.best().start, other.best().end)


def test_the_adapter_is_small_and_says_what_it_is() -> None:
    from safetensors import safe_open

    assert ADAPTER.stat().st_size <= 6_000_000
    with safe_open(ADAPTER, "np") as stored:
        about = stored.metadata()
    assert about["licence"] == "CC BY-SA 4.0"
    assert WEIGHTS_SHA256 in about["base"]
    stated = ADAPTER.with_name("READER.md").read_text("utf-8")
    assert hashlib.sha256(ADAPTER.read_bytes()).hexdigest() in stated


def test_weights_are_merged_once_and_the_same_without_a_cache(
    weights: Weights, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "not-a-folder"
    file.write_text("")
    monkeypatch.setenv("POLICYQA_CACHE", str(file))  # nothing can be written below a file
    assert cache.cache_root() == file
    merged = load_weights()
    for name, values in weights.arrays.items():
        assert np.array_equal(values, merged.arrays[name]), name
    assert np.array_equal(weights.pieces.hashes, merged.pieces.hashes)
    assert merged.fingerprint == weights.fingerprint


def test_a_missing_adapter_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReaderMissing, match="reader"):
        load_weights(tmp_path / "reader.safetensors")


def test_an_adapter_of_another_shape_is_told(tmp_path: Path) -> None:
    from safetensors.numpy import save_file

    save_file({"head.weight": np.zeros((2, 384), np.float16)}, tmp_path / "other.safetensors")
    with pytest.raises(ReaderMissing, match="does not fit"):
        load_weights(tmp_path / "other.safetensors")
