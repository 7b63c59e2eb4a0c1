"""Errors a user may meet. Each says what was seen, what was expected and what to do next."""

from __future__ import annotations


class RagError(Exception):
    """Root of every expected failure: `str(error)` is fit for a user to read, without a traceback.

    Args:
        message: what was seen and what was expected, Chinese first, English after.
        remedy: the next command or action, or "" when there is none.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n  → {self.remedy}" if self.remedy else self.message


class ConfigError(RagError):
    """A setting is unknown or out of range."""


class UsageError(RagError):
    """A question, filter or path that cannot be used as given."""


class LoadError(RagError):
    """One file (or one row of a file) cannot become a document; the others go on."""


class IndexMissing(RagError):
    """There is no index where one was expected."""


class IndexMismatch(RagError):
    """The index was made by another encoder, format or chunking than the one asked for."""


class IndexLocked(RagError):
    """Another process is writing to this index."""


class StorageError(RagError):
    """The disk refuses: no permission, no space, or a damaged file that cannot be rebuilt."""
