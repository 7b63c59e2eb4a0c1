"""Answers of a language model as lines for a terminal: claims, what is withheld, notices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from rag.answer import Answer, Claim, Finding
from rag.cli.language import say
from rag.cli.render import BOLD, DIM, GREEN, RED, STRUCK, YELLOW, Style, source_lines
from rag.cli.terminal import visible

_MARKS: Final = {
    "supported": ("✓", GREEN),
    "partly": ("≈", YELLOW),
    "unsupported": ("✗", YELLOW),
    "contradicted": ("✗", RED),
}
SHOWN_REASONS = 3  # of a sentence that is not wholly supported


def written_answer(answer: Answer, quotes: str, style: Style) -> str:
    """The whole answer; `quotes` is how it is shown where its claims are quotes after all."""
    written = any(claim.verdict for claim in answer.claims)
    shown = claim_lines(answer, style) if written else quotes.split("\n")
    return "\n".join(
        [*notice_lines(answer, style), *shown, *withheld_lines(answer, style)],
    )


def notice_lines(answer: Answer, style: Style) -> Iterator[str]:
    """What went otherwise than asked for, above the answer."""
    for notice in answer.notices:
        yield f"{style('!', YELLOW, BOLD)} {visible(notice)}"
    if answer.notices:
        yield ""


def claim_lines(answer: Answer, style: Style) -> Iterator[str]:
    """Each claim with its numbers and the check's mark, then every quote with its source."""
    for claim in answer.claims:
        yield from _claim(claim, style)
    yield ""
    yield from quote_lines(answer, style)


def quote_lines(answer: Answer, style: Style) -> Iterator[str]:
    """The quotes that claims rest on, each under its number with its source."""
    used = {number for claim in answer.claims for number in claim.citations}
    for citation in answer.citations:
        if citation.number in used:
            first, *others = source_lines((citation,), style)
            yield first
            yield f"      “{visible(' '.join(citation.quote.split()))}”"
            yield from others


def withheld_lines(answer: Answer, style: Style) -> Iterator[str]:
    """Sentences without support, struck through, with what decided and the words that decide."""
    if not answer.withheld:
        return
    yield ""
    yield style(
        say("模型还写了，但原文不支持（不是答案）：", "Also written, without support (no answer):"),
        YELLOW,
    )
    quotes = {citation.number: citation.quote for citation in answer.citations}
    for claim in answer.withheld:
        # Without numbers: the quotes stand right below.
        yield from _claim(replace(claim, citations=()), style, STRUCK)
        for number in claim.citations:
            quote = " ".join(quotes[number].split())
            yield style(f"      {say('原文', 'source')}：“{visible(quote)}”", DIM)


def _claim(claim: Claim, style: Style, *codes: str) -> Iterator[str]:
    verdict = claim.verdict
    mark, colour = _MARKS[verdict.status] if verdict else (" ", DIM)
    numbers = "".join(f"[{number}]" for number in claim.citations)
    text = style(visible(" ".join(claim.text.split())), *codes)
    yield f"{style(mark, colour)} {text} {style(numbers, GREEN)}".rstrip()
    if verdict and verdict.status != "supported":
        for reason in _deciding(verdict.reasons):
            yield style(f"    {visible(reason.message)}", DIM)


def _deciding(reasons: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """What speaks against a sentence, worst first."""
    return tuple(r for r in reasons if r.support != "supported")[:SHOWN_REASONS]
