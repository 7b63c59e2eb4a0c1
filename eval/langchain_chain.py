"""The stock chain of LangChain over the same documents and encoder: what most people start from.

RecursiveCharacterTextSplitter and the FAISS vector store of langchain-community, both with their
default settings; the chunk that comes first is the answer, as there is no language model. The
package has been archived by its maintainers (the class has no successor), so the extra pins its
last release: a baseline should not move anyway.
"""

from __future__ import annotations

import time
import warnings
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from eval import workdir
from eval.errors import SystemMissing
from rag.types import Hit, Passage, Span

if TYPE_CHECKING:
    from pathlib import Path

    from embeddings import Encoder
    from embeddings.encoder import FloatArray
    from eval.cases import Case
    from eval.systems import Reply
    from rag.store import Index

REMEDY = "pip install 'policyqa[baselines]'"


def require() -> None:
    """Raise SystemMissing where langchain-community is not installed."""
    if find_spec("langchain_community") is None:
        raise SystemMissing(
            "略过 LangChain 基线：未安装 langchain-community / "
            "LangChain baseline skipped: langchain-community is not installed",
            REMEDY,
        )


class StockChain:
    """Splitter and vector store as they come, asked through `similarity_search_with_score`."""

    def __init__(self, index: Index, encoder: Encoder, cache: Path) -> None:
        require()
        self._documents = {info.id: index.document(info.id) for info in index.documents()}
        self._store = self._filled(encoder, cache)

    def reply(self, case: Case) -> Reply:
        """The best chunk as the answer; it has no way to refuse."""
        from eval.systems import LANGCHAIN, Reply, first_hit, standalone

        asked = standalone(case)
        started = time.perf_counter()
        found = self._store.similarity_search_with_score(asked)
        hits = tuple(self._hit(chunk, float(distance)) for chunk, distance in found)
        seconds = time.perf_counter() - started
        return Reply(asked, first_hit(asked, hits, LANGCHAIN), hits, None, (), seconds)

    def _hit(self, chunk: Any, distance: float) -> Hit:
        """A chunk as a hit; the store's score is a squared distance, less is better."""
        document = self._documents[chunk.metadata["id"]]
        start = chunk.metadata["start_index"]
        span = Span(start, start + len(chunk.page_content))
        passage = Passage(document.id, span, chunk.page_content)
        return Hit(passage, document, -distance, None, None)

    def _filled(self, encoder: Encoder, cache: Path) -> Any:
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(add_start_index=True)
        chunks = splitter.create_documents(
            [document.text for document in self._documents.values()],
            [{"id": id_} for id_ in self._documents],
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of the package as a whole
            store: Any = import_module("langchain_community.vectorstores").FAISS
        return store.from_documents(chunks, _embeddings(encoder, cache))


def _embeddings(encoder: Encoder, cache: Path) -> Any:
    """The encoder as LangChain wants it; vectors of documents are kept, so they are made once."""
    from langchain_core.embeddings import Embeddings

    class Adapter(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            rows: list[list[float]] = _vectors(cache, encoder, texts).tolist()
            return rows

        def embed_query(self, text: str) -> list[float]:
            row: list[float] = encoder.encode_queries([text])[0].tolist()
            return row

    return Adapter()


def _vectors(cache: Path, encoder: Encoder, texts: list[str]) -> FloatArray:
    """Vectors of the chunks, kept so that they are made once."""
    import numpy as np

    name = workdir.content_name(encoder.fingerprint + "\0".join(texts))
    path = cache / f"langchain-{name}.npy"
    if not path.exists():
        partial = path.with_name("partial-" + path.name)
        np.save(partial, encoder.encode_documents(texts))
        partial.rename(path)
    made: FloatArray = np.load(path)
    return made
