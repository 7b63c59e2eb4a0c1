"""From a question to passages: two rankings, joined, without near-identical copies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from operator import add
from typing import TYPE_CHECKING

from rag.fusion import convex, reciprocal_rank
from rag.lexicon import translate, without_function_words
from rag.text import is_han, squeeze, terms
from rag.types import Filters, Hit, Passage

if TYPE_CHECKING:
    from embeddings import Encoder
    from rag.config import Config
    from rag.store import Index

TERMS_FOLDED = "han-1-2-folded/2"  # version of `terms` kept in the index manifest
TERMS_PLAIN = "han-1-2/2"
SAME = 0.9  # Jaccard similarity of character bigrams from which two passages say the same
SPARE = 3  # times k passages are looked at, so that copies do not shorten the page
SPARE_LEAST = 20  # passages looked at besides, where k is small
AHEAD = 6  # passages for which there is time while a question is embedded


def retrieve(
    index: Index,
    encoder: Encoder,
    question: str,
    config: Config,
    filters: Filters,
    k: int,
    meanwhile: Callable[[list[Hit]], object] | None = None,
) -> list[Hit]:
    """The k best passages for `question`, best first; fewer when the index holds fewer.

    `meanwhile` is called with the best hits of the lexical ranking, most of which will be among
    the k, while the encoder is still at work: what it keeps of them need not be waited for later.

    Scores order within one list only: min-max scaling makes the best of a bad lot score high, so
    nothing may be refused by them. Equal scores are ordered by source and place.

    Raises:
        UsageError: a filter's date cannot be read.
    """
    depth = max(config.depth, 2 * k)
    dense: Mapping[int, float] = {}
    lexical: Mapping[int, float] = {}
    known = 1.0
    with index.snapshot(), ThreadPoolExecutor(1, "encoder") as beside:
        if config.fusion != "lexical":
            encoded = beside.submit(encoder.encode_queries, [question])
        if config.fusion != "dense":  # meanwhile: the encoder takes longer, on another core
            words = query_terms(question, index.manifest.terms == TERMS_FOLDED)
            lexical = dict(index.search_lexical(words, depth, filters))
            known = _known_share(index, words) if config.fusion == "convex" else 1.0
            if meanwhile and config.fusion != "lexical" and not encoded.done():
                first = list(lexical)[:AHEAD]  # best first
                meanwhile(list(_best_first(index, first, lexical, dense, lexical)))
        if config.fusion != "lexical":
            dense = dict(index.search_dense(encoded.result()[0], depth, filters))
        scores = _joined(dense, lexical, config, known)
        best = sorted(scores, key=lambda i: -scores[i])[: SPARE * k + SPARE_LEAST]
        return _distinct(_best_first(index, best, scores, dense, lexical), k)


def query_terms(question: str, folded: bool) -> list[str]:
    """Lexical terms of a question; English words bring the Chinese ones they translate to."""
    chinese = translate(question)
    said = without_function_words(question) if chinese else question
    return terms(" ".join((said, *chinese)), folded)


def _best_first(
    index: Index,
    ids: Sequence[int],
    scores: Mapping[int, float],
    dense: Mapping[int, float],
    lexical: Mapping[int, float],
) -> Iterator[Hit]:
    """The passages `ids`, given best first, with their documents, which are read as they are met.

    Equal scores are ordered by source and place.
    """
    for score, equals in groupby(index.passages(ids), key=lambda p: scores[p.id]):
        hits = [
            Hit(p, index.document(p.document_id), score, dense.get(p.id), lexical.get(p.id))
            for p in equals
        ]
        yield from sorted(hits, key=lambda h: (h.document.source, h.passage.span.start))


def _joined(
    dense: Mapping[int, float], lexical: Mapping[int, float], config: Config, known: float
) -> dict[int, float]:
    """Scores by passage id; `known` in [0, 1] scales the weight of the lexical ranking."""
    if config.fusion == "dense":
        return dict(dense)
    if config.fusion == "lexical":
        return dict(lexical)
    if config.fusion == "rrf":
        return reciprocal_rank(dense, lexical)
    return convex(dense, lexical, 1 - (1 - config.dense_weight) * known)


def _known_share(index: Index, words: list[str]) -> float:
    """Share of the question's terms that occur in the index at all.

    A lexical ranking that knows none of the words (a question in another language) is noise that
    min-max scaling would blow up to full weight.
    """
    # Of a translated question the Chinese counts: that its own words are unknown says nothing.
    distinct = sorted({w for w in words if is_han(w[0])} or set(words))
    if not distinct:
        return 0.0
    found = index.doc_freq(distinct)
    return sum(found[w] > 0 for w in distinct) / len(distinct)


def _bigrams(passage: Passage) -> frozenset[str]:
    text = squeeze(passage.text)
    return frozenset(map(add, text, text[1:]))


def _distinct(hits: Iterable[Hit], k: int) -> list[Hit]:
    """The first k hits that are no near copies of a better one."""
    kept: list[Hit] = []
    grams: list[frozenset[str]] = []
    for hit in hits:
        if len(kept) == k:
            break
        own = _bigrams(hit.passage)
        if not any(_same(own, other) for other in grams):
            kept.append(hit)
            grams.append(own)
    return kept


def _same(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether the Jaccard similarity reaches SAME; sets of unlike size cannot, and go unread."""
    if not a or not b or min(len(a), len(b)) < SAME * max(len(a), len(b)):
        return not a and not b
    both = len(a & b)
    return both >= SAME * (len(a) + len(b) - both)
