"""Documents for the store's tests, and searches by the definition to compare with."""

from __future__ import annotations

import functools
import hashlib
import math
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from rag.store import Archive, Index, Manifest, NewDocument, NewPassage, vector_key
from rag.types import (
    Document,
    Enumeration,
    Filters,
    Heading,
    Page,
    Section,
    Segment,
    Span,
    Structure,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

DIMENSION = 16
MANIFEST = Manifest("test", "test-fingerprint", DIMENSION, "whole", "grams-1")
EVERYTHING = Filters()
ALPHABET = "贵州省大数据产业发展规划算力中心云服务软件收入增长目标任务企业平台建设示范区"


def grams(text: str) -> tuple[str, ...]:
    """Characters and pairs of characters."""
    return (*text, *(text[i : i + 2] for i in range(len(text) - 1)))


def unit_vector(text: str, dimension: int = DIMENSION) -> NDArray[np.float32]:
    """A unit vector that depends on nothing but the text: the mean of its characters' vectors."""
    total = np.sum([_char_vector(char, dimension) for char in text or "-"], axis=0)
    return (total / np.linalg.norm(total)).astype(np.float32)


@functools.cache
def _char_vector(char: str, dimension: int) -> NDArray[np.float64]:
    seed = int.from_bytes(hashlib.sha256(char.encode()).digest()[:4], "big")
    return np.random.default_rng(seed).normal(size=dimension)


def sentence(rng: random.Random, length: int) -> str:
    """Characters drawn with a long tail, as in language."""
    weights = [1 / (rank + 1) for rank in range(len(ALPHABET))]
    return "".join(rng.choices(ALPHABET, weights, k=length))


def new_document(
    source: str,
    texts: list[str],
    *,
    title: str = "标题",
    date: str | None = None,
    publisher: str | None = None,
    content_hash: str | None = None,
) -> NewDocument:
    """A document whose passages are `texts`, one after the other."""
    text = "".join(texts)
    passages = []
    start = 0
    for piece in texts:
        span = Span(start, start + len(piece))
        key = vector_key(piece, MANIFEST.encoder_fingerprint)
        passages.append(NewPassage(span, ("章", "节"), grams(piece), key, unit_vector(piece)))
        start = span.end
    digest = hashlib.sha256(f"{source}\0{text}".encode()).hexdigest()
    document = Document(
        id=digest[:16],
        source=source,
        text=text,
        kind="txt",
        title=title,
        publisher=publisher,
        date=date,
        date_origin="filename" if date else None,
        pages=(Page(1, Span(0, len(text))),),
        structure=Structure(
            (Section(Heading(Span(0, 1), 1), text[:1], Span(0, len(text)), (text[:1],)),),
            (Enumeration("bullet", Span(0, 0), (Span(0, 1),), 1),) if text else (),
        ),
    )
    archive = Archive(text.encode(), text, (Segment(0, len(text), 0, len(text)),))
    return NewDocument(document, archive, tuple(passages), content_hash or digest, "loader-1")


def random_documents(
    rng: random.Random, count: int, prefix: str = "文件", most: int = 5
) -> list[NewDocument]:
    """Documents of 1 to `most` passages of 5 to 80 characters, with varied metadata."""
    return [
        new_document(
            f"{prefix}{number % 7}/{number:05d}.txt",
            [sentence(rng, rng.randint(5, 80)) for _ in range(rng.randint(1, most))],
            title=f"关于 {sentence(rng, 4)} 的通知",
            date=rng.choice([None, "2023", "2024-05", "2024-05-17", "2025-02", "2025-11-30"]),
            publisher=rng.choice([None, "贵州省 大数据局", "新华社", "ＡＢＣ日报"]),
        )
        for number in range(count)
    ]


@dataclass
class Reference:
    """Search by the definition over every live passage, in plain Python."""

    documents: dict[str, NewDocument] = field(default_factory=dict)  # by source

    def put(self, document: NewDocument) -> None:
        self.documents[document.document.source] = document

    def live(self) -> list[tuple[NewDocument, NewPassage]]:
        return [(d, p) for d in self.documents.values() for p in d.passages]

    def lexical(
        self, query: tuple[str, ...], k: int, keep: frozenset[str] | None = None
    ) -> list[tuple[str, int, float]]:
        """The k best as (source, start, score); `keep` names the sources that pass a filter."""
        live = [(d.document.source, p.span.start, Counter(p.terms)) for d, p in self.live()]
        average = sum(c.total() for _, _, c in live) / len(live)
        weights = {}
        for term, count in Counter(query).items():
            frequency = sum(term in counts for _, _, counts in live)
            weights[term] = count * math.log(1 + (len(live) - frequency + 0.5) / (frequency + 0.5))
        hits = []
        for source, start, counts in live:
            norm = 1.2 * (0.25 + 0.75 * counts.total() / average)
            score = sum(
                weight * counts[term] * 2.2 / (counts[term] + norm)
                for term, weight in weights.items()
                if counts[term]
            )
            if score > 0 and (keep is None or source in keep):
                hits.append((source, start, score))
        return sorted(hits, key=lambda hit: (-round(hit[2], 9), hit[0], hit[1]))[:k]

    def dense(
        self, vector: NDArray[np.float32], k: int, keep: frozenset[str] | None = None
    ) -> list[tuple[str, int, float]]:
        hits = [
            (d.document.source, p.span.start, _cosine(p.vector, vector))
            for d, p in self.live()
            if keep is None or d.document.source in keep
        ]
        return sorted(hits, key=lambda hit: (-hit[2], hit[0], hit[1]))[:k]


def _cosine(stored: NDArray[np.floating], vector: NDArray[np.float32]) -> float:
    kept = np.asarray(stored, dtype=np.float16).astype(np.float64)
    return float(np.float32((kept * vector).sum()))


def places(index: Index, hits: list[tuple[int, float]]) -> list[tuple[str, int, float]]:
    """Hits as (source, start, score): comparable between indexes with other passage ids."""
    with index.snapshot():
        passages = index.passages([id_ for id_, _ in hits])
        assert [p.id for p in passages] == [id_ for id_, _ in hits]
        sources = [index.document(p.document_id).source for p in passages]
    return [
        (source, passage.span.start, score)
        for source, passage, (_, score) in zip(sources, passages, hits, strict=True)
    ]


def assert_same(
    found: list[tuple[str, int, float]], wanted: list[tuple[str, int, float]], tolerance: float
) -> None:
    assert [hit[:2] for hit in found] == [hit[:2] for hit in wanted]
    for hit, want in zip(found, wanted, strict=True):
        assert abs(hit[2] - want[2]) <= tolerance, (hit, want)


def assert_ranks_like(
    index: Index,
    reference: Reference,
    queries: list[str],
    k: int = 10,
    filters: Filters = EVERYTHING,
    keep: frozenset[str] | None = None,
) -> None:
    """Both searches give what scoring every passage by the definition gives."""
    for query in queries:
        found = places(index, index.search_lexical(grams(query), k, filters))
        assert_same(found, reference.lexical(grams(query), k, keep), 1e-6)
        vector = unit_vector(query)
        found = places(index, index.search_dense(vector, k, filters))
        assert_same(found, reference.dense(vector, k, keep), 1e-6)


def sentences(seed: int, count: int, length: int = 8) -> list[str]:
    rng = random.Random(seed)
    return [sentence(rng, length) for _ in range(count)]
