"""The conversation as HTML. All text from questions, documents and file names passes `escape`."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

from rag.answer import Answer, Citation, Claim
from rag.types import Document, Span
from ui import icons
from ui.currency import notice
from ui.messages import Lang, both, say
from ui.references import gbt7714, markdown, quoted_title

# Beyond what HTML needs, the characters that a template engine in the page might act on.
_TEMPLATE = {ord(c): f"&#{ord(c)};" for c in "{}$`\r"}
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def escape(text: str) -> str:
    """`text` as it is shown between tags or inside a quoted attribute, never as markup.

    >>> escape('<b onclick="x">${1}</b>')
    '&lt;b onclick=&quot;x&quot;&gt;&#36;&#123;1&#125;&lt;/b&gt;'
    """
    return html.escape(_CONTROLS.sub("\ufffd", text), quote=True).translate(_TEMPLATE)


def data(values: Mapping[str, Any]) -> str:
    """Values as the content of a data attribute that the page's script reads as JSON."""
    return escape(json.dumps(values, ensure_ascii=False))


def isolated(text: str) -> str:
    """Inline text whose direction marks cannot reorder what stands around it."""
    return f"<bdi>{escape(text)}</bdi>"


@dataclass(frozen=True, slots=True)
class Rating:
    """What the reader said about an answer."""

    verdict: str  # "up" or "down"
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with what came of it: nothing yet, an answer, or a failure (message, remedy)."""

    number: int
    question: str
    understood: str
    answer: Answer | None = None
    failure: tuple[str, str] | None = None
    filters: str = ""  # in words
    documents: Mapping[str, Document] = field(default_factory=dict)
    rating: Rating | None = None
    shown: int | None = None  # claims shown so far, None for all


def conversation(turns: Sequence[Turn], lang: Lang, today: date) -> str:
    """All turns, oldest first."""
    body = "".join(turn_html(turn, lang, today) for turn in turns)
    label = escape(say(lang, "conversation"))
    return f'<div class="pq-log" role="log" aria-label="{label}">{body}</div>'


def turn_html(turn: Turn, lang: Lang, today: date) -> str:
    """One question and its answer."""
    parts = [f'<h2 class="pq-question" dir="auto">{escape(turn.question)}</h2>']
    notes = []
    if turn.understood != turn.question:
        lead = escape(say(lang, "understood"))
        notes.append(f'<p class="pq-understood">{lead}{isolated(turn.understood)}</p>')
    if turn.filters:
        filters = escape(say(lang, "filtered", what=turn.filters))
        notes.append(f'<p class="pq-filtered">{filters}</p>')
    parts += notes
    busy = turn.answer is None and turn.failure is None
    if turn.failure:
        parts.append(_failure(*turn.failure, lang))
    elif turn.answer is None:
        parts.append(_working(lang))
    elif turn.answer.status == "refused":
        parts.append(_refusal(turn, turn.answer, lang))
    else:
        parts.append(_answered(turn, turn.answer, lang, today))
    state = ' aria-busy="true"' if busy or turn.shown is not None else ""
    return f'<article class="pq-turn" data-turn="{turn.number}"{state}>{"".join(parts)}</article>'


def _working(lang: Lang) -> str:
    return (
        f'<div class="pq-working"><p>{escape(say(lang, "working"))}</p>'
        '<span class="pq-bone"></span><span class="pq-bone"></span></div>'
    )


def _failure(message: str, remedy: str, lang: Lang) -> str:
    todo = f'<p class="pq-remedy" dir="auto">{escape(both(remedy, lang))}</p>' if remedy else ""
    return (
        f'<div class="pq-failure" role="alert"><p class="pq-label">{icons.ALERT}'
        f"{escape(say(lang, 'failed'))}</p><p>{escape(both(message, lang))}</p>{todo}</div>"
    )


def _answered(turn: Turn, answer: Answer, lang: Lang, today: date) -> str:
    cited = {citation.number: citation for citation in answer.citations}
    shown = answer.claims if turn.shown is None else answer.claims[: turn.shown]
    claims = "".join(_claim(claim, cited, turn.number, lang) for claim in shown)
    label = escape(say(lang, "answer"))
    out = f'<div class="pq-claims" role="group" aria-label="{label}">{claims}</div>'
    if turn.shown is not None:
        return out
    return out + _basis(turn, answer, lang, today) + _tools(turn, answer, lang, today)


def _claim(claim: Claim, cited: Mapping[int, Citation], turn: int, lang: Lang) -> str:
    """A claim with its chips: behind each quote where it consists of quotes, else at its end."""
    citations = [cited[number] for number in claim.citations]
    if claim.text != "\n".join(citation.quote for citation in citations):
        chips = "".join(chip(citation, turn, lang) for citation in citations)
        return f'<p class="pq-claim" dir="auto">{_focused(claim.text, claim.focus)}{chips}</p>'
    quotes, at = [], 0
    for citation in citations:
        quotes.append(f"{_focused(citation.quote, claim.focus, at)}{chip(citation, turn, lang)}")
        at += len(citation.quote) + 1
    if len(quotes) == 1:
        return f'<p class="pq-claim" dir="auto">{quotes[0]}</p>'
    items = "".join(f'<li dir="auto">{quote}</li>' for quote in quotes)
    return f'<ul class="pq-claim pq-items">{items}</ul>'


def _focused(text: str, focus: Span | None, shift: int = 0) -> str:
    """`text`, which stands at `shift` in its claim, with the words that answer set off.

    >>> _focused("增长7.2%。", Span(2, 6))
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
    label = say(lang, "citation", number=citation.number, title=citation.title)
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


