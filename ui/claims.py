"""What an answer says, as HTML: claims, chips, what a check found, where sources disagree.

A quote stands in serif type; words that a language model wrote do not, and carry their verdict.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rag.answer import Answer, Citation, Claim, Conflict, Finding, Support, Verdict
from rag.types import Span
from ui import icons
from ui.markup import data, dated, escape, isolated
from ui.messages import Lang, say
from ui.references import quoted_title

TAIL = 2  # characters that stay on one line with the chip behind them
REJECTED = ("unsupported", "contradicted")
MARKS: Mapping[Support, str] = {
    "supported": icons.CHECK,
    "partly": icons.HALF,
    "unsupported": icons.CLOSE,
    "contradicted": icons.CLOSE,
}


def cited(answer: Answer) -> dict[int, Citation]:
    """Citations by number."""
    return {citation.number: citation for citation in answer.citations}


def claim_html(claim: Claim, known: Mapping[int, Citation], turn: int, lang: Lang) -> str:
    """A claim with its chips: behind each quote where it consists of quotes, else at its end."""
    citations = [known[number] for number in claim.citations]
    if claim.text != "\n".join(citation.quote for citation in citations):
        kind = "pq-claim pq-written" if claim.verdict else "pq-claim"
        words = ended(claim.text, citations, turn, lang, claim.focus)
        return f'<div class="{kind}"><p dir="auto">{words}</p>{_checked(claim, turn, lang)}</div>'
    quotes, at = [], 0
    for citation in citations:
        quotes.append(ended(citation.quote, [citation], turn, lang, claim.focus, at))
        at += len(citation.quote) + 1
    if len(quotes) == 1:
        return f'<p class="pq-claim" dir="auto">{quotes[0]}</p>'
    items = "".join(f'<li dir="auto">{quote}</li>' for quote in quotes)
    return f'<ul class="pq-claim pq-items">{items}</ul>'


def ended(
    text: str,
    citations: Sequence[Citation],
    turn: int,
    lang: Lang,
    focus: Span | None = None,
    shift: int = 0,
) -> str:
    """Text with chips behind it; the first never begins a line of its own."""
    cut = max(len(text) - TAIL, 0)
    if focus and focus.start - shift < cut < focus.end - shift:
        cut = max(focus.start - shift, 0)
    last = focused(text[cut:], focus, shift + cut)
    first, *others = [chip(citation, turn, lang) for citation in citations] or [""]
    tail = f'<span class="pq-tail">{last}{first}</span>'
    return f"{focused(text[:cut], focus, shift)}{tail}{''.join(others)}"


def focused(text: str, focus: Span | None, shift: int = 0) -> str:
    """`text`, which stands at `shift` in its claim, with the words that answer set off.

    >>> focused("增长7.2%。", Span(2, 6))
    '增长<b class="pq-focus">7.2%</b>。'
    """
    start = max(focus.start - shift, 0) if focus else 0
    end = min(focus.end - shift, len(text)) if focus else 0
    if start >= end:
        return escape(text)
    words = f'<b class="pq-focus">{escape(text[start:end])}</b>'
    return f"{escape(text[:start])}{words}{escape(text[end:])}"


def chip(citation: Citation, turn: int, lang: Lang) -> str:
    """The number behind a quote: a button that opens the source."""
    title = quoted_title(citation.title, lang)
    label = say(lang, "citation", number=citation.number, title=title)
    return (
        f'<button type="button" class="pq-chip" id="pq-cite-{turn}-{citation.number}" '
        f'data-open="{data(view_of(citation))}" aria-label="{escape(label)}" '
        f'title="{escape(citation.title)}">{citation.number}</button>'
    )


def view_of(citation: Citation) -> dict[str, Any]:
    """What the source panel needs to know to show a citation."""
    return {
        "document": citation.document_id,
        "start": citation.span.start,
        "end": citation.span.end,
        "number": citation.number,
    }


def _checked(claim: Claim, turn: int, lang: Lang) -> str:
    """What the check of a written claim found: a word, and the reasons on demand."""
    if claim.verdict is None:
        return ""
    status = claim.verdict.status
    word = f"{MARKS[status]}{escape(say(lang, status))}"
    reasons = _reasons(claim.verdict, lang)
    if not reasons:
        return f'<p class="pq-verdict pq-{status}">{word}</p>'
    fold = escape(f"verdict-{turn}-{'-'.join(map(str, claim.citations))}")
    return (
        f'<details class="pq-verdict pq-{status}" data-fold="{fold}">'
        f"<summary>{word}</summary>{reasons}</details>"
    )


def _reasons(verdict: Verdict, lang: Lang) -> str:
    """What was compared, in words; of a sentence that was withheld only what speaks against it."""
    against = [reason for reason in verdict.reasons if reason.support != "supported"]
    shown = against if verdict.status in REJECTED and against else verdict.reasons
    items = "".join(f"<li>{_finding(finding, lang)}</li>" for finding in shown)
    return f'<ul class="pq-reasons">{items}</ul>' if items else ""


def _finding(finding: Finding, lang: Lang) -> str:
    word = escape(say(lang, finding.support))
    mark = f'{MARKS[finding.support]}<span class="pq-hidden">{word}</span>'
    return f'<span class="pq-{finding.support}">{mark}</span>{isolated(finding.message)}'


def withheld(answer: Answer, turn: int, lang: Lang) -> str:
    """Sentences a language model wrote that nothing supports: folded away and struck through."""
    if not answer.withheld:
        return ""
    items = "".join(
        f'<li><s dir="auto">{escape(claim.text)}</s>'
        f"{_reasons(claim.verdict, lang) if claim.verdict else ''}</li>"
        for claim in answer.withheld
    )
    told = escape(say(lang, "withheld", count=len(answer.withheld)))
    return (
        f'<details class="pq-withheld" data-fold="withheld-{turn}"><summary>{icons.STOP}{told}'
        f"</summary><ul>{items}</ul></details>"
    )


def notices(answer: Answer) -> str:
    """What went otherwise than asked for."""
    return "".join(
        f'<p class="pq-notice" role="status">{icons.ALERT}'
        f'<span dir="auto">{escape(text)}</span></p>'
        for text in answer.notices
    )


def conflicts(answer: Answer, turn: int, lang: Lang) -> str:
    """Where sources disagree: every value with its source, date and chip, above all claims."""
    if not answer.conflicts:
        return ""
    known = cited(answer)
    body = "".join(_conflict(conflict, known, turn, lang) for conflict in answer.conflicts)
    label = escape(say(lang, "conflicting"))
    return (
        f'<section class="pq-conflict" aria-label="{label}">'
        f'<h3 class="pq-label">{icons.FORK}{label}</h3>{body}</section>'
    )


def _conflict(conflict: Conflict, known: Mapping[int, Citation], turn: int, lang: Lang) -> str:
    rows = "".join(
        f"<li>{_value(value, known[number], turn, lang)}</li>"
        for value, number in zip(conflict.values, conflict.citations, strict=True)
    )
    return f'<p class="pq-subject" dir="auto">{escape(conflict.subject)}</p><ul>{rows}</ul>'


def _value(value: str, citation: Citation, turn: int, lang: Lang) -> str:
    opens = chip(citation, turn, lang).replace(' id="pq-cite-', ' id="pq-conflict-', 1)
    facts = [isolated(quoted_title(citation.title, lang)), dated(citation.date, lang)]
    facts += [isolated(citation.publisher)] if citation.publisher else []
    source = "".join(f"<span>{fact}</span>" for fact in facts)
    return f'<b dir="auto">{escape(value)}</b>{opens}<span class="pq-facts-line">{source}</span>'
