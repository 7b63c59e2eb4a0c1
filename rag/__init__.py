"""Questions answered from policy documents, with the exact words as proof.

from rag import Assistant, ask
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.assistant import Assistant, ask

__all__ = ["Assistant", "ask"]


def __getattr__(name: str) -> object:
    """Load on first use: `import rag.text` alone should cost nothing."""
    if name in __all__:
        from rag import assistant

        return getattr(assistant, name)
    raise AttributeError(f"module 'rag' has no attribute {name!r}")
