"""Strings to vectors, and the vector index. Knows nothing of documents or questions."""

from embeddings.encoder import Encoder, FloatArray, IntArray
from embeddings.errors import EncoderError, VectorIndexError
from embeddings.registry import open_encoder

__all__ = [
    "Encoder",
    "EncoderError",
    "FloatArray",
    "IntArray",
    "VectorIndexError",
    "open_encoder",
]
