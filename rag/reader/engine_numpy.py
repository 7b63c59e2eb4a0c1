"""The reader in NumPy: starts in milliseconds and imports nothing heavy.

BERT (Devlin et al. 2019) as multilingual-e5-small has it: post-norm layers, twelve heads, GELU in
its tanh form (Hendrycks and Gimpel 2016), which is also what the reader was trained with.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rag.reader.pairs import Pair, pair, read_text
from rag.reader.reading import FloatArray, Reading
from rag.reader.weights import Weights

_TILE = 64  # rows whose widest activation stays in a core's own cache


class NumpyReader:
    """One passage after the other, on every core."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    @property
    def fingerprint(self) -> str:
        """See Reader."""
        return self._weights.fingerprint

    def read(self, question: str, texts: Sequence[str], begins: Sequence[int]) -> list[Reading]:
        """See Reader."""
        pieces = self._weights.pieces
        asked = read_text(question, pieces)
        pairs = [
            pair(asked, read_text(text, pieces), begin)
            for text, begin in zip(texts, begins, strict=True)
        ]
        return [reading(p, forward(self._weights, p)) for p in pairs]


def reading(given: Pair, logits: FloatArray) -> Reading:
    """What (t, 2) logits say about the passage of `given`."""
    passage = logits[given.first : given.first + len(given.starts)]
    return Reading(given.starts, given.ends, passage[:, 0], passage[:, 1], float(logits[0].sum()))


def forward(weights: Weights, given: Pair) -> FloatArray:
    """(t, 2) float32 start and end logits of one input."""
    arrays, epsilon = weights.arrays, weights.epsilon
    count = len(given.ids)
    x = weights.embeddings(given.ids) + arrays["emb.pos"][:count] + arrays["emb.type"][0]
    x = _norm(x, arrays["emb.ln.w"], arrays["emb.ln.b"], epsilon)
    for layer in range(weights.layers):
        part = {
            name: arrays[f"l{layer}.{name}"]
            for short in ("q", "k", "v", "ao", "aln", "fi", "fo", "oln")
            for name in (f"{short}.w", f"{short}.b")
        }
        attended = _attention(x, part, weights.heads) @ part["ao.w"]
        attended += part["ao.b"]
        attended += x
        x = _norm(attended, part["aln.w"], part["aln.b"], epsilon)
        wide: FloatArray = x @ part["fi.w"]
        _gelu(wide, part["fi.b"])
        narrow: FloatArray = wide @ part["fo.w"]
        narrow += part["fo.b"]
        narrow += x
        x = _norm(narrow, part["oln.w"], part["oln.b"], epsilon)
    logits: FloatArray = x @ arrays["head.w"] + arrays["head.b"]
    return logits


def _attention(x: FloatArray, part: dict[str, FloatArray], heads: int) -> FloatArray:
    """Softmax(Q K^T / sqrt(d)) V of all heads, side by side: (t, hidden)."""
    count, hidden = x.shape
    size = hidden // heads
    q, k, v = (
        (x @ part[f"{name}.w"] + part[f"{name}.b"]).reshape(count, heads, size).swapaxes(0, 1)
        for name in "qkv"
    )
    scores = q @ k.swapaxes(1, 2)
    scores *= np.float32(size**-0.5)
    scores -= scores.max(axis=2, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=2, keepdims=True)
    joined: FloatArray = (scores @ v).swapaxes(0, 1).reshape(count, hidden)
    return joined


def _norm(x: FloatArray, gain: FloatArray, offset: FloatArray, epsilon: float) -> FloatArray:
    """Layer normalisation, in place."""
    x -= x.mean(axis=1, keepdims=True)
    x /= np.sqrt(np.einsum("ij,ij->i", x, x)[:, None] / x.shape[1] + np.float32(epsilon))
    x *= gain
    x += offset
    return x


def _gelu(x: FloatArray, bias: FloatArray) -> None:
    """x = gelu(x + bias), in place; gelu(z) = z sigmoid(1.59577 (z + 0.044715 z^3))."""
    for start in range(0, len(x), _TILE):
        z = x[start : start + _TILE]
        z += bias
        inner = z * z
        inner *= np.float32(-1.5957691216057308 * 0.044715)
        inner -= np.float32(1.5957691216057308)
        inner *= z
        np.clip(inner, None, 60, out=inner)  # exp stays finite
        np.exp(inner, out=inner)
        inner += 1
        z /= inner
