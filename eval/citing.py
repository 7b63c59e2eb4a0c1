"""Do the citations hold: against gold spans, by ALCE's definitions, and character by character."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eval.facts import contains_fact
from rag.numerals import canonical
from rag.text import terms
from rag.types import Span

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

COVERED = 0.8  # share of a statement's terms that its evidence must hold
# Figures with the units that tell quantities apart, in `canonical` text.
_FIGURE = re.compile(r"\d+(?:\.\d+)?(?:%|‰|百分点|美元|[元吨米克瓦年月日人户家个])?")


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of one document: `source` is its path, the span counts in its shown text."""

    source: str
    span: Span

    def meets(self, other: Place) -> bool:
        """Whether a character of the same document belongs to both."""
        return self.source == other.source and self.span.overlaps(other.span)


def precision_by_spans(cited: Sequence[Place], gold: Sequence[Sequence[Place]]) -> float | None:
    """Share of the cited places that meet a gold span; None when nothing is cited.

    Each gold span is given as the places where its words stand.

    >>> a, b = Place("a", Span(0, 9)), Place("a", Span(20, 30))
    >>> precision_by_spans([a, b], [[Place("a", Span(5, 12))]])
    0.5
    """
    places = [place for one in gold for place in one]
    if not cited:
        return None
    return sum(any(c.meets(p) for p in places) for c in cited) / len(cited)


def recall_by_spans(cited: Sequence[Place], gold: Sequence[Sequence[Place]]) -> float:
    """Share of the gold spans that a cited place meets.

    >>> a, b = Place("a", Span(0, 9)), Place("b", Span(0, 9))
    >>> recall_by_spans([a], [[Place("a", Span(5, 12))], [b]])
    0.5
    """
    if not gold:
        raise ValueError("recall of nothing: no gold span given")
    return sum(any(c.meets(p) for c in cited for p in one) for one in gold) / len(gold)


def supports(evidence: str, statement: str) -> bool:
    """Whether the evidence entails the statement, by a deterministic test.

    Stands in for ALCE's NLI model: every number of the statement, with its unit, is in the
    evidence, and so are at least 80 % of its distinct terms (Han unigrams and bigrams, words).

    >>> supports("2025年软件业收入增长7.2%，居全国前列", "软件业收入增长百分之七点二")
    True
    >>> supports("2025年软件业收入增长7.2%", "软件业收入增长7.3%")
    False
    """
    wanted = set(terms(canonical(statement)))
    if not wanted:
        return False
    held = wanted & set(terms(canonical(evidence)))
    figures = _FIGURE.findall(canonical(statement))
    return len(held) >= COVERED * len(wanted) and all(contains_fact(evidence, [f]) for f in figures)


def alce_recall(claims: Sequence[tuple[str, Sequence[str]]]) -> float | None:
    """Share of the claims that their quotes, taken together, support; None without claims.

    Each claim is (statement, quotes it cites). Gao et al. 2023, "Enabling Large Language Models to
    Generate Text with Citations", section 3.

    >>> alce_recall([("增长7%", ["收入增长7%"]), ("增长8%", [])])
    0.5
    """
    if not claims:
        return None
    return sum(supports("\n".join(quotes), text) for text, quotes in claims) / len(claims)


def alce_precision(claims: Sequence[tuple[str, Sequence[str]]]) -> float | None:
    """Share of the citations that matter to a supported claim; None when nothing is cited.

    A citation is irrelevant when it does not support the claim by itself and the others do
    without it; a citation of an unsupported claim counts as irrelevant too. Gao et al. 2023.

    >>> alce_precision([("增长7%", ["收入增长7%", "天气晴"])])
    0.5
    """
    total = sum(len(quotes) for _, quotes in claims)
    if not total:
        return None
    return sum(_relevant(text, quotes) for text, quotes in claims) / total


def _relevant(statement: str, quotes: Sequence[str]) -> int:
    if not supports("\n".join(quotes), statement):
        return 0
    count = 0
    for place, quote in enumerate(quotes):
        others = [q for i, q in enumerate(quotes) if i != place]
        alone = supports(quote, statement)
        count += alone or not supports("\n".join(others), statement)
    return count


def inexact(
    quotes: Collection[tuple[str, Span, str]], shown: Mapping[str, str]
) -> list[tuple[str, Span, str]]:
    """The (document id, span, quote) triples whose quote is not the shown text at its span.

    >>> inexact([("d", Span(0, 2), "贵州"), ("d", Span(1, 3), "贵州")], {"d": "贵州省"})
    [('d', Span(start=1, end=3), '贵州')]
    """
    return [q for q in quotes if shown.get(q[0], "")[q[1].start : q[1].end] != q[2]]


def places_of(quote: str, source: str, text: str) -> list[Place]:
    """Every place of a document where the words of a gold span stand, exactly.

    >>> [place.span.start for place in places_of("贵州", "a.txt", "贵州与贵州")]
    [0, 3]
    """
    out = []
    at = text.find(quote)
    while at >= 0:
        out.append(Place(source, Span(at, at + len(quote))))
        at = text.find(quote, at + 1)
    return out
