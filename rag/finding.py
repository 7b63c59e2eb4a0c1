"""What answers are chosen from: retrieval, the second reading, the trained reader, word weights."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering.coverage import Idf
from rag.asking import SHORT_YEAR
from rag.config import Config
from rag.errors import RagError
from rag.ground import PASSAGES, Turn, on_ground, sought_again
from rag.question import Question, analyse
from rag.reader.hits import Readings, read_hits
from rag.rerank import READ, rerank
from rag.retrieve import retrieve
from rag.store import Index
from rag.text import terms
from rag.types import Filters, Hit
from rag.wording import named, put_to, settled, sought

if TYPE_CHECKING:
    from embeddings import Encoder
    from rag.reader.reading import Reader


FIRST_QUESTION = "软件业收入是多少？"  # its answer does not matter


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What an answer is chosen from: the question taken apart, the hits, the reader's word on them.

    `retrieved` is when retrieval ended, on `time.perf_counter`'s clock.
    """

    question: Question
    hits: tuple[Hit, ...]
    readings: Readings
    idf: Idf
    retrieved: float


@contextmanager
def encoder_errors() -> Iterator[None]:
    """Turns the failure of an encoder, a server that is gone for one, into a RagError."""
    from embeddings import EncoderError

    try:
        yield
    except EncoderError as error:
        raise RagError(str(error)) from error


class Finder:
    """Finds the material for answers in an index. Many threads may use it at once."""

    def __init__(
        self, index: Index, encoder: Encoder, config: Config, reader: Reader | None = None
    ) -> None:
        self.index = index
        self.encoder = encoder
        self.config = config
        self._weights: tuple[str, Idf] | None = None
        self._lock = threading.Lock()
        self._reader = reader

    def material(self, question: str, filters: Filters, after: Turn | None = None) -> Material:
        """The best hits for a question that is checked, and what the reader says of them.

        A year of two digits is sought and read as documents write it.
        `after` is the turn before: the passages it spoke of are among the hits of a follow-up.
        """
        asked = named(analyse(SHORT_YEAR.sub("20", question)), self.index)
        hits = self._hits(asked, filters, self.config.evidence)
        asked = settled(asked, hits)
        if after:
            earlier = named(analyse(sought_again(after)), self.index)
            hits = on_ground(hits, self._hits(earlier, filters, PASSAGES), after)
        retrieved = time.perf_counter()
        read = self.config.read
        readings = self._read(asked, [h for i, h in enumerate(hits) if i < read or h.said_of])
        return Material(asked, tuple(hits), readings, self._idf(), retrieved)

    def warm(self) -> None:
        """Load what the first question would wait for, with the reader that is quickest then.

        For processes that stay: torch, which "auto" becomes, takes a second to import, and reads
        in about two thirds of NumPy's time. Questions asked meanwhile are answered.

        Raises:
            RagError: the encoder or the reader cannot be used.
        """
        if self.config.reader == "auto":
            from rag.reader import open_reader

            with suppress(ImportError):  # NumPy does without
                self._reader = open_reader("torch")
        self.material(FIRST_QUESTION, Filters())

    def _read(self, asked: Question, hits: Sequence[Hit]) -> Readings:
        """What the reader says of the best hits; nothing where it is off."""
        reader = self._open_reader()
        return Readings() if reader is None else read_hits(reader, put_to(asked, hits), hits)

    def _open_reader(self) -> Reader | None:
        """The configured reader, opened when it is first needed; None where it is off."""
        if self.config.reader == "off":
            return None
        with self._lock:
            if self._reader is None:
                from rag.reader import open_reader

                self._reader = open_reader(self.config.reader)
            return self._reader

    @property
    def reader_fingerprint(self) -> str:
        """Names the reader's weights; "off" where it is off."""
        reader = self._open_reader()
        return reader.fingerprint if reader else "off"

    def hits(self, asked: Question, filters: Filters, k: int) -> list[Hit]:
        """The k best hits, after a second reading of the best of them where that is configured."""
        return self._hits(named(asked, self.index), filters, k)

    def _hits(self, asked: Question, filters: Filters, k: int) -> list[Hit]:
        config, again = self.config, self.config.rerank and self.config.fusion == "convex"
        pool = max(k, READ) if again else k
        with encoder_errors():
            hits = retrieve(
                self.index, self.encoder, sought(asked), config, filters, pool,
                # Caches keep what is worked out for these sentences.
                (lambda first: rerank(asked, first, self._idf())) if again else None,
            )  # fmt: skip
        return (rerank(settled(asked, hits), hits, self._idf()) if again else hits)[:k]

    def _idf(self) -> Idf:
        """Word weights, one function for each version of the index: caches tell them by it."""
        version = self.index.version
        with self._lock:
            if self._weights is None or self._weights[0] != version:
                self._weights = (version, self._word_weights())
            return self._weights[1]

    def _word_weights(self) -> Idf:
        """Inverse document frequency of a word: that of its rarest bigram among live passages."""
        known: dict[str, float] = {}
        count = self.index.passage_count()

        def idf(word: str) -> float:
            if word not in known:
                parts = [t for t in terms(word) if len(t) > 1] or terms(word)
                rarest = min(self.index.doc_freq(parts).values(), default=0)
                known[word] = math.log(1 + (count - rarest + 0.5) / (rarest + 0.5))
            return known[word]

        return idf
