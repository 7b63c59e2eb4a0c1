"""Several turns: a follow-up and its history become one question that stands alone."""

from rag.dialogue.rewrite import condense, last_turn

__all__ = ["condense", "last_turn"]
