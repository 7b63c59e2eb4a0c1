"""FAISS behind a small class: build once, save whole, open mapped, search.

A file is never changed after it is written: new vectors go elsewhere until the next build. (Adding
to an index that FAISS has mapped into memory aborts the process.)

The file is FAISS's own, followed by 24 bytes: a magic, the length of FAISS's part and the CRC-32 of
its two ends. FAISS checks little of what it reads and crashes on some damaged files.
"""

from __future__ import annotations

import importlib
import math
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from embeddings.atomic import replacing
from embeddings.encoder import FloatArray, IntArray
from embeddings.errors import VectorIndexError

faiss: Any = importlib.import_module("faiss")  # its type stubs lack half of what is used here

EXHAUSTIVE_UP_TO = 300_000  # vectors; above, inverted lists are searched instead of everything
PROBED_SHARE = 16  # one list in so many is looked into: recall .956 before exact re-scoring at 1M
SEED = 20240501

_TRAILER = struct.Struct("<8sQQ")
_MAGIC = b"vectors1"
_EDGE_BYTES = 4 << 20  # checked at either end: the structure, and the ids of 500,000 vectors
_QUERIES = 16  # searched together; from 20 FAISS compares in another, less exact order


class VectorIndex:
    """Vectors under int64 ids, searched by inner product (cosine for unit rows).

    Searching is safe from many threads. The same query gets the same answer whatever it is
    searched together with and however many threads FAISS uses.
    """

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(
        cls, ids: IntArray, vectors: FloatArray, *, exhaustive_up_to: int = EXHAUSTIVE_UP_TO
    ) -> VectorIndex:
        """Index ``vectors`` (n, dim) float32 under distinct ``ids`` (n,) int64, none negative.

        Up to ``exhaustive_up_to`` vectors every one is compared, as float16; more are kept in
        inverted lists as bytes, which finds nearly all neighbours in a fraction of the time.
        Raises VectorIndexError when the shapes disagree, an id repeats or is negative, or a value
        is not finite.
        """
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        ids = np.ascontiguousarray(ids, dtype=np.int64)
        _check(ids, vectors)
        if len(ids) <= exhaustive_up_to:
            inner = faiss.IndexScalarQuantizer(
                vectors.shape[1], faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
            )
        else:
            inner = _inverted(vectors)
        index = faiss.IndexIDMap(inner)
        inner.this.disown()
        index.own_fields = True
        index.add_with_ids(vectors, ids)
        return cls(index)

    def save(self, path: Path) -> None:
        """Write the file beside, flush it to the disk, then rename it: whole or not at all.

        Raises VectorIndexError when the disk refuses; an older file at ``path`` then stays.
        """
        try:
            with replacing(path) as temporary:
                faiss.write_index(self._index, str(temporary))
                trailer = _trailer(temporary, temporary.stat().st_size)
                with temporary.open("ab") as stream:
                    stream.write(trailer)
        except (OSError, RuntimeError) as error:
            raise VectorIndexError(
                f"cannot write the vector index {path}: {error}; expected a writable folder with "
                f"room for it. Look at the disk with: df -h {path.parent}"
            ) from error

    @classmethod
    def open(cls, path: Path) -> VectorIndex:
        """Map the file into memory; little is read before it is searched.

        Raises VectorIndexError when the file is missing, damaged or of another kind.
        """
        try:
            size = path.stat().st_size - _TRAILER.size
            whole = size > 0 and _last_bytes(path, _TRAILER.size) == _trailer(path, size)
        except OSError as error:
            raise VectorIndexError(
                f"no readable vector index at {path} ({error}); it is built again from the stored "
                "vectors by: policyqa ingest"
            ) from error
        if not whole:
            raise _damaged(path, "its length or checksum is not what was written")
        try:
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
        except (RuntimeError, AssertionError) as error:
            raise _damaged(path, "this version of FAISS cannot read it") from error

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return int(self._index.d)

    @property
    def exhaustive(self) -> bool:
        """Whether every vector is compared, so that scores are off by rounding alone."""
        return not self._lists()

    @property
    def ids(self) -> IntArray:
        """(n,) int64, ascending."""
        ids: IntArray = faiss.vector_to_array(self._index.id_map).astype(np.int64)
        ids.sort()
        return ids

    def search(
        self, query: FloatArray, k: int, allowed: IntArray | None = None
    ) -> tuple[FloatArray, IntArray]:
        """Find the k nearest of ``query`` (dim,) or (q, dim): scores (q, k) and ids (q, k).

        Rows are best first, equal scores by ascending id; missing places hold -inf and -1.
        Scores of inverted lists are approximations of the inner product. ``allowed`` restricts
        the ids before ranking, so that a narrow choice still fills the row; ids not in the index
        are ignored. Raises VectorIndexError when the query has another dimension.
        """
        queries = np.atleast_2d(np.ascontiguousarray(query, dtype=np.float32))
        if queries.ndim != 2 or queries.shape[1] != self.dimension:
            raise VectorIndexError(
                f"query of shape {queries.shape}; this index holds vectors of {self.dimension}"
            )
        scores = np.full((len(queries), max(k, 0)), -np.inf, dtype=np.float32)
        ids = np.full(scores.shape, -1, dtype=np.int64)
        choice = None if allowed is None else np.unique(np.asarray(allowed, dtype=np.int64))
        places = min(k, len(self), len(self) if choice is None else len(choice))
        if places > 0:
            for start in range(0, len(queries), _QUERIES):
                rows = slice(start, start + _QUERIES)
                found = self._nearest(queries[rows], places, choice)
                scores[rows, :places], ids[rows, :places] = found
        return scores, ids

    def _nearest(
        self, queries: FloatArray, k: int, choice: IntArray | None
    ) -> tuple[FloatArray, IntArray]:
        """Search for more than k until what lies beyond place k does not tie with it."""
        wanted, lists = min(k + 1, len(self)), self._lists_to_probe(choice)
        while True:
            scores, ids = self._index.search(
                queries, wanted, params=self._parameters(choice, lists)
            )
            short = bool((ids[:, k - 1] < 0).any())
            tied = bool(((scores[:, k - 1] == scores[:, -1]) & (ids[:, -1] >= 0)).any())
            if short and lists < self._lists():
                lists = self._lists()
            elif tied and wanted < len(self):
                wanted = min(2 * wanted, len(self))
            else:
                break
        scores[ids < 0] = -np.inf
        order = np.lexsort((ids, -scores))[:, :k]
        return np.take_along_axis(scores, order, axis=1), np.take_along_axis(ids, order, axis=1)

    def _lists(self) -> int:
        """Return the number of inverted lists; 0 when every vector is compared."""
        inner = faiss.downcast_index(self._index.index)
        return int(inner.nlist) if isinstance(inner, faiss.IndexIVF) else 0

    def _lists_to_probe(self, choice: IntArray | None) -> int:
        """Probe the more lists the fewer ids are allowed, so that as many candidates are seen."""
        share = 1.0 if choice is None else len(choice) / len(self)
        return min(self._lists(), math.ceil(self._lists() / PROBED_SHARE / max(share, 1e-9)))

    def _parameters(self, choice: IntArray | None, lists: int) -> Any:
        selector = None if choice is None else faiss.IDSelectorBatch(choice)
        if lists:
            return faiss.SearchParametersIVF(sel=selector, nprobe=lists)
        return faiss.SearchParameters(sel=selector) if selector is not None else None


