"""The reader's weights: the bundled encoder with the trained updates added in.

The sum of both is computed once and kept in the user's cache as one flat file that is mapped, not
read: a command starts reading passages in milliseconds. Word embeddings stay in the wheel's 4-bit
file; the few rows a question needs are expanded when they are needed.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from embeddings.cache import cache_root, publish, sha256_file
from embeddings.checkpoint import WEIGHTS_SHA256, bundled_weights, verify_weights
from embeddings.q4 import dequantize, read_q4
from rag.errors import RagError
from rag.reader.reading import FloatArray
from rag.reader.tokens import Pieces

if TYPE_CHECKING:
    from embeddings.q4 import Q4File
    from rag.reader.tokens import IntArray

ADAPTER = Path(__file__).parents[1] / "data" / "reader.safetensors"
ALPHA_BY_RANK = 2.0  # LoRA's alpha / rank
LAYOUT = 1  # raise it when the cached files change
MATRICES = {  # the wheel's name -> the adapter's
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
NORMS = ("aln", "oln")
ROW_BLOCKS = 12  # 4-bit blocks of one word's embedding
BLOCK_BYTES = 18
_log = logging.getLogger(__name__)


class ReaderMissing(RagError):
    """There is no trained reader, or it does not fit the bundled weights."""


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Everything a forward pass needs.

    Args:
        arrays: by name: `emb.pos`, `emb.type`, `emb.ln.w|b`, per layer `lN.q.w|b` ... with
            matrices (in, out), `head.w` (hidden, 2), `head.b`. float32.
        words: the 4-bit rows of the word embeddings, (vocabulary, bytes of a row) uint8.
    """

    arrays: dict[str, FloatArray]
    words: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
    pieces: Pieces
    layers: int
    heads: int
    epsilon: float
    fingerprint: str

    def embeddings(self, ids: IntArray) -> FloatArray:
        """(t, hidden) float32 rows of the word embeddings."""
        rows = np.ascontiguousarray(self.words[ids])
        return dequantize(rows.tobytes()).reshape(len(ids), -1)


def load_weights(adapter: Path = ADAPTER) -> Weights:
    """The merged weights, from the cache where they were merged before.

    Raises ReaderMissing without an adapter, embeddings' errors without sound bundled weights.
    """
    if not adapter.is_file():
        raise ReaderMissing(
            f"没有训练好的阅读模型 / no trained reader at {adapter.name}",
            "pip install --force-reinstall policyqa",
        )
    path = bundled_weights()
    verify_weights(path)
    digest = sha256_file(adapter)
    folder = cache_root() / f"reader-{WEIGHTS_SHA256[:12]}-{digest[:12]}-{LAYOUT}"
    if not (folder / "layout.json").is_file():
        try:
            publish(folder, lambda staging: _write(staging, path, adapter))
        except OSError as error:
            _log.warning(
                "缓存目录 %s 不可写，阅读模型每次在内存中合并 / cannot write the cache (%s); "
                "the reader is merged in memory, which takes a second each time. "
                "Name a writable folder with: export POLICYQA_CACHE=/path/to/folder",
                folder.parent,
                error.strerror,
            )
            return _merged(path, adapter, digest)
    return _mapped(folder, path, digest)


def _write(folder: Path, path: Path, adapter: Path) -> None:
    """Merge, and write `weights.bin` with its layout, and the vocabulary."""
    model = read_q4(path)
    arrays = merge(model, adapter)
    layout: dict[str, tuple[int, tuple[int, ...]]] = {}
    with (folder / "weights.bin").open("wb") as out:
        for name, values in arrays.items():
            layout[name] = (out.tell(), values.shape)
            out.write(np.ascontiguousarray(values, dtype="<f4").tobytes())
            out.write(b"\0" * (-out.tell() % 64))
    pieces = Pieces.of(model)
    np.savez(folder / "pieces.npz", hashes=pieces.hashes, ids=pieces.ids, scores=pieces.scores)
    about = {
        "arrays": layout,
        "unknown": pieces.unknown,
        "normalization": dict(pieces.normalization),
        "layers": model.shape.layers,
        "heads": model.shape.heads,
        "epsilon": model.shape.layer_norm_epsilon,
        "words": (model.tensors["emb.word"].offset, model.shape.vocabulary),
    }
    (folder / "layout.json").write_text(json.dumps(about), "utf-8")


