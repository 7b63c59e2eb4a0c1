"""A small trained model that reads passages for the exact words that answer a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.reader.reading import Reader


def open_reader(engine: str) -> Reader:
    """The trained reader on an engine, see `Config.reader`; "auto" is NumPy, which starts at once.

    Processes that stay take "torch" for it, see `rag.finding.Finder.warm`.

    Raises ReaderMissing without its weights, embeddings' errors without the bundled model.
    """
    from rag.reader.weights import load_weights

    weights = load_weights()
    if engine == "torch":
        from rag.reader.engine_torch import TorchReader

        return TorchReader(weights)
    from rag.reader.engine_numpy import NumpyReader

    return NumpyReader(weights)
