"""Does what is quoted bear out what is claimed? Decided by rules, without a model.

The claim is taken apart into points (figures, dates, names, directions, words), each point is
bound to the place of a quote that speaks of the same thing, and what stands there is compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rag.answer import Finding, Support, Verdict
from rag.support.aligning import align
from rag.support.binding import bind
from rag.support.copying import copy_findings
from rag.support.evidence import finding, findings
from rag.support.points import Spot, points
from rag.support.reading import Reading, read
from rag.support.turns import mode_findings, negation_findings
from rag.support.wording import word_findings
from rag.text import squeeze
from rag.times import Anchor
from rag.types import Span

_WORST_FIRST: Final[tuple[Support, ...]] = ("contradicted", "unsupported", "partly", "supported")


def check_claim(
    text: str, quotes: Sequence[str], dates: Sequence[str | None] | None = None
) -> Verdict:
    """Whether `quotes` support the claim `text`, with the reasons, worst first.

    `dates[i]` is the date (YYYY[-MM[-DD]]) of the document that `quotes[i]` comes from, None where
    it is unknown; 今年, 去年, 上半年 are resolved from it.

    Every figure, date, name, quotation, direction, denial and goal of the claim must be found at
    the place of a quote that speaks of the same thing; other words may be said in other words.
    A claim in one script over quotes in another is checked but for its words; it is unsupported
    when it has nothing else.

    Raises:
        ValueError: there are not as many dates as quotes, or a date is none.

    >>> check_claim("软件业收入增长7.3%", ["软件业收入同比增长7.2%。"]).reasons[0].message
    '数值“7.3%”与原文不符，原文是“7.2%”'
    >>> check_claim("今年软件业收入增长7.2%", ["2025年软件业收入增长7.2%。"], ["2025-08"]).status
    'supported'
    """
    if dates is not None and len(dates) != len(quotes):
        raise ValueError(f"{len(dates)} dates for {len(quotes)} quotes: give one for each, or None")
    anchors = [Anchor.of(d) for d in dates or [None] * len(quotes)]
    if not text.strip():
        return Verdict("supported")
    if not any(q.strip() for q in quotes):
        return Verdict(
            "unsupported", (finding(_all(text), "words", "unsupported", None, read(text), ()),)
        )
    read_quotes = [read(q, a) for q, a in zip(quotes, anchors, strict=True)]
    claims = [read(text, a) for a in anchors]
    verbatim = _verbatim(claims[0], read_quotes)
    if verbatim is not None:
        return Verdict("supported", (verbatim,))
    return _verdict(_compared(claims, read_quotes))


def _all(text: str) -> Span:
    return Span(0, len(text))


def _verbatim(claim: Reading, quotes: Sequence[Reading]) -> Finding | None:
    """The finding for whole sentences that a quote holds as they are."""
    wanted = [squeeze(s.of(claim.text)) for s in claim.sentences]
    for at, quote in enumerate(quotes):
        held = {squeeze(s.of(quote.text)): s for s in quote.sentences}
        if all(w in held for w in wanted):
            spot = Spot(at, held[wanted[0]], "supported")
            return finding(_all(claim.text), "words", "supported", spot, claim, quotes)
    return None


def _compared(claims: Sequence[Reading], quotes: Sequence[Reading]) -> list[Finding]:
    claim = claims[0]
    foreign = all(quote.lang != claim.lang for quote in quotes)
    found = points(claims, quotes)
    pairs = align(found, claim, quotes)
    bounds = [bind(p, found, claim, quotes) for p in found if p.aspect != "words"]
    out = [*findings(found, bounds, claim, quotes, foreign)]
    out += mode_findings(bounds, pairs, claim, quotes)
    out += negation_findings(pairs, claim, quotes)
    if not foreign:
        out += copy_findings(found, claim, quotes)
        out += word_findings(found, claim, quotes)
    if not out and not any(p.held for p in found):  # nothing in it that they could bear out
        out.append(finding(_all(claim.text), "words", "unsupported", None, claim, quotes))
    return out


def _verdict(found: Iterable[Finding]) -> Verdict:
    """The worst finding decides; without words to the contrary, lacking a value is only partial."""
    reasons = tuple(sorted(dict.fromkeys(found), key=lambda f: _WORST_FIRST.index(f.support)))
    status: Support = reasons[0].support if reasons else "supported"
    wordless = any(r.aspect == "words" and r.support == "unsupported" for r in reasons)
    return Verdict("partly" if status == "unsupported" and not wordless else status, reasons)
