"""From what a language model writes to claims: each sentence checked before anybody sees it.

A sentence names passages; code finds the sentences of those passages that support it, and they
become its citations, exact as ever. What they do not support is never a claim.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from rag.answer import Aspect, Finding, Support, Verdict
from rag.answering.marks import NO_ANSWER, Cutter, Sentence
from rag.answering.orders import is_order
from rag.generators.evidence import Numbered
from rag.generators.prompts import Language
from rag.patterns import regex
from rag.sentences import sentences
from rag.text import squeeze, terms
from rag.types import Document, Span

# (text, quotes, date of each quote's document) -> verdict; `rag.support.check_claim` is one.
Check = Callable[[str, Sequence[str], Sequence[str | None]], Verdict]

MOST_SENTENCES = 16  # of an answer; a model that goes on is going round in circles
MOST_QUOTES = 3  # sentences that one claim may rest on
FIGURE_WORTH = 3.0  # of a number in the overlap with a quote, beside 1 for a word
_RANK: Final[dict[Support, int]] = {
    "supported": 0, "partly": 1, "unsupported": 2, "contradicted": 3
}  # fmt: skip
# A sentence of which one of these has no support at all is wrong, however much else has.
FACTS: Final[frozenset[Aspect]] = frozenset({
    "number", "date", "quotation", "direction", "negation", "target"
})  # fmt: skip
_ADDRESS = regex(r"!\[|\]\(|(?:https?|ftp|data|javascript|file):|www\.", re.IGNORECASE)
_SAYS: Final[dict[str, tuple[str, str]]] = {
    "uncited": ("没有标明依据哪份资料", "names no passage it rests on"),
    "unknown": ("引用了不存在的资料 {}", "cites passages that do not exist: {}"),
    "address": ("含有网址或链接", "holds a web address or link"),
}


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quote before it has a citation number."""

    document: Document
    span: Span

    @property
    def text(self) -> str:
        return self.span.of(self.document.text)


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence of the model, the quotes found for it, and what the check says.

    `unknown` are numbers it cites that no passage has.
    """

    text: str
    quotes: tuple[Quoted, ...]
    verdict: Verdict
    unknown: tuple[int, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether it may be shown as a claim."""
        lacking = (r for r in self.verdict.reasons if r.support in ("unsupported", "contradicted"))
        partly = self.verdict.status == "partly" and not any(r.aspect in FACTS for r in lacking)
        return self.verdict.status == "supported" or partly


class NoAnswer(Exception):
    """The model says that the passages do not answer the question."""


def checked_sentences(
    pieces: Iterator[str], evidence: Sequence[Numbered], check: Check, language: Language
) -> Iterator[Checked]:
    """Each sentence as soon as it is written and checked; a repeated one ends the answer.

    Raises:
        NoAnswer: the first sentence says so.
        GeneratorError: whatever `pieces` raises, after the sentences that were complete.
    """
    passages = {passage.number: passage for passage in evidence}
    seen: set[str] = set()
    for sentence in islice(_written(pieces), MOST_SENTENCES):
        if not seen and NO_ANSWER.fullmatch(sentence.text):
            raise NoAnswer
        if squeeze(sentence.text) in seen:
            return
        seen.add(squeeze(sentence.text))
        yield check_sentence(sentence, passages, check, language)


def _written(pieces: Iterator[str]) -> Iterator[Sentence]:
    """Sentences as they are completed; what is left where the pieces end with an error is not."""
    cutter = Cutter()
    for piece in pieces:
        yield from cutter.feed(piece)
    yield from cutter.finish()


def check_sentence(
    sentence: Sentence, passages: Mapping[int, Numbered], check: Check, language: Language
) -> Checked:
    """The quotes for a sentence among the passages it names, and what the check says of them."""
    unknown = tuple(n for n in sentence.numbers if n not in passages)
    named = [passages[n] for n in sentence.numbers if n in passages]
    text = sentence.text
    if _ADDRESS.search(text):
        return Checked(text, (), _unsupported(text, "address", language), unknown)
    if not named:
        lacks = "unknown" if unknown else "uncited"
        return Checked(text, (), _unsupported(text, lacks, language, unknown), unknown)
    quotes, verdict = _best_support(text, named, check)
    return Checked(text, quotes, verdict, unknown)


def _unsupported(said: str, why: str, language: Language, numbers: Sequence[int] = ()) -> Verdict:
    """The verdict on a sentence that cannot be checked."""
    message = _SAYS[why][language == "en"].format("".join(f"[{n}]" for n in numbers))
    return Verdict(
        "unsupported", (Finding("words", "unsupported", said, None, None, None, message),)
    )


def _best_support(
    text: str, named: Sequence[Numbered], check: Check
) -> tuple[tuple[Quoted, ...], Verdict]:
    """The fewest quotes under which the check says the best it says of any.

    Sentences join by what they add, and stand in the order of the documents. The titles of these
    are read beside them, for they often name whom a sentence speaks of, but are not quoted.
    """
    best: tuple[tuple[Quoted, ...], Verdict] | None = None
    order = {p.document.id: i for i, p in reversed(list(enumerate(named)))}
    quotes: tuple[Quoted, ...] = ()
    for quote in _by_overlap(text, named):
        found = (*quotes, quote)
        quotes = tuple(sorted(found, key=lambda q: (order[q.document.id], q.span)))
        verdict = _verdict(text, quotes, check)
        if best is None or _RANK[verdict.status] < _RANK[best[1].status]:
            best = (quotes, verdict)
        if verdict.status == "supported":
            break
    return best or ((), check(text, (), ()))


def _verdict(text: str, quotes: Sequence[Quoted], check: Check) -> Verdict:
    """What the check says of a sentence beside quotes and the titles of their documents."""
    cited = {q.document.id: q.document for q in quotes}
    documents = [document for document in cited.values() if not is_order(document.title)]
    texts = [q.text for q in quotes]
    plain = check(text, texts, [q.document.date for q in quotes])
    if plain.status == "supported":
        return plain
    titled = check(
        text,
        [*texts, *(d.title for d in documents)],
        [*(q.document.date for q in quotes), *(d.date for d in documents)],
    )
    better = _RANK[titled.status] < _RANK[plain.status]
    return _within(titled, len(texts)) if better else plain


def _within(verdict: Verdict, count: int) -> Verdict:
    """The verdict with findings in titles, which are no quotes, without a place."""
    reasons = (
        replace(r, quote=None, span=None) if r.quote is not None and r.quote >= count else r
        for r in verdict.reasons
    )
    return replace(verdict, reasons=tuple(reasons))


def _by_overlap(text: str, named: Sequence[Numbered]) -> Iterator[Quoted]:
    """Sentences of the passages, each the one that shares most with what is not shared yet.

    At most MOST_QUOTES; the first even where nothing is shared, as the passage is cited. An order
    to whoever reads the document with a machine supports nothing.
    """
    wanted = {term: _worth(term) for term in terms(text)}
    every = (Quoted(p.document, s) for p in named for s in sentences(p.document.text, p.span))
    left = [quote for quote in every if not is_order(quote.text)]
    for turn in range(MOST_QUOTES):
        shares = [sum(wanted.get(t, 0.0) for t in set(terms(q.text))) for q in left]
        if not left or (turn and max(shares) <= 0):
            return
        quote = left.pop(shares.index(max(shares)))
        for term in terms(quote.text):
            wanted.pop(term, None)
        yield quote


def _worth(term: str) -> float:
    """Numbers tell sentences apart, single characters hardly do."""
    if term[0].isdigit():
        return FIGURE_WORTH
    return 1.0 if len(term) > 1 else 0.1
