"""The reader in NumPy: starts in milliseconds and imports nothing heavy.

BERT (Devlin et al. 2019) as multilingual-e5-small has it: post-norm layers, twelve heads, GELU in
its tanh form (Hendrycks and Gimpel 2016), which is also what the reader was trained with.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from threadpoolctl import ThreadpoolController

from rag.reader.pairs import Pair, pair, read_text
from rag.reader.reading import FloatArray, Reading
from rag.reader.weights import Weights

_TILE = 64  # rows whose widest activation stays in a core's own cache
_SQRT_8_BY_PI = 1.5957691216057308


class NumpyReader:
    """Reads the passages of a question side by side, one on every core."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._workers = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="reader")
        # One core works through a passage alone: products of this size, split over cores, have
        # them wait for each other, on a busy machine for seconds.
        ThreadpoolController().limit(limits=1, user_api="blas")

    @property
    def fingerprint(self) -> str:
        """See Reader."""
        return self._weights.fingerprint

    def read(self, question: str, texts: Sequence[str], begins: Sequence[int]) -> list[Reading]:
        """See Reader."""
        pairs = read_pairs(self._weights, question, texts, begins)
        logits = self._workers.map(lambda p: forward(self._weights, p), pairs)
        return [reading(p, found) for p, found in zip(pairs, logits, strict=True)]


def forward(weights: Weights, given: Pair) -> FloatArray:
    """(t, 2) float32 start and end logits of one input."""
    arrays, epsilon = weights.arrays, weights.epsilon
    count = len(given.ids)
    x = weights.embeddings(given.ids)
    x += arrays["emb.pos"][:count] + arrays["emb.type"][0]
    normalise(x, arrays["emb.ln.w"], arrays["emb.ln.b"], epsilon)
    for layer in range(weights.layers):
        prefix = f"l{layer}."
        part = {k.removeprefix(prefix): v for k, v in arrays.items() if k.startswith(prefix)}
        x = _layer(x, part, weights.heads, epsilon)
    logits: FloatArray = x @ arrays["head.w"] + arrays["head.b"]
    return logits


def _layer(x: FloatArray, part: Mapping[str, FloatArray], heads: int, epsilon: float) -> FloatArray:
    q, k, v = (x @ part[f"{name}.w"] + part[f"{name}.b"] for name in "qkv")
    joined: FloatArray = attention(q, k, v, heads) @ part["ao.w"]
    joined += part["ao.b"]
    joined += x
    normalise(joined, part["aln.w"], part["aln.b"], epsilon)
    wide: FloatArray = joined @ part["fi.w"]
    for start in range(0, len(wide), _TILE):
        gelu(wide[start : start + _TILE], part["fi.b"])
    narrow: FloatArray = wide @ part["fo.w"]
    narrow += part["fo.b"]
    narrow += joined
    normalise(narrow, part["oln.w"], part["oln.b"], epsilon)
    return narrow


def read_pairs(
    weights: Weights, question: str, texts: Sequence[str], begins: Sequence[int]
) -> list[Pair]:
    """The reader's input for each text."""
    asked = read_text(question, weights.pieces)
    return [
        pair(asked, read_text(text, weights.pieces), begin)
        for text, begin in zip(texts, begins, strict=True)
    ]


def reading(given: Pair, logits: FloatArray) -> Reading:
    """What (t, 2) logits say about the passage of `given`."""
    passage = logits[given.first : given.first + len(given.starts)]
    return Reading(given.starts, given.ends, passage[:, 0], passage[:, 1], float(logits[0].sum()))


def attention(q: FloatArray, k: FloatArray, v: FloatArray, heads: int) -> FloatArray:
    """Softmax(Q K^T / sqrt(d)) V of all heads, side by side: (t, hidden)."""
    count, hidden = q.shape
    size = hidden // heads
    q, k, v = (m.reshape(count, heads, size).swapaxes(0, 1) for m in (q, k, v))
    scores: FloatArray = q @ k.swapaxes(1, 2)
    scores *= np.float32(size**-0.5)
    scores -= scores.max(axis=2, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=2, keepdims=True)
    joined: FloatArray = (scores @ v).swapaxes(0, 1).reshape(count, hidden)
    return joined


def normalise(x: FloatArray, gain: FloatArray, offset: FloatArray, epsilon: float) -> None:
    """Layer normalisation of each row, in place."""
    x -= x.mean(axis=1, keepdims=True)
    x /= np.sqrt(np.einsum("ij,ij->i", x, x)[:, None] / x.shape[1] + np.float32(epsilon))
    x *= gain
    x += offset


def gelu(x: FloatArray, bias: FloatArray) -> None:
    """x = gelu(x + bias), in place; gelu(z) = z sigmoid(sqrt(8 / pi) (z + 0.044715 z^3))."""
    x += bias
    inner = x * x
    inner *= np.float32(-_SQRT_8_BY_PI * 0.044715)
    inner -= np.float32(_SQRT_8_BY_PI)
    inner *= x
    np.minimum(inner, np.float32(60), out=inner)  # exp stays finite
    np.exp(inner, out=inner)
    inner += 1
    x /= inner
