"""Questions of several parts and comparisons: taken apart into questions that stand alone."""

from rag.decomposition.splitting import MOST_PARTS, decompose

__all__ = ["MOST_PARTS", "decompose"]
