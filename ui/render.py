"""The conversation as HTML: each question with what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from rag.answer import Answer, Citation
from rag.types import Document
from ui import icons
from ui.claims import cited, claim_html, conflicts, ended, notices, withheld
from ui.currency import notice
from ui.markup import data, dated, escape, isolated
from ui.messages import Lang, both, say
from ui.references import gbt7714, markdown, quoted_title
from ui.trouble import Trouble

FAILED = ("pq-failure", icons.ALERT, "failed")
LATER = ("pq-later", icons.CLOCK, "not_now")


@dataclass(frozen=True, slots=True)
class Rating:
    """What the reader said about an answer, "up" or "down", or why that could not be kept."""

    verdict: str
    comment: str = ""
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One question with what came of it: nothing yet, an answer, or trouble.

    Attributes:
        filters: in words.
        documents: those the answer rests on, by id, without their text.
        shown: how many of the claims are shown so far, None for all.
        line: questions that are answered before this one.
        stopped: the reader ended it before the answer was whole.
    """

    number: int
    question: str
    understood: str
    answer: Answer | None = None
    trouble: Trouble | None = None
    filters: str = ""
    documents: Mapping[str, Document] = field(default_factory=dict)
    rating: Rating | None = None
    shown: int | None = None
    line: int = 0
    stopped: bool = False


def conversation(turns: Sequence[Turn], lang: Lang, today: date) -> str:
    """All turns, oldest first."""
    body = "".join(turn_html(turn, lang, today) for turn in turns)
    label = escape(say(lang, "conversation"))
    return f'<div class="pq-log" role="log" aria-label="{label}">{body}</div>'


def turn_html(turn: Turn, lang: Lang, today: date) -> str:
    """One question and its answer."""
    parts = [f'<h2 class="pq-question" dir="auto">{escape(turn.question)}</h2>']
    if turn.understood != turn.question:
        lead = escape(say(lang, "understood"))
        parts.append(f'<p class="pq-understood">{lead}{isolated(turn.understood)}</p>')
    if turn.filters:
        filters = escape(say(lang, "filtered", what=turn.filters))
        parts.append(f'<p class="pq-filtered">{filters}</p>')
    if turn.trouble:
        parts.append(_trouble(turn, turn.trouble, lang))
    elif turn.answer is None:
        parts.append(_stopped(lang) if turn.stopped else _working(turn, lang))
    elif turn.answer.status == "refused":
        parts.append(_refusal(turn, turn.answer, lang))
    else:
        parts.append(_answered(turn, turn.answer, lang, today))
    unfinished = turn.answer is None or turn.shown is not None
    busy = unfinished and not turn.trouble and not turn.stopped
    state = ' aria-busy="true"' if busy else ""
    return f'<article class="pq-turn" data-turn="{turn.number}"{state}>{"".join(parts)}</article>'


def _working(turn: Turn, lang: Lang) -> str:
    told = say(lang, "in_line", count=turn.line) if turn.line else say(lang, "working")
    return (
        f'<div class="pq-working"><p>{escape(told)}</p>'
        '<span class="pq-bone"></span><span class="pq-bone"></span></div>'
    )


def _stopped(lang: Lang) -> str:
    return f'<p class="pq-stopped">{icons.HALT}{escape(say(lang, "stopped"))}</p>'


def _trouble(turn: Turn, trouble: Trouble, lang: Lang) -> str:
    """What went wrong; what may work a little later looks like a wait, and offers to try again."""
    kind, icon, head = LATER if trouble.again else FAILED
    todo = both(trouble.remedy, lang)
    remedy = f'<p class="pq-remedy" dir="auto">{escape(todo)}</p>' if todo else ""
    again = (
        f'<p><button type="button" class="pq-tool pq-again" data-ask="{escape(turn.question)}">'
        f"{escape(say(lang, 'again'))}</button></p>"
        if trouble.again
        else ""
    )
    return (
        f'<div class="{kind}" role="alert"><p class="pq-label">{icon}{escape(say(lang, head))}</p>'
        f"<p>{escape(both(trouble.message, lang))}</p>{remedy}{again}</div>"
    )


def _answered(turn: Turn, answer: Answer, lang: Lang, today: date) -> str:
    known = cited(answer)
    shown = answer.claims if turn.shown is None else answer.claims[: turn.shown]
    claims = "".join(claim_html(claim, known, turn.number, lang) for claim in shown)
    label = escape(say(lang, "answer"))
    above = notices(answer) + conflicts(answer, turn.number, lang)
    out = f'{above}<div class="pq-claims" role="group" aria-label="{label}">{claims}</div>'
    if turn.stopped:
        out += _stopped(lang)
    elif turn.shown is not None:
        return out if shown else _working(turn, lang)
    return (
        out
        + withheld(answer, turn.number, lang)
        + _basis(turn, answer, lang, today)
        + _tools(turn, answer, lang, today)
    )


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
    made = f'<p class="pq-made">{escape(made_by(answer, lang))}</p>'
    return f'<section class="pq-basis">{heading}<ul>{"".join(rows)}</ul>{beware}{made}</section>'


def made_by(answer: Answer, lang: Lang) -> str:
    """Who chose or wrote the words, without the folders a model file lies in."""
    kind, colon, name = answer.generator.partition(":")
    if not colon:
        return say(lang, "quoted", generator=kind)
    short = name.replace("\\", "/").rstrip("/").rpartition("/")[2] if kind != "openai" else name
    return say(lang, "written", generator=f"{kind}:{short}")


def _first_number(answer: Answer, document_id: str) -> int:
    return min(c.number for c in answer.citations if c.document_id == document_id)


def _document_line(citations: Sequence[Citation], lang: Lang) -> str:
    first = citations[0]
    numbers = "".join(f'<span class="pq-no">{c.number}</span>' for c in citations)
    when = f'<span class="pq-date">{dated(first.date, lang)}</span>'
    who = f"<span>{isolated(first.publisher)}</span>" if first.publisher else ""
    title = isolated(quoted_title(first.title, lang))
    return f'<span class="pq-nos">{numbers}</span><span class="pq-title">{title}</span>{when}{who}'


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
    refused = f'{notices(answer)}<div class="pq-refusal">{label}{why}</div>'
    return f"{refused}{nearest}{withheld(answer, turn.number, lang)}{tools}"


def _nearest(turn: Turn, nearest: Sequence[Citation], lang: Lang) -> Iterator[str]:
    for citation in nearest:
        title = isolated(quoted_title(citation.title, lang))
        yield (
            f'<p class="pq-near" dir="auto">{ended(citation.quote, [citation], turn.number, lang)}'
            f'</p><p class="pq-from">{title} · {dated(citation.date, lang)}</p>'
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
    if trouble := turn.rating.trouble:
        words = f"{say(lang, 'not_rated')} {both(trouble.message, lang)}"
        return f'<p class="pq-notice" role="alert">{icons.ALERT}<span>{escape(words)}</span></p>'
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
