"""Findings about what turns a statement round: a denial added or lost, a goal told as a result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rag.answer import Finding, Support
from rag.patterns import regex
from rag.support.aligning import ALIKE, Pair
from rag.support.binding import Bound
from rag.support.evidence import finding
from rag.support.points import Spot
from rag.support.reading import Reading
from rag.support.senses import Mode, mode_at, modes_in, negations
from rag.types import Span

_DENIED: Final = 2  # characters behind a denial that tell what it denies
_AFFIRMED: Final = 8  # characters that say the same thing as the claim, and not by chance
_GAP: Final = 3  # characters at most between a denial and what it denies

# (mode of the claim, mode of the quote) -> support, where they differ.
_MODES: Final[dict[tuple[Mode, Mode], Support]] = {
    ("target", "actual"): "contradicted",
    ("target", "plain"): "partly",
    ("actual", "target"): "contradicted",
    ("actual", "intent"): "contradicted",
    ("plain", "target"): "contradicted",
    ("intent", "actual"): "contradicted",
}
_RESULT: Final = regex("完成|实现|达到|达成|实际|已|成绩|结果|现状")
_AHEAD: Final[frozenset[Mode]] = frozenset(("target", "intent"))


def negation_findings(
    pairs: Sequence[Pair], claim: Reading, quotes: Sequence[Reading]
) -> Iterator[Finding]:
    """Denials of the claim that no quote makes, and denials of a quote that the claim drops."""
    for pair in pairs:
        said = [n for n in negations(claim) if pair.said.covers(n)]
        quote = quotes[pair.quote]
        for denial in said:
            if not _is_denied(denial, pair, claim, quote):
                yield _negation(_with_object(denial, claim), pair.found, pair, claim, quotes)
        for denial in negations(quote):
            if pair.found.covers(denial) and _is_dropped(denial, pair, claim, quote):
                span = _with_object(denial, quote)
                yield _negation(pair.said, span, pair, claim, quotes)


def _negation(
    said: Span, found: Span, pair: Pair, claim: Reading, quotes: Sequence[Reading]
) -> Finding:
    spot = Spot(pair.quote, found, "contradicted")
    return finding(said, "negation", "contradicted", spot, claim, quotes)


def _object(denial: Span, reading: Reading) -> str:
    """The characters that tell what is denied."""
    behind = reading.folded[denial.end : denial.end + 4 * _DENIED]
    return "".join(c for c in behind if c.isalnum())[:_DENIED]


def _with_object(denial: Span, reading: Reading) -> Span:
    return Span(denial.start, min(len(reading.text), denial.end + _DENIED))


def _is_denied(denial: Span, pair: Pair, claim: Reading, quote: Reading) -> bool:
    """Whether the quote denies the same thing or, if it does not name it, anything nearby."""
    theirs = negations(quote, half=True)
    if claim.lang != quote.lang:
        return any(pair.found.covers(n) for n in theirs) or (bool(theirs) and not pair.figures)
    sentence, what = quote.sentence_at(pair.found.start), _object(denial, claim)
    named = quote.occurrences(what) if len(what) == _DENIED else []
    if any(0 <= at - n.end <= _GAP for at in named for n in theirs):
        return True
    if any(sentence.start <= at < sentence.end for at in named):
        return False
    result = _RESULT.search(claim.folded, denial.start, denial.end + 2 * _GAP)
    if result and modes_in(quote, sentence) & _AHEAD:
        return True  # what is aimed at is not reached
    return any(abs(_number(n, quote) - _number(sentence, quote)) <= 1 for n in theirs)


def _number(span: Span, reading: Reading) -> int:
    return reading.places.sentences[span.start]


def _is_dropped(denial: Span, pair: Pair, claim: Reading, quote: Reading) -> bool:
    """Whether the claim says of the same thing, without a denial, what the quote only denies."""
    what = _object(denial, quote)
    sentence = claim.sentence_at(pair.said.start)
    if not what or any(sentence.covers(n) for n in negations(claim, half=True)):
        return False
    return what in pair.said.of(claim.folded) and not _is_affirmed(what, pair, claim, quote)


def _is_affirmed(what: str, pair: Pair, claim: Reading, quote: Reading) -> bool:
    """Whether the quote says it elsewhere with no denial before it, in the claim's words."""
    at = claim.folded.index(what, pair.said.start)
    words = claim.folded[at : at + _AFFIRMED]
    theirs = negations(quote, half=True)
    return any(not any(0 <= o - n.end <= _GAP for n in theirs) for o in quote.occurrences(words))


def mode_findings(
    bounds: Sequence[Bound], pairs: Sequence[Pair], claim: Reading, quotes: Sequence[Reading]
) -> Iterator[Finding]:
    """Goals told as results and results told as goals, figure by figure, else clause by clause."""
    told: set[Span] = set()
    for bound in bounds:
        if bound.point.aspect == "number" and bound.held is not None:
            told.add(claim.clause_at(bound.point.said.start))
            yield from _mode(bound.point.said, bound.held, claim, quotes)
    for pair in pairs:
        if pair.said not in told:
            yield from _mode_of_clause(pair, claim, quotes)


def _mode(said: Span, spot: Spot, claim: Reading, quotes: Sequence[Reading]) -> Iterator[Finding]:
    modes = (mode_at(claim, said.start), mode_at(quotes[spot.quote], spot.span.start))
    support = _MODES.get(modes, "supported")
    clause = modes_in(claim, claim.clause_at(said.start))
    if support == "partly" and "target" not in clause:
        return  # the goal is that of the clause before
    if modes[0] == "plain" and modes_in(claim, claim.sentence_at(said.start)) & _AHEAD:
        return  # the goal is told in another clause
    if support != "supported":
        told = Spot(spot.quote, quotes[spot.quote].clause_at(spot.span.start), support)
        yield finding(claim.clause_at(said.start), "target", support, told, claim, quotes)


def _mode_of_clause(pair: Pair, claim: Reading, quotes: Sequence[Reading]) -> Iterator[Finding]:
    """Without a figure only what the words of the clauses say outright is compared."""
    quote = quotes[pair.quote]
    sentence = claim.sentence_at(pair.said.start)
    said, said_around = modes_in(claim, pair.said), modes_in(claim, sentence)
    found = modes_in(quote, pair.found)
    found_around = modes_in(quote, quote.sentence_at(pair.found.start))
    support: Support = "supported"
    if "actual" in said and found & _AHEAD and "actual" not in found_around:
        support = "contradicted"
    elif "target" in said and not found_around & _AHEAD:
        support = "contradicted" if "actual" in found else "partly"
    elif "target" in found and not said_around & _AHEAD and pair.likeness >= ALIKE:
        support = "contradicted"
    if support != "supported":
        yield finding(
            pair.said, "target", support, Spot(pair.quote, pair.found, support), claim, quotes
        )
