"""The encoder contract: texts in, unit vectors out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from embeddings.errors import EncoderError

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
Progress = Callable[[int], None]


@runtime_checkable
class Encoder(Protocol):
    """Turns texts into vectors whose dot product is their cosine similarity.

    Documents and queries are encoded by different methods because models such as E5 put a
    different prompt before each. Implementations are thread-safe, load their model on first use
    and raise EncoderError when it cannot be loaded. A blank string is a text like any other and
    gets a unit row; texts beyond the model's window are represented by their beginning.
    """

    @property
    def name(self) -> str:
        """The specification that opens this encoder again, for example ``e5-small``."""
        ...

    @property
    def fingerprint(self) -> str:
        """Identifies the vector space: differs whenever the vectors would differ.

        Covers the weights, the tokenizer, the prompts, the pooling and the dimension. Vectors may
        be compared only when their fingerprints are equal.
        """
        ...

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        ...

    def encode_documents(
        self, texts: Sequence[str], *, progress: Progress | None = None
    ) -> FloatArray:
        """Return (n, dimension) float32, unit rows, in the order of ``texts``; n may be 0.

        ``progress`` is called with the number of texts finished so far; the last call, made
        even for one text, passes n. It is not called when n is 0.
        """
        ...

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """Return (n, dimension) float32, unit rows, in the order of ``texts``; n may be 0.

        The same text gets byte-identical vectors whatever it is encoded together with.
        """
        ...


def unit_rows(vectors: npt.NDArray[Any]) -> FloatArray:
    """Scale each row of (n, dim) to length 1 and return float32.

    A row of zeros has no direction (static models give one to a blank string); it becomes the
    first axis, so that every row a caller sees has length 1. Raises EncoderError on NaN or
    infinity, which would poison every ranking.

    >>> unit_rows(np.array([[3.0, 4.0], [0.0, 0.0]])).round(2).tolist()
    [[0.6000000238418579, 0.800000011920929], [1.0, 0.0]]
    """
    wide = np.asarray(vectors, dtype=np.float64)
    if not np.isfinite(wide).all():
        raise EncoderError(
            "the model returned a vector holding NaN or infinity; expected finite numbers. "
            "Use another model, for example: --encoder e5-small"
        )
    norms = np.linalg.norm(wide, axis=1, keepdims=True)
    directed = norms[:, 0] > 0
    unit = np.zeros(wide.shape, dtype=np.float32)
    unit[directed] = wide[directed] / norms[directed]
    unit[~directed, :1] = 1.0
    return unit
