"""Checks, without a model, whether quotes bear out a claim.

from rag.support import check_claim
"""

from rag.support.check import check_claim

__all__ = ["check_claim"]