def _inverted(vectors: FloatArray) -> Any:
    """Train inverted lists of bytes; about four times the square root of n lists."""
    count, dimension = vectors.shape
    lists = max(1, min(int(4 * count**0.5), count // 39))  # FAISS wants 39 vectors to train a list
    quantizer = faiss.IndexFlatIP(dimension)
    index = faiss.IndexIVFScalarQuantizer(
        quantizer, dimension, lists, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    index.cp.seed = SEED
    index.own_fields = True
    quantizer.this.disown()
    index.train(vectors)
    return index


def _check(ids: IntArray, vectors: FloatArray) -> None:
    if vectors.ndim != 2 or vectors.shape[1] == 0 or ids.shape != (len(vectors),):
        raise VectorIndexError(
            f"ids {ids.shape} and vectors {vectors.shape}; expected (n,) and (n, dimension)"
        )
    if len(ids) and ids.min() < 0:
        raise VectorIndexError(f"id {ids.min()}; expected 0 or more, -1 marks an empty place")
    if len(np.unique(ids)) != len(ids):
        raise VectorIndexError("an id is given twice; every vector needs its own")
    if not np.isfinite(vectors).all():
        raise VectorIndexError("a vector holds NaN or infinity; expected finite numbers")


def _trailer(path: Path, size: int) -> bytes:
    """Return the trailer of a file whose first ``size`` bytes are FAISS's."""
    edge = min(size, _EDGE_BYTES)
    with path.open("rb") as stream:
        checksum = zlib.crc32(stream.read(edge))
        stream.seek(size - edge)
        checksum = zlib.crc32(stream.read(edge), checksum)
    return _TRAILER.pack(_MAGIC, size, checksum)


def _last_bytes(path: Path, count: int) -> bytes:
    with path.open("rb") as stream:
        stream.seek(-count, 2)
        return stream.read()


def _damaged(path: Path, why: str) -> VectorIndexError:
    return VectorIndexError(
        f"the vector index {path} is damaged: {why}; it is built again from the stored vectors "
        "by: policyqa ingest"
    )
