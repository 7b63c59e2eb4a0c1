"""Questions of several parts and comparisons: taken apart into questions that stand alone."""

from rag.decomposition.asides import to_the_point
from rag.decomposition.splitting import MOST_PARTS, decompose

__all__ = ["MOST_PARTS", "decompose", "to_the_point"]
