"""Load a sentence-transformers model without progress bars or reports on the terminal."""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from embeddings.errors import MissingPackageError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


def load_model(name: str, *, local_files_only: bool) -> SentenceTransformer:
    """Open a folder or hub name on the CPU, in float32.

    Raises MissingPackageError without sentence-transformers; whatever the libraries raise about
    the model itself (OSError, ValueError, ...) passes through.
    """
    try:
        library: Any = importlib.import_module("sentence_transformers")
    except ImportError as error:
        raise MissingPackageError("sentence_transformers", "sentence-transformers>=5") from error
    with _quiet():
        model: SentenceTransformer = library.SentenceTransformer(
            name,
            device="cpu",
            local_files_only=local_files_only,
            model_kwargs={"dtype": "float32"},
        )
    return model.eval()


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Silence transformers' loading bar and report, and restore its settings afterwards."""
    logging: Any = importlib.import_module("transformers.utils.logging")
    verbosity, had_bar = logging.get_verbosity(), logging.is_progress_bar_enabled()
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        logging.set_verbosity(verbosity)
        if had_bar:
            logging.enable_progress_bar()
