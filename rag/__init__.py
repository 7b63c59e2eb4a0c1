"""Questions answered from policy documents, with the exact words as proof.

from rag import Assistant, ask, check_claim, condense, last_turn
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.assistant import Assistant, ask
    from rag.dialogue import condense, last_turn
    from rag.support import check_claim

__all__ = ["Assistant", "ask", "check_claim", "condense", "last_turn"]

_HOMES = {
    "Assistant": "rag.assistant",
    "ask": "rag.assistant",
    "check_claim": "rag.support",
    "condense": "rag.dialogue",
    "last_turn": "rag.dialogue",
}


def __getattr__(name: str) -> object:
    """Load on first use: `import rag.text` alone should cost nothing."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'rag' has no attribute {name!r}")
