"""Several turns: a follow-up and its history become one question that stands alone."""

from rag.dialogue.rewrite import condense

__all__ = ["condense"]