def _mapped(folder: Path, path: Path, digest: str) -> Weights:
    about = json.loads((folder / "layout.json").read_text("utf-8"))
    # Copy on write: torch takes no array that cannot be written, and nobody writes.
    flat = np.memmap(folder / "weights.bin", dtype="<f4", mode="c")
    arrays = {
        name: np.asarray(flat[offset // 4 : offset // 4 + int(np.prod(shape))]).reshape(shape)
        for name, (offset, shape) in about["arrays"].items()
    }
    with np.load(folder / "pieces.npz") as saved:
        pieces = Pieces(
            saved["hashes"], saved["ids"], saved["scores"], about["unknown"], about["normalization"]
        )
    words = _words(path, *about["words"])
    return Weights(
        arrays, words, pieces, about["layers"], about["heads"], about["epsilon"], digest[:16]
    )


def _merged(path: Path, adapter: Path, digest: str) -> Weights:
    model = read_q4(path)
    return _in_memory(path, model, merge(model, adapter), digest[:16])


def untrained() -> Weights:
    """The bundled weights without updates and head, which training starts from."""
    path = bundled_weights()
    verify_weights(path)
    model = read_q4(path)
    return _in_memory(path, model, base_arrays(model), "")


def _in_memory(
    path: Path, model: Q4File, arrays: dict[str, FloatArray], fingerprint: str
) -> Weights:
    shape = model.shape
    words = _words(path, model.tensors["emb.word"].offset, shape.vocabulary)
    return Weights(
        arrays,
        words,
        Pieces.of(model),
        shape.layers,
        shape.heads,
        shape.layer_norm_epsilon,
        fingerprint,
    )


def _words(
    path: Path, offset: int, vocabulary: int
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    shape = (vocabulary, ROW_BLOCKS * BLOCK_BYTES)
    return np.memmap(path, dtype=np.uint8, mode="r", offset=offset, shape=shape)


def base_arrays(model: Q4File) -> dict[str, FloatArray]:
    """The bundled weights but for the word embeddings; matrices (in, out)."""
    hidden = model.shape.hidden
    arrays = {name: model.tensor(name) for name in ("emb.ln.w", "emb.ln.b")}
    arrays["emb.pos"] = model.tensor("emb.pos").reshape(-1, hidden)
    arrays["emb.type"] = model.tensor("emb.type").reshape(-1, hidden)
    for layer in range(model.shape.layers):
        for short in MATRICES:
            bias = model.tensor(f"l{layer}.{short}.b")
            arrays[f"l{layer}.{short}.w"] = (
                model.tensor(f"l{layer}.{short}.w").reshape(len(bias), -1).T
            )
            arrays[f"l{layer}.{short}.b"] = bias
        for short in NORMS:
            for part in ("w", "b"):
                arrays[f"l{layer}.{short}.{part}"] = model.tensor(f"l{layer}.{short}.{part}")
    return arrays


def merge(model: Q4File, adapter: Path) -> dict[str, FloatArray]:
    """Bundled weights plus updates: W + alpha / rank * B A, transposed to (in, out).

    Raises ReaderMissing when the adapter lacks a part or has another shape.
    """
    from safetensors.numpy import load_file

    learnt = {name: values.astype(np.float32) for name, values in load_file(adapter).items()}
    arrays = base_arrays(model)
    try:
        for layer in range(model.shape.layers):
            for short, name in MATRICES.items():
                down, up = (learnt[f"layer.{layer}.{name}.{part}"] for part in ("a", "b"))
                weight = arrays[f"l{layer}.{short}.w"]
                arrays[f"l{layer}.{short}.w"] = weight + ALPHA_BY_RANK * (up @ down).T
        arrays["head.w"] = learnt["head.weight"].T
        arrays["head.b"] = learnt["head.bias"]
    except (KeyError, ValueError) as error:
        raise ReaderMissing(
            f"阅读模型与内置权重不符 / {os.fspath(adapter.name)} does not fit: {error}",
            "pip install --force-reinstall policyqa",
        ) from error
    return arrays