def _basis(turn: Turn, answer: Answer, lang: Lang, today: date) -> str:
    """The documents an answer rests on, each once, with date and publisher; what to beware of."""
    rows = []
    ordered = sorted(answer.citations, key=lambda c: _first_number(answer, c.document_id))
    for _, group in groupby(ordered, key=lambda c: c.document_id):
        citations = list(group)
        rows.append(f"<li>{_document_line(citations, lang)}</li>")
    warning = notice(turn.understood, answer.citations, today, lang)
    beware = f'<p class="pq-notice">{icons.CLOCK}{escape(warning)}</p>' if warning else ""
    heading = f'<h3 class="pq-label">{escape(say(lang, "basis"))}</h3>'
    return f'<section class="pq-basis">{heading}<ul>{"".join(rows)}</ul>{beware}</section>'


def _first_number(answer: Answer, document_id: str) -> int:
    return min(c.number for c in answer.citations if c.document_id == document_id)


def _document_line(citations: Sequence[Citation], lang: Lang) -> str:
    first = citations[0]
    numbers = "".join(f'<span class="pq-no">{c.number}</span>' for c in citations)
    when = f'<span class="pq-date">{dated(first.date, lang)}</span>'
    who = f"<span>{isolated(first.publisher)}</span>" if first.publisher else ""
    title = isolated(quoted_title(first.title, lang))
    return f'<span class="pq-nos">{numbers}</span><span class="pq-title">{title}</span>{when}{who}'


def dated(value: str | None, lang: Lang) -> str:
    """A date, or that there is none, as HTML."""
    return f"<time>{escape(value)}</time>" if value else escape(say(lang, "undated"))


def _refusal(turn: Turn, answer: Answer, lang: Lang) -> str:
    """Why there is no answer, and what came nearest, marked as not being one."""
    reason = answer.reason
    code = f'<span class="pq-code">{escape(say(lang, reason.code))}</span>' if reason else ""
    why = f"<p>{escape(reason.message)}</p>" if reason else ""
    label = f'<p class="pq-label">{icons.STOP}{escape(say(lang, "refused"))}{code}</p>'
    items = "".join(f"<li>{part}</li>" for part in _nearest(turn, answer.nearest, lang))
    heading = f'<h3 class="pq-label">{escape(say(lang, "nearest"))}</h3>'
    nearest = f'<section class="pq-nearest">{heading}<ul>{items}</ul></section>' if items else ""
    tools = f'<footer class="pq-tools">{_rating(turn, lang)}</footer>{_comment(turn, lang)}'
    return f'<div class="pq-refusal">{label}{why}</div>{nearest}{tools}'


def _nearest(turn: Turn, nearest: Sequence[Citation], lang: Lang) -> Iterator[str]:
    for citation in nearest:
        title = isolated(quoted_title(citation.title, lang))
        yield (
            f'<p class="pq-near" dir="auto">{escape(citation.quote)}'
            f"{chip(citation, turn.number, lang)}</p>"
            f'<p class="pq-from">{title} · {dated(citation.date, lang)}</p>'
        )


def _tools(turn: Turn, answer: Answer, lang: Lang, today: date) -> str:
    copies = {
        "copy_markdown": markdown(answer, turn.documents, lang),
        "copy_gbt": gbt7714(answer, turn.documents, today),
    }
    done, failed = escape(say(lang, "copied")), escape(say(lang, "not_copied"))
    buttons = "".join(
        f'<button type="button" class="pq-tool" data-copy="{escape(text)}" '
        f'data-done="{done}" data-failed="{failed}">'
        f"{icons.COPY}<span>{escape(say(lang, key))}</span></button>"
        for key, text in copies.items()
    )
    return (
        f'<footer class="pq-tools">{buttons}<span class="pq-gap"></span>'
        f"{_rating(turn, lang)}</footer>{_comment(turn, lang)}"
    )


def _rating(turn: Turn, lang: Lang) -> str:
    given = turn.rating.verdict if turn.rating else ""
    return "".join(
        f'<button type="button" class="pq-tool pq-thumb" '
        f'aria-pressed="{str(given == key).lower()}" '
        f'data-rate="{data({"turn": turn.number, "verdict": key})}" '
        f'title="{escape(say(lang, key))}" aria-label="{escape(say(lang, key))}">{icon}</button>'
        for key, icon in (("up", icons.UP), ("down", icons.DOWN))
    )


def _comment(turn: Turn, lang: Lang) -> str:
    """A field for words once a thumb was given, a thank-you once they were sent."""
    if not turn.rating:
        return ""
    thanks = f'<p class="pq-thanks" role="status">{escape(say(lang, "rated"))}</p>'
    if turn.rating.comment:
        return f'<div class="pq-comment">{thanks}</div>'
    label, payload = escape(say(lang, "comment")), {"turn": turn.number}
    verdict = data(payload | {"verdict": turn.rating.verdict})
    return (
        f'<form class="pq-comment" data-comment="{verdict}">{thanks}'
        f'<input name="comment" maxlength="1000" placeholder="{label}" aria-label="{label}">'
        f'<button type="submit" class="pq-tool">{escape(say(lang, "send"))}</button></form>'
    )
