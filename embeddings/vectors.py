"""FAISS behind a small class: build once, save whole, open mapped, search.

A file is never changed after it is written: new vectors go elsewhere until the next build. (Adding
to an index that FAISS has mapped into memory aborts the process.)
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from embeddings.encoder import FloatArray, IntArray
from embeddings.errors import VectorIndexError

EXHAUSTIVE_UP_TO = 300_000  # vectors; above, inverted lists are searched instead of everything
PROBED_SHARE = 16  # one list in so many is looked into: recall .956 before exact re-scoring at 1M
SEED = 20240501


class VectorIndex:
    """Vectors under int64 ids, searched by inner product (cosine for unit rows)."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(
        cls, ids: IntArray, vectors: FloatArray, *, exhaustive_up_to: int = EXHAUSTIVE_UP_TO
    ) -> VectorIndex:
        """Index `vectors` (n, dim) float32 under distinct `ids` (n,) int64.

        Up to `exhaustive_up_to` vectors every one is compared, as float16; more are kept in
        inverted lists as bytes, which finds nearly all neighbours in a fraction of the time.

        Raises:
            VectorIndexError: the shapes disagree, an id repeats, or a value is not finite.
        """
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        ids = np.ascontiguousarray(ids, dtype=np.int64)
        _check(ids, vectors)
        count, dimension = vectors.shape
        kind = faiss.METRIC_INNER_PRODUCT
        if count <= exhaustive_up_to:
            scalar = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, kind)
            index = faiss.IndexIDMap2(scalar)
        else:
            index = _inverted(dimension, count, kind)
            index.train(vectors)
        index.add_with_ids(vectors, ids)
        return cls(index)

    def save(self, path: Path) -> None:
        """Write the file beside, flush it to the disk, then give it its name: whole or not at all."""
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(descriptor)
        temporary = Path(name)
        try:
            faiss.write_index(self._index, name)
            _flush(temporary)
            temporary.replace(path)
        except RuntimeError as error:
            raise VectorIndexError(f"cannot write the vector index {path}: {error}") from error
        finally:
            temporary.unlink(missing_ok=True)
        _flush(path.parent)

    @classmethod
    def open(cls, path: Path) -> VectorIndex:
        """Map the file into memory; nothing is read before it is searched.

        Raises:
            VectorIndexError: the file is missing, damaged or of another kind.
        """
        if not path.is_file():
            raise VectorIndexError(f"no vector index at {path}; build it again from the vectors")
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise VectorIndexError(f"the vector index {path} is damaged: {error}") from error
        return cls(index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return int(self._index.d)

    def search(
        self, query: FloatArray, k: int, allowed: IntArray | None = None
    ) -> tuple[FloatArray, IntArray]:
        """The k nearest of `query` (dim,) or (q, dim): scores (q, k) and ids (q, k).

        Rows are best first, equal scores by ascending id; missing places hold -inf and -1.
        `allowed` restricts the ids before ranking, so that a narrow choice still fills the row.

        Raises:
            VectorIndexError: the query has another dimension.
        """
        queries = np.atleast_2d(np.ascontiguousarray(query, dtype=np.float32))
        if queries.shape[1] != self.dimension:
            raise VectorIndexError(
                f"query of dimension {queries.shape[1]}; this index holds {self.dimension}"
            )
        scores, ids = self._index.search(queries, max(k, 1), params=self._parameters(allowed))
        scores[ids < 0] = -np.inf
        order = np.lexsort((ids, -scores))
        return (
            np.take_along_axis(scores, order, axis=1)[:, :k],
            np.take_along_axis(ids, order, axis=1)[:, :k],
        )

    def _parameters(self, allowed: IntArray | None) -> Any:
        chosen = None
        if allowed is not None:
            chosen = faiss.IDSelectorBatch(np.ascontiguousarray(allowed, dtype=np.int64))
        if isinstance(self._index, faiss.IndexIVF):
            probes = max(1, self._index.nlist // PROBED_SHARE) if allowed is None else self._index.nlist
            return faiss.SearchParametersIVF(sel=chosen, nprobe=probes)
        return faiss.SearchParameters(sel=chosen) if chosen is not None else None


def _inverted(dimension: int, count: int, kind: int) -> Any:
    """Inverted lists of bytes; about four times the square root of n lists."""
    lists = max(1, min(int(4 * count**0.5), count // 39))  # FAISS wants 39 vectors to train a list
    quantizer = faiss.IndexFlatIP(dimension)
    index = faiss.IndexIVFScalarQuantizer(
        quantizer, dimension, lists, faiss.ScalarQuantizer.QT_8bit, kind
    )
    index.cp.seed = SEED
    index.own_fields = True
    quantizer.this.disown()
    return index


def _check(ids: IntArray, vectors: FloatArray) -> None:
    if vectors.ndim != 2 or ids.shape != (len(vectors),):
        raise VectorIndexError(
            f"ids {ids.shape} and vectors {vectors.shape}; expected (n,) and (n, dimension)"
        )
    if len(np.unique(ids)) != len(ids):
        raise VectorIndexError("an id is given twice; every vector needs its own")
    if not np.isfinite(vectors).all():
        raise VectorIndexError("a vector holds NaN or infinity; expected finite numbers")


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
