"""Files to documents: find them, read them, repair them, and keep the way back to the original.

for found in discover([Path("policies")]).files:
    for outcome in load_file(found.path, found.source):
        ...  # a Loaded document, or a LoadError that says what is wrong and what to do
"""

from rag.loading.base import Loaded
from rag.loading.load import LOADER_VERSION, MAX_BYTES, load_bytes, load_file
from rag.loading.walk import Discovery, FoundFile, discover

__all__ = [
    "LOADER_VERSION",
    "MAX_BYTES",
    "Discovery",
    "FoundFile",
    "Loaded",
    "discover",
    "load_bytes",
    "load_file",
]
