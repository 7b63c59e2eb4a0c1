"""Whether an answer of another day still stands: its words, its documents, its quotes."""

from rag.verify.checks import Change, verify
from rag.verify.record import read_record

__all__ = ["Change", "read_record", "verify"]
