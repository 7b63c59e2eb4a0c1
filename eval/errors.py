"""What can go wrong with an evaluation besides the product itself."""

from __future__ import annotations

from rag.errors import RagError


class SystemMissing(RagError):
    """A baseline needs a package that is not installed."""


class RunError(RagError):
    """A recorded run cannot be used: not there, of other settings, or damaged."""
